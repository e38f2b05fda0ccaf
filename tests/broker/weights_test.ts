import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { type Broker, startBroker } from "../../src/broker/mod.ts";
import { type FieldTable, writeTable } from "../../src/broker/field_table.ts";
import { frameType } from "../../src/broker/frames.ts";
import type { MethodName } from "../../src/broker/methods.ts";
import { Writer } from "../../src/broker/writer.ts";
import { Laboratory } from "./laboratory.ts";
import { RawClient, writeMethod, writePublish } from "./raw_client.ts";
import { until } from "./until.ts";

const megabyte = 1_000_000;
const noArguments: FieldTable = new Map();

/** A client that makes the broker keep more and more of one kind. */
interface Flood {
  readonly kind: string;
  /** What is there before. */
  readonly before?: (writer: Writer) => unknown;
  /** Writes the nth of them. No answer is wanted. */
  readonly write: (writer: Writer, nth: number) => unknown;
}

function declare(writer: Writer, queue: string): Writer {
  return writeMethod(
    writer,
    1,
    "queue.declare",
    () =>
      writeTable(writer.uint16(0).shortString(queue).uint8(16), noArguments),
  );
}

function bind(
  writer: Writer,
  exchange: string,
  key: string,
  table: FieldTable = noArguments,
): Writer {
  return writeMethod(writer, 1, "queue.bind", () =>
    writeTable(
      writer.uint16(0).shortString("q").shortString(exchange).shortString(key)
        .uint8(1),
      table,
    ));
}

function consume(writer: Writer, tag: string): Writer {
  return writeMethod(writer, 1, "basic.consume", () =>
    writeTable(
      writer.uint16(0).shortString("q").shortString(tag).uint8(8),
      noArguments,
    ));
}

const long = "x".repeat(240);

const floods: readonly Flood[] = [
  {
    kind: "bindings of many words",
    before: (writer) => declare(writer, "q"),
    write: (writer, nth) =>
      bind(writer, "amq.topic", `${nth}${".w".repeat(120)}`),
  },
  {
    kind: "bindings with one long key each",
    before: (writer) => declare(writer, "q"),
    write: (writer, nth) => bind(writer, "amq.direct", `${nth}${long}`),
  },
  {
    kind: "bindings that differ",
    before: (writer) => declare(writer, "q"),
    write: (writer, nth) => bind(writer, "amq.fanout", `${nth}`),
  },
  {
    kind: "exchanges",
    write: (writer, nth) =>
      writeMethod(writer, 1, "exchange.declare", () =>
        writeTable(
          writer.uint16(0).shortString(`${nth}${long}`).shortString("topic")
            .uint8(16),
          noArguments,
        )),
  },
  { kind: "queues", write: (writer, nth) => declare(writer, `${nth}${long}`) },
  {
    kind: "queues that the broker names",
    write: (writer) => declare(writer, ""),
  },
  {
    kind: "consumers",
    before: (writer) => declare(writer, "q"),
    write: (writer, nth) => consume(writer, `${nth}${long}`),
  },
];

function start(): Broker {
  return startBroker({ port: 0, memoryLimit: megabyte, closeTimeout: 0.2 });
}

for (const { kind, before, write } of floods) {
  Deno.test(`${kind} are weighed, and refused before they are too heavy`, async () => {
    await using broker = start();
    using client = await RawClient.open(broker.port);
    await client.channel(1);
    const writer = new Writer();
    before?.(writer);
    for (let nth = 0; nth < 2000; nth++) write(writer, nth);
    await client.write(writer.take());

    const { args } = await client.expect("channel.close");
    assertEquals(args.uint16(), 406);
    assertStringIncludes(args.shortString(), "no room for more");
    const { kept, blocked } = broker.stats();
    assert(kept <= 0.25 * megabyte, `${kept}`);
    assertEquals(blocked, false);
  });
}

Deno.test("all that was kept for a client is given back", async () => {
  await using broker = start();
  await using lab = new Laboratory(broker.url);
  const channel = await lab.channel();
  const { kept } = broker.stats();
  for (let i = 0; i < 10; i++) {
    await channel.assertExchange(`e${i}`, "topic", { autoDelete: i < 5 });
    await channel.assertQueue(`q${i}`, { exclusive: i < 5 });
    await channel.bindQueue(`q${i}`, `e${i}`, "a.b.c");
    await channel.consume(`q${i}`, () => {}, { consumerTag: `c${i}` });
  }
  assert(broker.stats().kept > kept + 30_000, `${broker.stats().kept}`);

  for (let i = 0; i < 10; i++) {
    if (i % 2 > 0) await channel.cancel(`c${i}`);
    if (i < 7) await channel.unbindQueue(`q${i}`, `e${i}`, "a.b.c");
    if (i >= 3) await channel.deleteQueue(`q${i}`);
    if (i >= 5) await channel.deleteExchange(`e${i}`);
  }
  await channel.close();
  const other = await lab.connection();
  await other.close();
  await lab[Symbol.asyncDispose]();
  await until(() => broker.stats().connections === 0);
  assertEquals(broker.stats().kept, 0);
  assertEquals(broker.stats().unsent, 0);
});

Deno.test("tables of arguments are not kept", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.write(declare(new Writer(), "q").take());
  const writer = new Writer();
  const bulk = "y".repeat(50_000);
  for (let i = 0; i < 200; i++) {
    bind(writer, "amq.topic", "k", new Map([[`a${i}`, bulk]]));
  }
  writeMethod(writer, 1, "confirm.select", () => writer.uint8(0));
  await client.write(writer.take());
  await client.expect("confirm.select-ok");

  const { kept, bytes } = broker.stats();
  assert(kept < 10_000, `${kept}`);
  assertEquals(bytes, 0);
});

