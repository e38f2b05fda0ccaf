import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { startBroker } from "../../src/broker/mod.ts";
import { writeTable } from "../../src/broker/field_table.ts";
import { Writer } from "../../src/broker/writer.ts";
import { Inbox, Laboratory, once } from "./laboratory.ts";
import { RawClient, writeMethod, writePublish } from "./raw_client.ts";
import { until } from "./until.ts";

const kilobyte = 1000;

function writeGets(queue: string, count: number): Uint8Array {
  const writer = new Writer();
  for (let i = 0; i < count; i++) {
    writeMethod(
      writer,
      1,
      "basic.get",
      () => writer.uint16(0).shortString(queue).uint8(1),
    );
  }
  return writer.take();
}

/** Starts a content of `size` bytes without sending any of them. */
function writeContentHead(writer: Writer, size: number): Writer {
  writeMethod(
    writer,
    1,
    "basic.publish",
    () => writer.uint16(0).shortString("amq.topic").shortString("k").uint8(0),
  );
  return writer.frame(
    2,
    1,
    () => writer.uint16(60).uint16(0).uint64(size).uint16(0),
  );
}

function bodyFrame(size: number): Uint8Array {
  return new Writer().frame(
    3,
    1,
    (writer) => writer.bytes(new Uint8Array(size)),
  )
    .take();
}

Deno.test("publishers wait while memory is short, consumers go on, and nothing is lost", async () => {
  await using broker = startBroker({ port: 0, memoryLimit: 200 * kilobyte });
  await using lab = new Laboratory(broker.url);
  const connection = await lab.connection();
  const publisher = await lab.channel(connection);
  const { queue } = await publisher.assertQueue("q");
  const blocked = once<string>(connection, "blocked");
  for (let i = 0; i < 60; i++) {
    publisher.sendToQueue(queue, Buffer.alloc(10 * kilobyte, i));
  }
  await blocked;
  assertEquals(broker.stats().blocked, true);
  assert(broker.stats().bytes < 220 * kilobyte, `${broker.stats().bytes}`);
  assert(broker.stats().messages < 25, `${broker.stats().messages}`);

  const unblocked = once(connection, "unblocked");
  const consumer = await lab.channel();
  const inbox = new Inbox();
  await consumer.consume(queue, (message) => {
    inbox.take(message);
    consumer.ack(message!);
  });
  const texts = await inbox.texts(60);
  assertEquals(texts.map((text) => text!.charCodeAt(0)), [...Array(60).keys()]);
  await unblocked;
  await publisher.waitForConfirms();
  await until(() => broker.stats().messages === 0);
  assertEquals([broker.stats().bytes, broker.stats().blocked], [0, false]);
});

Deno.test("a publisher that did not announce connection.blocked is just not read", async () => {
  await using broker = startBroker({ port: 0, memoryLimit: 100 * kilobyte });
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  await owner.assertQueue("q");
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  const writer = new Writer();
  for (let i = 0; i < 30; i++) {
    writePublish(writer, 1, "", "q", new Uint8Array(10 * kilobyte));
  }
  writeMethod(writer, 1, "confirm.select", () => writer.uint8(0));
  await client.write(writer.take());
  await until(() => broker.stats().blocked);
  const answer = client.next();
  let purged = 0;
  await until(() => {
    owner.purgeQueue("q").then(({ messageCount }) => purged += messageCount);
    return purged === 30;
  });
  assertEquals((await answer)?.name, "confirm.select-ok");
});

Deno.test("a content that has begun is let through while memory is short", async () => {
  await using broker = startBroker({ port: 0, memoryLimit: 100 * kilobyte });
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  await owner.assertQueue("q");
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.method(1, "confirm.select", (writer) => writer.uint8(0));
  await client.expect("confirm.select-ok");
  await client.write(writeContentHead(new Writer(), 20 * kilobyte).take());
  await client.write(bodyFrame(10 * kilobyte));
  await until(() => broker.stats().bytes === 10 * kilobyte);
  owner.sendToQueue("q", Buffer.alloc(100 * kilobyte));
  await until(() => broker.stats().blocked);
  await client.write(bodyFrame(10 * kilobyte));
  await client.expect("basic.ack");
});

Deno.test("contents that grow past twice the limit are refused", async () => {
  await using broker = startBroker({ port: 0, memoryLimit: 100 * kilobyte });
  using first = await RawClient.open(broker.port);
  using second = await RawClient.open(broker.port);
  for (const client of [first, second]) {
    await client.channel(1);
    await client.write(writeContentHead(new Writer(), 200 * kilobyte).take());
    await client.write(bodyFrame(90 * kilobyte));
  }
  await until(() => broker.stats().bytes === 180 * kilobyte);
  await first.write(bodyFrame(30 * kilobyte));
  const { args } = await first.expect("connection.close");
  assertEquals(args.uint16(), 506);
  assertEquals(broker.stats().bytes, 90 * kilobyte);
});

Deno.test("a body above the limit closes the channel with 406 before it is sent", async () => {
  await using broker = startBroker({ port: 0, maxBodyBytes: 1000 });
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.write(writeContentHead(new Writer(), 1001).take());
  const { args } = await client.expect("channel.close");
  assertEquals(args.uint16(), 406);
});

Deno.test("a consumer that does not read is sent no more than the limit; the rest stays in the queue", async () => {
  await using broker = startBroker({ port: 0, outputLimit: 64 * kilobyte });
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  await owner.assertQueue("q");
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.method(1, "basic.consume", (writer) =>
    writeTable(
      writer.uint16(0).shortString("q").shortString("t").uint8(2),
      new Map(),
    ));
  await client.expect("basic.consume-ok");
  for (let i = 0; i < 300; i++) {
    owner.sendToQueue("q", Buffer.alloc(100 * kilobyte));
  }
  await owner.waitForConfirms();
  assert(broker.stats().messages > 100, `${broker.stats().messages} left`);
  for (let i = 0; i < 300; i++) {
    await client.expect("basic.deliver");
    await client.next();
    await client.next();
  }
  assertEquals(broker.stats().messages, 0);
});

Deno.test("a client that does not read its answers is not read either", async () => {
  await using broker = startBroker({ port: 0, outputLimit: 64 * kilobyte });
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  await owner.assertQueue("q");
  for (let i = 0; i < 300; i++) {
    owner.sendToQueue("q", Buffer.alloc(100 * kilobyte));
  }
  await owner.waitForConfirms();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.write(writeGets("q", 300));
  await until(() => broker.stats().messages < 300);
  await owner.checkQueue("q");
  assert(broker.stats().messages > 100, `${broker.stats().messages} left`);
  for (let i = 0; i < 300; i++) {
    await client.expect("basic.get-ok");
    await client.next();
    await client.next();
  }
});

Deno.test("a client that has ended its side and does not read is cut off", async () => {
  await using broker = startBroker({
    port: 0,
    closeTimeout: 0.1,
    outputLimit: 100_000 * kilobyte,
  });
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  await owner.assertQueue("q");
  for (let i = 0; i < 300; i++) {
    owner.sendToQueue("q", Buffer.alloc(100 * kilobyte));
  }
  await owner.waitForConfirms();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.write(writeGets("q", 300));
  await client.endWriting();
  await until(() => broker.stats().connections === 1);
});
