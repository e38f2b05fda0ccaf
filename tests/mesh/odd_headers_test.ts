import { assert, assertEquals, assertThrows } from "@std/assert";
import { serve, Service } from "../../src/core/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { UnreadableMessage } from "../../src/wire/mod.ts";
import { Arrival } from "../../src/mesh/arrival.ts";
import { LogRecords } from "../core/log_records.ts";
import { testOnEach } from "./backends.ts";
import {
  bytesOf,
  fieldsOf,
  nested,
  pingFields,
  propertiesWith,
  publishRaw,
  type RawField,
  sized,
} from "./raw_head.ts";

const zeros = new Uint8Array(8);

/** Fields that no program of dripline sends; the broker hands them on, or hangs up on who sends them. */
const oddFields: readonly RawField[] = [
  ["deep", "F", nested("F", 20_000)],
  ["deep", "A", nested("A", 24_000)],
  ["x", "L", zeros],
  ["x", "T", zeros],
  ["x", "D", zeros.subarray(3)],
  ["x", "Z", zeros],
  ["x", "\0", zeros],
  ["sender_info", "F", nested("F", 20_000)],
  ["x", "S", new Uint8Array(8).fill(0xff)],
  ["x", "A", sized(new Uint8Array(100_000).fill(0x56))],
  ["__proto__", "F", sized(fieldsOf(["specifier", "V", new Uint8Array(0)]))],
];

testOnEach(
  "headers of any kind cost no service its connection, alone or before whole ones, and the next request is answered",
  async ({ options }) => {
    await using log = await LogRecords.listen();
    await using stack = new AsyncDisposableStack();
    const names = ["one", "two", "three"];
    for (const name of names) {
      stack.use(await serve(new Service(name), options));
    }
    const client = stack.use(await connect(options));
    const alerts = client.alerts("#");
    await alerts.ready;
    const { requestsExchange = "requests", alertsExchange = "alerts" } =
      options;
    for (const odd of oddFields) {
      for (
        const fields of [[odd], [odd, ...pingFields], [...pingFields, odd]]
      ) {
        const properties = propertiesWith(fieldsOf(...fields));
        await publishRaw(options, requestsExchange, "broadcast", properties);
        await publishRaw(options, alertsExchange, "any", properties);
      }
      for (const name of names) await client.cmd(name, "ping");
    }
    await client.alert("last", null);
    for await (const { routingKey } of alerts) {
      if (routingKey === "last") break;
    }
    const all = [...log.lines("warning"), ...log.lines("error")];
    const cuts = all.filter((line) => !line.startsWith("dropped a message to"));
    assertEquals(cuts, []);
  },
);

testOnEach(
  "a request with nested or odd headers beside its own is answered",
  async ({ options }) => {
    await using _service = await serve(new Service("one"), options);
    await using client = await connect(options);
    const replyTo = `replies_${crypto.randomUUID()}`;
    let answers = 0;
    let heard = () => {};
    await client.mesh.listen({
      queue: replyTo,
      requests: [replyTo],
      handle: () => {
        answers++;
        heard();
      },
    }).ready;
    for (
      const odd of [
        ["x", "F", nested("F", 60)],
        ["x", "A", nested("A", 15_000)],
        ["x", "L", zeros],
      ] as const
    ) {
      const answered = new Promise<void>((resolve) => heard = resolve);
      const taken = await publishRaw(
        options,
        options.requestsExchange ?? "requests",
        "one",
        propertiesWith(fieldsOf(odd, ...pingFields), replyTo),
      );
      // The embedded broker takes no message that is nested so deep.
      if (taken) await answered;
    }
    assert(answers >= 2, `${answers} answers`);
  },
);

Deno.test("properties that are cut off, or that AMQP does not know, are unreadable", () => {
  const whole = propertiesWith(fieldsOf(...pingFields), "r");
  assertEquals(new Arrival(whole, 0, undefined).properties().replyTo, "r");
  for (let end = 0; end < whole.length; end++) {
    assertThrows(
      () => new Arrival(whole.subarray(0, end), 0, undefined).properties(),
      UnreadableMessage,
    );
  }
  assertThrows(
    () => new Arrival(bytesOf((w) => w.uint16(1)), 0, undefined).properties(),
    UnreadableMessage,
    "properties that AMQP does not know",
  );
});
