/**
 * mon and watch as processes, and the parts they are made of.
 *
 * @module
 */
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { parseFilter } from "../../src/cli/message_filter.ts";
import { messageLine } from "../../src/cli/message_line.ts";
import { alignedRows, sparkline, Watched } from "../../src/cli/watched.ts";
import { startBroker } from "../../src/broker/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { startMesh } from "../../testing.ts";
import { freePort } from "../../tools/child.ts";
import { alert, reply, request } from "../wire/messages.ts";
import { until } from "../until.ts";
import { dripline, run } from "./dripline.ts";

const configuration = {
  name: "lab",
  endpoints: [
    {
      name: "pressure",
      module: "KeyValueStore",
      initial_value: 2,
      units: "mbar",
      log_interval: 0.2,
    },
    { name: "chips", module: "KeyValueStore", initial_value: "full" },
  ],
};

Deno.test("mon prints a line for each alert, with its unit and who sent it, and ends after so many", async () => {
  await using mesh = await startMesh(configuration);
  const where = `-b 127.0.0.1 -p ${mesh.options.port}`.split(" ");

  const { code, stdout } = await run(
    "mon",
    "-a",
    "sensor_value.#",
    "--count",
    "2",
    ...where,
  );

  assertEquals(code, 0);
  const line = String
    .raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  sensor_value\.pressure  2  mbar  lab\n`;
  assertMatch(stdout, new RegExp(`^(${line}){2}$`));
});

Deno.test("mon that was asked for so many messages and did not see them in time fails", async () => {
  await using mesh = await startMesh(configuration);
  const mon = (...words: string[]) =>
    run(
      "mon",
      "-a",
      "sensor_value.#",
      "--timeout",
      "0.5",
      ...words,
      "-b",
      "127.0.0.1",
      "-p",
      `${mesh.options.port}`,
    );
  const [late, enough, picky] = await Promise.all([
    mon("--count", "100"),
    mon(),
    mon("--filter", "{} > 2"),
  ]);
  assertEquals([late.code, enough.code, picky.code], [4, 0, 0]);
  assertMatch(enough.stdout, /pressure/);
  assertEquals(picky.stdout, "");
});

Deno.test("mon waits for a broker that is not there yet", async () => {
  const port = freePort();
  await using mon = dripline(
    "mon",
    "-a",
    "news",
    "--count",
    "1",
    "-b",
    "127.0.0.1",
    "-p",
    `${port}`,
  );
  await mon.stderr.until("cannot use the broker");
  await using broker = startBroker({ port });
  await mon.stderr.until("watching alerts news");
  await using client = await connect({ broker: broker.hostname, port });
  await client.alert("news", "hello");
  const { code, stdout } = await mon.ended;
  assertEquals(code, 0);
  assertMatch(stdout, / {2}news {2}hello {2}/);
});

Deno.test("mon names operations, and leaves what asks the dead without a doubt", async () => {
  await using mesh = await startMesh(configuration);
  await using mon = dripline(
    "mon",
    "-r",
    "#",
    "-b",
    "127.0.0.1",
    "-p",
    `${mesh.options.port}`,
  );
  await mon.stderr.until("watching");
  const { client } = mesh;

  await client.set("chips", "empty");
  const error = await assertRejects(
    () => client.get("nobody", { timeout: 0 }),
    ReplyError,
    'nobody listens to "nobody"',
  );
  assertEquals(error.returnCode.value, 403);

  await mon.stdout.until("  get nobody  ");
  await until(() => mon.stdout.text.includes("(nobody listens)"));
  assertMatch(
    mon.stdout.text,
    / {2}set chips {2}empty {2}/,
  );
  assertMatch(mon.stdout.text, / {2}reply to set chips: 0 {2}lab\n/);
});

Deno.test("watch prints a line for each news if it cannot write over lines: from alerts, and by asking", async () => {
  await using mesh = await startMesh(configuration);
  await mesh.client.cmd("chips", "lock");
  await using watch = dripline(
    "watch",
    "pressure",
    "chips",
    "nobody",
    "-b",
    "127.0.0.1",
    "-p",
    `${mesh.options.port}`,
  );
  await watch.stdout.until("nobody  -  nobody listens");
  await watch.stdout.until("chips  full");
  await until(() => /chips {2}full {2}locked by /.test(watch.stdout.text));
  await until(() => /(pressure {2}2 {2}mbar\n[^]*){4}/.test(watch.stdout.text));
  watch.signal("SIGINT");
  assertEquals((await watch.ended).code, 0);
});

Deno.test("a message is a line, whatever it carries", () => {
  const line = (...given: Parameters<typeof messageLine>) =>
    messageLine(...given).split("  ").slice(1).join("  ");
  assertEquals(
    line(
      alert({ routingKey: "a\nb", payload: { value_raw: 1, value_cal: 2 } }),
      { unit: "V" },
    ),
    "a\\nb  2  V  my_store",
  );
  assertEquals(
    line(request({ operation: 9, specifier: "ping", payload: {} }), {})
      .startsWith("cmd peaches -s ping  "),
    true,
  );
  assertEquals(
    line(reply({ returnCode: 304, returnMessage: "no", payload: null }), {
      answers: "get x",
    }),
    "reply to get x: 304  no  my_store",
  );
  assertEquals(
    line(alert({ payload: "x".repeat(9999) }), {}).length < 300,
    true,
  );
});

Deno.test("a filter compares values as calibrations do, and one that makes no sense is refused", () => {
  const above = parseFilter("{} > 1.5");
  const values = [
    { value_raw: 1, value_cal: 2 },
    { value_raw: 1 },
    3,
    "text",
    null,
    {},
  ];
  assertEquals(
    values.map((payload) => above(alert({ payload }))),
    [true, false, true, false, false, false],
  );
  assertThrows(() => parseFilter("{} >"), Error, '--filter "{} >"');
});

Deno.test("a sparkline goes from the least to the greatest value; a row without a value says why", () => {
  assertEquals(sparkline([1, 2, 3]), "▁▅█");
  assertEquals(sparkline([5, 5]), "▅▅");
  assertEquals(sparkline([]), "");
  const watched = new Watched("x");
  watched.took({ value_raw: 1.23456789012 }, 1000);
  assertEquals(watched.row(3000), ["x", "1.234568", "", "2 s", "▅", ""]);
  watched.failed("no answer");
  assertEquals(watched.row(3000), [
    "x",
    "-",
    "",
    "2 s",
    "▅",
    "no answer; last 1.234568",
  ]);
  assertEquals(alignedRows([["a", "", "long text"], ["bb", "", "x"]], 6), [
    "a   lo",
    "bb  x",
  ]);
});
