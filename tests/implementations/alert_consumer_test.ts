import { assertEquals } from "@std/assert";
import amqp from "amqplib";
import { Buffer } from "node:buffer";
import { startBroker } from "../../src/broker/mod.ts";
import { type Known, serve } from "../../src/core/mod.ts";
import {
  AlertConsumer,
  type KeyGroups,
} from "../../src/implementations/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { connect } from "../../src/mesh/mod.ts";
import type { Alert } from "../../src/wire/mod.ts";

const known: Known = { functions: new Map(), offeredElsewhere: new Map() };

/** Keeps what it hears. */
class Listener extends AlertConsumer {
  readonly heard: [string, KeyGroups, unknown][] = [];
  #enough = Promise.withResolvers<void>();
  #count = Infinity;

  hears(count: number): Promise<void> {
    this.#count = count;
    this.#enough = Promise.withResolvers();
    if (this.heard.length >= count) this.#enough.resolve();
    return this.#enough.promise;
  }

  override processAlert(alert: Alert, groups: KeyGroups): void {
    this.heard.push([alert.routingKey, groups, alert.payload]);
    if (this.heard.length >= this.#count) this.#enough.resolve();
    if (alert.payload === "fail") throw new Error("on purpose");
  }
}

Deno.test("an AlertConsumer hears the alerts it asks for, and finds names in their routing keys (17, 173)", async () => {
  await using broker = startBroker({ port: 0 });
  const at = { broker: "127.0.0.1", port: broker.port };
  const listener = new Listener("listener");
  listener.alertKeys = ["sensor_value.#", "foo.*"];
  listener.alertKeyParserRe = String.raw`sensor_value\.(?P<sensor_name>\w+)`;
  assertEquals(listener.validate(known), []);
  await using _running = await serve(listener, at);
  await using client = await connect(at);

  for (
    const key of [
      "sensor_value.peaches",
      "sensor_value.a-b",
      "unheard.of",
      "foo.bar",
    ]
  ) await client.alert(key, key);
  await listener.hears(3);
  assertEquals(listener.heard, [
    [
      "sensor_value.peaches",
      { sensor_name: "peaches" },
      "sensor_value.peaches",
    ],
    ["sensor_value.a-b", { sensor_name: "a" }, "sensor_value.a-b"],
    ["foo.bar", {}, "foo.bar"],
  ]);
});

Deno.test("without alert_keys an AlertConsumer hears every alert (18), answers requests, and outlives a handler that fails", async () => {
  await using broker = startBroker({ port: 0 });
  const at = { broker: "127.0.0.1", port: broker.port };
  const listener = new Listener("listener");
  await using _running = await serve(listener, at);
  await using client = await connect(at);

  await client.alert("any.thing", "fail");
  await client.alert("something.else", "fine");
  await listener.hears(2);
  assertEquals(listener.heard.map(([key]) => key), [
    "any.thing",
    "something.else",
  ]);
  assertEquals(await client.cmd("listener", "ping"), null);
});

Deno.test("a regular expression that Python would refuse is a problem of the configuration", () => {
  const listener = new AlertConsumer("listener");
  listener.alertKeyParserRe = "(?P<1>";
  const [problem] = listener.validate(known);
  assertEquals(problem?.key, "alert_key_parser_re");
});

Deno.test("an alert whose body cannot be parsed is handed on as what it is (174)", async () => {
  await using broker = startBroker({ port: 0 });
  const listener = new Listener("listener");
  await using _running = await serve(listener, {
    broker: "127.0.0.1",
    port: broker.port,
  });
  const connection = await amqp.connect(broker.url);
  const channel = await connection.createChannel();
  channel.publish("alerts", "sensor_value.x", Buffer.from("{oops"), {
    contentEncoding: "application/json",
    messageId: "a/0/1",
    headers: { message_type: 4 },
  });
  await listener.hears(1);
  await connection.close();
  assertEquals(listener.heard[0]?.[2], {
    error: "Message body could not be parsed; skipping request",
    invalid: "{oops",
  });
});

Deno.test("a routing key that is read up to the middle of a word is told of once, with what to write", async () => {
  await using log = await LogRecords.listen();
  const listener = new Listener("listener");
  listener.alertKeyParserRe = String.raw`sensor_value\.(?P<sensor_name>\w+)`;

  for (const name of ["cryo-1", "cryo-1", "cryo_1", "cryo_1.more"]) {
    listener.keyGroups(`sensor_value.${name}`);
  }
  const whole = new Listener("whole");
  whole.alertKeyParserRe = String.raw`sensor_value\.(?P<sensor_name>[^.]+)`;
  whole.keyGroups("sensor_value.cryo-1");

  assertEquals(log.lines("warning"), [
    String
      .raw`listener: sensor_value\.(?P<sensor_name>\w+) reads the routing key sensor_value.cryo-1 as sensor_value.cryo, and leaves -1 out. Write "[^.]+" in place of "\w+" to keep names whole`,
  ]);
});
