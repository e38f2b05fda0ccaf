import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Broker, startBroker } from "../../src/broker/mod.ts";
import { writeTable } from "../../src/broker/field_table.ts";
import { protocolHeader } from "../../src/broker/frames.ts";
import type { MethodName } from "../../src/broker/methods.ts";
import { Writer } from "../../src/broker/writer.ts";
import { RawClient, writeMethod } from "./raw_client.ts";

/** Starts a broker that waits for nobody. */
function start(): Broker {
  return startBroker({ port: 0, closeTimeout: 0.2 });
}

/** Checks that the broker closes the connection with this code and a text that holds `part`. */
async function expectClose(
  client: RawClient,
  code: number,
  part: string,
): Promise<void> {
  const { args } = await client.expect("connection.close");
  assertEquals(args.uint16(), code);
  assertStringIncludes(args.shortString(), part);
  await client.method(0, "connection.close-ok");
  assertEquals(await client.next(), undefined);
}

const faults: [
  title: string,
  code: number,
  part: string,
  bytes: () => Uint8Array,
][] = [
  [
    "a frame above the agreed size",
    501,
    "frame of 1000008 bytes",
    () => new Writer().frameHead(3, 1, 1_000_000).take(),
  ],
  [
    "a frame without its end octet",
    501,
    "end octet",
    () => new Writer().frameHead(8, 0, 0).uint8(7).take(),
  ],
  [
    "an unknown type of frame",
    501,
    "unknown frame type 5",
    () => new Writer().frame(5, 1, () => {}).take(),
  ],
  [
    "a method that is cut short",
    502,
    "left in the frame",
    () =>
      new Writer().frame(1, 1, (writer) => writer.uint32(0x0032000a).uint16(0))
        .take(),
  ],
  [
    "a method on a channel that is not open",
    504,
    "expected 'channel.open'",
    () => writeMethod(new Writer(), 7, "basic.qos").take(),
  ],
  [
    "a channel that is opened twice",
    504,
    "open already",
    () =>
      writeMethod(
        new Writer(),
        1,
        "channel.open",
        (writer) => writer.shortString(""),
      ).take(),
  ],
  [
    "a channel above the limit",
    530,
    "channel 3000",
    () =>
      writeMethod(
        new Writer(),
        3000,
        "channel.open",
        (writer) => writer.shortString(""),
      ).take(),
  ],
  [
    "a channel method on channel 0",
    503,
    "basic.qos on channel 0",
    () => writeMethod(new Writer(), 0, "basic.qos").take(),
  ],
  [
    "a second connection.open",
    503,
    "unexpected connection.open",
    () =>
      writeMethod(
        new Writer(),
        0,
        "connection.open",
        (writer) => writer.shortString("/"),
      ).take(),
  ],
  [
    "a content header without publish",
    505,
    "without basic.publish",
    () => new Writer().frame(2, 1, (writer) => writer.uint32(0)).take(),
  ],
  [
    "a body before its header",
    505,
    "body before header",
    () =>
      writeMethod(
        new Writer(),
        1,
        "basic.publish",
        (writer) => writer.uint16(0).shortString("").shortString("k").uint8(0),
      )
        .frame(3, 1, (writer) => writer.uint8(1)).take(),
  ],
  [
    "more body than announced",
    501,
    "2 bytes of content where 1",
    () =>
      writeMethod(
        new Writer(),
        1,
        "basic.publish",
        (writer) => writer.uint16(0).shortString("").shortString("k").uint8(0),
      )
        .frame(
          2,
          1,
          (writer) => writer.uint16(60).uint16(0).uint64(1).uint16(0),
        )
        .frame(3, 1, (writer) => writer.uint16(1)).take(),
  ],
  [
    "a method within a content",
    505,
    "basic.qos within a content",
    () =>
      writeMethod(
        writeMethod(
          new Writer(),
          1,
          "basic.publish",
          (writer) =>
            writer.uint16(0).shortString("").shortString("k").uint8(0),
        ),
        1,
        "basic.qos",
      ).take(),
  ],
  [
    "malformed properties",
    502,
    "left in the frame",
    () =>
      writeMethod(
        new Writer(),
        1,
        "basic.publish",
        (writer) => writer.uint16(0).shortString("").shortString("k").uint8(0),
      )
        .frame(
          2,
          1,
          (writer) =>
            writer.uint16(60).uint16(0).uint64(1).uint16(0x8000).uint8(9),
        ).take(),
  ],
];
for (const [title, code, part, bytes] of faults) {
  Deno.test(`${title} closes the connection with ${code}`, async () => {
    await using broker = start();
    using client = await RawClient.open(broker.port);
    await client.channel(1);
    await client.write(bytes());
    await expectClose(client, code, part);
  });
}

const notOffered: [MethodName, (writer: Writer) => void][] = [
  ["tx.select", () => {}],
  ["exchange.bind", () => {}],
  ["exchange.unbind", () => {}],
  ["access.request", () => {}],
  ["basic.recover", (writer) => writer.uint8(0)],
  ["channel.flow", (writer) => writer.uint8(0)],
  [
    "basic.publish",
    (writer) => writer.uint16(0).shortString("").shortString("k").uint8(2),
  ],
  ["exchange.declare", (writer) =>
    writeTable(
      writer.uint16(0).shortString("e").shortString("headers").uint8(0),
      new Map(),
    )],
  ["exchange.declare", (writer) =>
    writeTable(
      writer.uint16(0).shortString("e").shortString("topic").uint8(0),
      new Map([["alternate-exchange", "x"]]),
    )],
  ["queue.declare", (writer) =>
    writeTable(
      writer.uint16(0).shortString("q").uint8(0),
      new Map([["x-message-ttl", 1000]]),
    )],
];
for (const [name, writeArguments] of notOffered) {
  Deno.test(`what is not offered of ${name} is refused with 540`, async () => {
    await using broker = start();
    using client = await RawClient.open(broker.port);
    await client.channel(1);
    await client.method(1, name, writeArguments);
    await expectClose(client, 540, "NOT_IMPLEMENTED - ");
  });
}

Deno.test("frames of a size that was not offered are refused", async () => {
  await using broker = start();
  for (const frameMax of [4095, 131_073]) {
    using client = await RawClient.connect(broker.port);
    await client.write(protocolHeader);
    await client.expect("connection.start");
    await client.startOk();
    await client.expect("connection.tune");
    await client.method(
      0,
      "connection.tune-ok",
      (writer) => writer.uint16(0).uint32(frameMax).uint16(0),
    );
    await expectClose(client, 530, `frame_max = ${frameMax}`);
  }
});
