/**
 * serve and broker as processes: how they start, how they fail, how they stop.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { freePort } from "../../tools/child.ts";
import { until } from "../until.ts";
import { dripline, fixtures, run, tutorial } from "./dripline.ts";

const isWindows = Deno.build.os === "windows";

Deno.test({
  name: "a service hosts the embedded broker and stops cleanly (212)",
  ignore: isWindows,
  async fn() {
    const port = String(freePort());
    await using service = dripline("-c", tutorial, "-p", port);
    await service.stdout.until("Ctrl-C stops it.");
    assertMatch(
      service.stdout.text,
      new RegExp(` broker +127\\.0\\.0\\.1:${port}, embedded, hosted here\n`),
    );
    assertMatch(service.stderr.text, /^\S+ \S+ \[info\] config: hosting the /);
    service.signal("SIGTERM");
    const { code, stdout } = await service.ended;
    assertEquals(code, 0);
    assertMatch(
      stdout,
      /Stopping my_store \(SIGTERM\)\.\nmy_store has stopped/,
    );
    const asked = await run(
      ..."get chips -b 127.0.0.1 --max-connection-attempts 1 -p".split(" "),
      port,
    );
    assertEquals(asked.code, 1);
  },
});

Deno.test({
  name: "outputs that are full or closed end neither the start nor the stop",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using broker = startBroker({ port: 0 });
    const cli = new URL("../../cli.ts", import.meta.url).pathname;
    for (const to of [">/dev/full 2>/dev/full", ">&- 2>&-"]) {
      const serve =
        `exec deno run -A --no-check ${cli} -c ${tutorial} -b 127.0.0.1 -p ${broker.port} -vv ${to}`;
      const service = new Deno.Command("sh", { args: ["-c", serve] }).spawn();
      await until(() => broker.stats().queues >= 2);
      service.kill("SIGTERM");
      assertEquals((await service.status).code, 0, to);
      await until(() => broker.stats().queues === 0);
    }
  },
});

Deno.test({
  name:
    "a service whose output and log nobody reads answers, and stops as any other",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using broker = startBroker({ port: 0 });
    const cli = new URL("../../cli.ts", import.meta.url).pathname;
    const folder = await Deno.makeTempDir();
    const pipe = `${folder}/pipe`;
    // Open at both ends, and full before the service begins.
    const serve =
      `mkfifo ${pipe}; exec 9<>${pipe}; dd if=/dev/zero bs=65536 count=1 >&9 2>/dev/null
       exec deno run -A --no-check ${cli} -c ${tutorial} -b 127.0.0.1 -p ${broker.port} -vv >&9 2>&9`;
    const service = new Deno.Command("sh", { args: ["-c", serve] }).spawn();
    await using client = await connect({
      broker: "127.0.0.1",
      port: broker.port,
    });
    await until(() => broker.stats().queues >= 3);
    for (let i = 0; i < 20; i++) {
      assertEquals(await client.get("chips"), {
        value_raw: 1.75,
        value_cal: 5.25,
      });
    }
    const asked = performance.now();
    service.kill("SIGTERM");
    assertEquals((await service.status).code, 0);
    assert(performance.now() - asked < 5000);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "broker runs a broker that services join and leave without a trace",
  ignore: isWindows,
  async fn() {
    const port = String(freePort());
    await using broker = dripline("broker", "-p", port);
    await broker.stdout.until(`dripline_mesh.broker_port=${port}`);
    const taken = await run("broker", "-p", port);
    assertEquals(taken.code, 1);
    assertMatch(taken.stderr, /cannot listen on 127\.0\.0\.1:\d+: .*in use/);
    await using service = dripline("serve", "-b", "embedded", "-p", port, "-q");
    await service.stdout.until("dlpy_service is up.");
    service.signal("SIGQUIT");
    assertEquals((await service.ended).code, 0);
    assertEquals(service.stderr.text, "");
    broker.signal("SIGINT");
    assertEquals((await broker.ended).code, 0);
    assertMatch(broker.stdout.text, /Stopping the broker \(SIGINT\)\.\n$/);
  },
});

Deno.test({
  name:
    "a service survives what its extensions fail to catch; a second Ctrl-C ends what does not stop",
  ignore: isWindows,
  async fn() {
    await using broker = startBroker({ port: 0 });
    const mesh = [
      "-c",
      `${fixtures}fragile.yaml`,
      "-p",
      String(broker.port),
    ];
    await using service = dripline("serve", ...mesh);
    await service.stdout.until("Ctrl-C stops it.");
    assertEquals(broker.stats().queues, 2, "its own and one for replies");
    const { stderr } = service;
    assertMatch(stderr.text, /fragile\.yaml:2:1: warning: .*"colour"/);
    assertEquals(
      (await run("get", "fragile", ...mesh)).stdout,
      '"so far, so good"\n',
    );
    await stderr.until("an error that nothing caught: failed in a timer");
    await stderr.until("an error that nothing caught: failed in a promise");
    assertEquals((await run("get", "fragile", ...mesh)).code, 0);
    const name = "name=fragile_service";
    const twin = await run("-c", tutorial, "-p", String(broker.port), name);
    assertEquals(twin.code, 1);
    assertMatch(twin.stderr, /\(100\): Another service holds the queue/);

    service.signal("SIGINT");
    await service.stdout.until("Stopping fragile_service (SIGINT).");
    let over = false;
    const ended = service.ended.finally(() => over = true);
    await until(() => {
      service.signal("SIGINT");
      return over;
    });
    assertEquals((await ended).code, 130);
    await until(() => broker.stats().queues === 0);
  },
});

Deno.test("a service that cannot start says why and fails", async () => {
  const serve = (...words: string[]) =>
    run("-c", `${fixtures}absent.yaml`, "-p", String(freePort()), ...words);
  const [absent, verbose, nowhere] = await Promise.all([
    serve(),
    serve("-v"),
    serve("-b", "127.0.0.1", "--max-connection-attempts", "2"),
  ]);

  assertEquals([absent.code, absent.stdout], [1, ""]);
  assertMatch(
    absent.stderr,
    /\nCannot start absent_service: "absent" cannot start: there is no such device\. \(-v says where\.\)\n$/,
  );
  assertMatch(verbose.stderr, /there is no such device\n +at Absent\.start/);
  assertEquals(nowhere.code, 1);
  assertMatch(nowhere.stderr, /^\S+ \S+ \[warning\] mesh: .*Attempt 1 of 2/);
  assertMatch(nowhere.stderr, /\nAMQP Connection Error \(101\): /);
});

Deno.test("--json-logs makes every remark of a service a line of JSON", async () => {
  const { stderr } = await run(
    "serve",
    "--json-logs",
    "-c",
    `${fixtures}fragile.yaml`,
    ..."-b 127.0.0.1 --max-connection-attempts 2 -p".split(" "),
    String(freePort()),
  );
  const lines = stderr.trimEnd().split("\n");
  assertMatch(lines.pop()!, /^AMQP Connection Error \(101\)/);
  const messages = lines.map((line) => JSON.parse(line).message as string);
  assertEquals(messages.length, 2);
  assertMatch(messages[0]!, /fragile\.yaml:2:1: warning: /);
  assert(messages[1]!.startsWith("cannot use the broker at 127.0.0.1:"));
});