Deno.test("channels are weighed, those that wait for their end too", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  const writer = new Writer();
  for (let id = 1; id <= 500; id++) {
    writeMethod(writer, id, "channel.open", () => writer.shortString(""));
    // Fails the channel, whose end the client never agrees to.
    writeMethod(
      writer,
      id,
      "exchange.delete",
      () => writer.uint16(0).shortString("").uint8(0),
    );
  }
  await client.write(writer.take());

  const answers = new Map<MethodName | string, number>();
  for (let next = await client.next(); next; next = await client.next()) {
    answers.set(next.name, (answers.get(next.name) ?? 0) + 1);
    if (next.name === "connection.close") {
      assertEquals(next.args.uint16(), 506);
      break;
    }
  }
  const opened = answers.get("channel.open-ok")!;
  assert(opened > 100 && opened < 125, `${opened}`);
  assertEquals(broker.stats().kept, 0);
});

Deno.test("half messages are weighed with their properties, and no more than was sent is kept of a body", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  const writer = new Writer();
  const headers = "z".repeat(20_000);
  for (let id = 1; id <= 50; id++) {
    writeMethod(writer, id, "channel.open", () => writer.shortString(""));
  }
  for (let id = 1; id <= 50; id++) {
    writeMethod(
      writer,
      id,
      "basic.publish",
      () => writer.uint16(0).shortString("").shortString(long).uint8(0),
    );
    writer.frame(frameType.header, id, () => {
      writer.uint16(60).uint16(0).uint64(100 * megabyte).uint16(0x2000);
      writeTable(writer, new Map([["h", headers]]));
    });
    writer.frame(frameType.body, id, () => writer.uint8(1));
  }
  await client.write(writer.take());

  for (let next = await client.next(); next; next = await client.next()) {
    if (next.name !== "channel.close") continue;
    assertEquals(next.args.uint16(), 406);
    break;
  }
  const { kept, bytes } = broker.stats();
  assert(kept > 0.2 * megabyte && kept <= 0.25 * megabyte, `${kept}`);
  assert(bytes < 50, `${bytes}`);
});

Deno.test("messages that a client does not acknowledge stay on the account until it leaves", async () => {
  await using broker = start();
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  await owner.assertQueue("q");
  const connection = await lab.connection();
  const greedy = await lab.channel(connection);
  for (let i = 0; i < 500; i++) owner.sendToQueue("q", Buffer.alloc(0));
  await owner.waitForConfirms();
  const held = broker.stats().bytes;
  assert(held > 500 * 500, `${held}`);
  for (let i = 0; i < 500; i++) assert(await greedy.get("q"));

  assertEquals(broker.stats().bytes, held);
  await connection.close();
  assertEquals((await owner.purgeQueue("q")).messageCount, 500);
  assertEquals(broker.stats().bytes, 0);
});

Deno.test("confirms that are due cost nothing, however many there are", async () => {
  await using broker = start();
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  await client.method(1, "confirm.select", (writer) => writer.uint8(0));
  await client.expect("confirm.select-ok");
  const { kept } = broker.stats();
  const writer = new Writer();
  for (let i = 0; i < 20_000; i++) {
    writePublish(writer, 1, "amq.topic", "nobody", new Uint8Array(0));
  }
  await client.write(writer.take());

  for (let confirmed = 0; confirmed < 20_000;) {
    const { args } = await client.expect("basic.ack");
    confirmed = args.uint64();
    assertEquals(broker.stats().kept, kept);
    assertEquals(broker.stats().bytes, 0);
  }
});

Deno.test("what waits for clients that do not read has a bound over all of them", async () => {
  await using broker = startBroker({
    port: 0,
    memoryLimit: 40 * megabyte,
    closeTimeout: 0.2,
  });
  await using lab = new Laboratory(broker.url);
  const owner = await lab.channel();
  const deaf: RawClient[] = [];
  for (let i = 0; i < 20; i++) {
    const client = await RawClient.open(broker.port);
    deaf.push(client);
    await client.channel(1);
    const writer = new Writer();
    writeMethod(
      writer,
      1,
      "queue.declare",
      () => writeTable(writer.uint16(0).shortString("").uint8(20), noArguments),
    );
    writeMethod(writer, 1, "queue.bind", () =>
      writeTable(
        writer.uint16(0).shortString("").shortString("amq.fanout")
          .shortString("").uint8(1),
        noArguments,
      ));
    writeMethod(writer, 1, "basic.consume", () =>
      writeTable(
        writer.uint16(0).shortString("").shortString("t").uint8(2),
        noArguments,
      ));
    await client.write(writer.take());
    await client.expect("basic.consume-ok");
  }
  for (let i = 0; i < 1500; i++) {
    owner.publish("amq.fanout", "", Buffer.alloc(10_000));
    if (i % 100 === 0) await owner.waitForConfirms();
  }
  await owner.waitForConfirms();

  const { unsent } = broker.stats();
  assert(unsent > 8 * megabyte, `${unsent}`);
  // A quarter of the limit, and 64 KiB and a message for each.
  assert(unsent < 10 * megabyte + 20 * 76_000, `${unsent}`);
  for (const client of deaf) client[Symbol.dispose]();
  await until(() => broker.stats().connections === 1);
  assertEquals(broker.stats().unsent, 0);
});
