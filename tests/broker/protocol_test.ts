import { assert, assertEquals } from "@std/assert";
import { type Broker, startBroker } from "../../src/broker/mod.ts";
import { readTable, writeTable } from "../../src/broker/field_table.ts";
import { protocolHeader } from "../../src/broker/frames.ts";
import { Writer } from "../../src/broker/writer.ts";
import { RawClient, writeMethod, writePublish } from "./raw_client.ts";

/** Starts a broker that waits for nobody. */
function start(): Broker {
  return startBroker({ port: 0, closeTimeout: 0.2 });
}

function declareQueue(
  client: RawClient,
  queue: string,
  flags = 0,
  fields: [string, string | number][] = [],
): Promise<void> {
  return client.method(1, "queue.declare", (writer) => {
    writer.uint16(0).shortString(queue).uint8(flags);
    writeTable(writer, new Map(fields));
  });
}

function consume(
  client: RawClient,
  queue: string,
  flags: number,
): Promise<void> {
  return client.method(1, "basic.consume", (writer) => {
    writer.uint16(0).shortString(queue).shortString("tag").uint8(flags);
    writeTable(writer, new Map());
  });
}

Deno.test("the broker introduces itself so that clients recognise it and SimpleAmqpClient understands its version", async () => {
  await using broker = start();
  using client = await RawClient.connect(broker.port);
  await client.write(protocolHeader);
  const { args } = await client.expect("connection.start");
  assertEquals([args.uint8(), args.uint8()], [0, 9]);

  const properties = readTable(args);
  assertEquals(properties.get("product"), "dripline-broker");
  assert(/^\d+\.\d+\.\d+$/.test(properties.get("version") as string));
  assertEquals(args.longString(), "PLAIN");
});

const refusedFirstWords: [title: string, words: string][] = [
  ["an HTTP request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ["AMQP 1.0", "AMQP\0\x01\0\0"],
  ["noise", "\x16\x03\x01\x02\0\x01\0\x01\xfc"],
];
for (const [title, words] of refusedFirstWords) {
  Deno.test(`${title} is answered with the AMQP header and hung up on`, async () => {
    await using broker = start();
    using client = await RawClient.connect(broker.port);
    await client.write(new TextEncoder().encode(words));
    assertEquals(await client.rest(), protocolHeader);
  });
}

Deno.test("direct reply-to is a 404", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await consume(client, "amq.rabbitmq.reply-to", 2);
  const { args } = await client.expect("channel.close");
  assertEquals(args.uint16(), 404);
});

Deno.test("arguments that change nothing here are accepted", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await declareQueue(client, "q", 0, [
    ["x-queue-type", "classic"],
    ["x-overflow", "drop-head"],
    ["comment", "hello"],
  ]);
  await client.expect("queue.declare-ok");
});

Deno.test("properties are delivered byte for byte, and the body in frames of the agreed size", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port, { frameMax: 4096 });
  await client.channel(1);
  await declareQueue(client, "q", 4);
  await client.expect("queue.declare-ok");
  await consume(client, "q", 2);
  await client.expect("basic.consume-ok");
  const header = new Writer().uint16(60).uint16(0).uint64(10_000).uint16(
    0x2000,
  );
  header.sized(() =>
    header.shortString("a").uint8(0x4c).uint64(5).shortString("b").uint8(0x73)
      .uint16(9)
  );
  const headerBytes = header.take();
  const body = Uint8Array.from({ length: 10_000 }, (_, i) => i % 256);
  const writer = writeMethod(
    new Writer(),
    1,
    "basic.publish",
    (writer) => writer.uint16(0).shortString("").shortString("q").uint8(0),
  );
  writer.frame(2, 1, () => writer.bytes(headerBytes));
  for (let start = 0; start < body.length; start += 4000) {
    writer.frame(3, 1, () => writer.bytes(body.subarray(start, start + 4000)));
  }
  await client.write(writer.take());
  await client.expect("basic.deliver");
  const received = (await client.next())!;
  assertEquals(received.args.bytes(received.args.remaining), headerBytes);
  const pieces: number[] = [];
  const whole = new Writer();
  while (whole.length < body.length) {
    const { name, args } = (await client.next())!;
    assertEquals(name, "frame 3");
    pieces.push(args.remaining);
    whole.bytes(args.bytes(args.remaining));
  }
  assertEquals(pieces, [4088, 4088, 1824]);
  assertEquals(whole.take(), body);
});

