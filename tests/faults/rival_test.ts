/**
 * Two services that want the same names: one has them all, and the other ends and names it.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { type RunningService, serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { dripline } from "../cli/dripline.ts";
import { testOnEach } from "../mesh/backends.ts";
import { FakeClock } from "../../testing.ts";
import { Stranger } from "../core/stranger.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { until } from "../until.ts";

function serviceOf(name: string, ...queues: string[]): Service {
  const service = new Service(name);
  for (const queue of queues) {
    const endpoint = new KeyValueStore(queue);
    endpoint.async = true;
    service.add(endpoint);
  }
  return service;
}

const many = Array.from({ length: 30 }, (_, i) => `own${i}`);

/** Starts two services at once. Returns the one that is up and why the other is not. */
async function race(
  services: readonly [Service, Service],
  options: Parameters<typeof serve>[1],
): Promise<{ winner: RunningService; reason: string }> {
  const outcomes = await Promise.allSettled(
    services.map((service) => serve(service, options)),
  );
  const [winner, ...more] = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? [outcome.value] : []
  );
  assert(winner && more.length === 0, "one of two should be up");
  const failed = outcomes.find(({ status }) => status === "rejected");
  return {
    winner,
    reason: String((failed as PromiseRejectedResult).reason.message),
  };
}

testOnEach(
  "of two instances that start together one wins, and the other ends and names it",
  async ({ options }) => {
    const { winner, reason } = await race(
      [serviceOf("store", ...many), serviceOf("store", ...many)],
      options,
    );
    await using _winner = winner;
    assertStringIncludes(reason, `answers: "store" on host ${Deno.hostname()}`);
    await using client = await connect(options);
    for (const name of ["store", ...many]) await client.cmd(name, "ping");
  },
);

testOnEach(
  "two services with endpoints of each other's name do not wait for each other",
  async ({ options }) => {
    const { winner, reason } = await race(
      [serviceOf("a", "x", "b"), serviceOf("b", "x", "a")],
      options,
    );
    await using _winner = winner;
    assertStringIncludes(reason, `answers: "${winner.service.name}" on host`);
  },
);

Deno.test("a service takes no name before it has those that come first, so that nobody waits in a circle", async () => {
  await using broker = startBroker({ port: 0 });
  const ghost = await Stranger.join(broker.url, { queue: "a", key: "a.#" });
  const clock = new FakeClock();
  const at = { broker: "127.0.0.1", port: broker.port, clock };
  const serving = serve(serviceOf("z", "a", "b"), at);
  const { message } = await ghost.next();
  assertEquals(message.specifier, "ping");
  // That of the ghost, and the one for replies.
  assertEquals(broker.stats().queues, 2);

  await ghost[Symbol.asyncDispose]();
  let up = false;
  serving.then(() => up = true);
  await until(async () => {
    await clock.advance(1000);
    return up;
  });
  await using _running = await serving;
  assertEquals(broker.stats().queues, 4);
});

Deno.test("a service that could not be heard while another took its name ends, stops what it does, and names the other", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const at = { broker: "127.0.0.1", port: broker.port };
  const first = serviceOf("store", ...many);
  let stopped = 0;
  for (const endpoint of first.endpoints.values()) {
    endpoint.stop = () => void stopped++;
  }
  await using paused = await serve(first, { ...at, port: proxy.port });
  proxy.stall();
  proxy.cut();
  await until(() => broker.stats().queues === 0);
  await using _other = await serve(serviceOf("store", ...many), at);

  proxy.resume();
  const reason = await paused.lost;

  assertStringIncludes(
    reason.message,
    `answers: "store" on host ${Deno.hostname()}, run by ${Deno.execPath()}`,
  );
  assertEquals(stopped, many.length);
  await until(() => broker.stats().connections === 2);
  await using client = await connect(at);
  for (const name of ["store", ...many]) await client.cmd(name, "ping");
});

Deno.test({
  name:
    "a process that was stopped while another took its name ends with exit code 1 and names the other",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using broker = startBroker({ port: 0, heartbeat: 1 });
    const at = { broker: "127.0.0.1", port: broker.port };
    await using child = dripline(
      ..."serve name=store -b 127.0.0.1 -p".split(" "),
      String(broker.port),
    );
    await child.stdout.until("store is up.");
    child.signal("SIGSTOP");
    await until(() => broker.stats().queues === 0);
    await using _other = await serve(serviceOf("store"), at);

    child.signal("SIGCONT");
    const { code, stderr } = await child.ended;

    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      `answers: "store" on host ${Deno.hostname()}, run by ${Deno.execPath()}`,
    );
  },
});