Deno.test("after a channel error everything is ignored until close-ok, and the channel can be opened again", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  const writer = new Writer();
  writePublish(writer, 1, "missing", "k", new Uint8Array(10));
  writePublish(writer, 1, "missing", "k", new Uint8Array(10));
  writeMethod(
    writer,
    1,
    "basic.qos",
    () => writer.uint32(0).uint16(1).uint8(0),
  );
  await client.write(writer.take());
  const { args } = await client.expect("channel.close");
  assertEquals(args.uint16(), 404);
  await client.method(1, "channel.close-ok");
  await client.channel(1);
});

Deno.test("a client that did not announce consumer_cancel_notify is not sent a cancel", async () => {
  await using broker = start();
  for (const announced of [true, false]) {
    using client = await RawClient.open(broker.port, {
      capabilities: announced ? ["consumer_cancel_notify"] : [],
    });
    await client.channel(1);
    await declareQueue(client, "q");
    await client.expect("queue.declare-ok");
    await consume(client, "q", 0);
    await client.expect("basic.consume-ok");
    await client.method(
      1,
      "queue.delete",
      (writer) => writer.uint16(0).shortString("q").uint8(0),
    );
    if (announced) await client.expect("basic.cancel");
    await client.expect("queue.delete-ok");
  }
});

Deno.test("published messages are confirmed before the channel is closed for the one that fails", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.method(1, "confirm.select", (writer) => writer.uint8(0));
  await client.expect("confirm.select-ok");
  const writer = new Writer();
  writePublish(writer, 1, "amq.topic", "k", new Uint8Array(1));
  writePublish(writer, 1, "amq.topic", "k", new Uint8Array(0));
  writePublish(writer, 1, "missing", "k", new Uint8Array(0));
  await client.write(writer.take());
  const { args } = await client.expect("basic.ack");
  assertEquals([args.uint64(), args.uint8()], [2, 1]);
  await client.expect("channel.close");
});

Deno.test("noWait methods are not answered", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await declareQueue(client, "q", 16);
  await client.method(1, "queue.bind", (writer) =>
    writeTable(
      writer.uint16(0).shortString("q").shortString("amq.topic")
        .shortString("k").uint8(1),
      new Map(),
    ));
  await client.method(1, "confirm.select", (writer) => writer.uint8(1));
  await consume(client, "q", 8);
  await client.method(
    1,
    "queue.purge",
    (writer) => writer.uint16(0).shortString("q").uint8(1),
  );
  await client.method(
    1,
    "queue.delete",
    (writer) => writer.uint16(0).shortString("q").uint8(4),
  );
  await client.method(
    1,
    "channel.close",
    (writer) => writer.uint16(200).shortString("").uint32(0),
  );
  await client.expect("channel.close-ok");
  assertEquals(broker.stats().queues, 0);
});

Deno.test("a client that leaves is told so and gives back all that it held", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await declareQueue(client, "q", 4);
  await client.expect("queue.declare-ok");
  const writer = writePublish(new Writer(), 1, "", "q", new Uint8Array(100));
  writeMethod(
    writer,
    1,
    "basic.publish",
    () => writer.uint16(0).shortString("").shortString("q").uint8(0),
  );
  writer.frame(2, 1, () => writer.uint16(60).uint16(0).uint64(99).uint16(0));
  writer.frame(3, 1, () => writer.uint16(1));
  await client.write(writer.take());
  await client.method(
    0,
    "connection.close",
    (writer) => writer.uint16(200).shortString("").uint32(0),
  );
  await client.expect("connection.close-ok");
  assertEquals(await client.next(), undefined);
  const { queues, messages, bytes } = broker.stats();
  assertEquals([queues, messages, bytes], [0, 0, 0]);
});
