import { assert, assertEquals } from "@std/assert";
import { configure, type LogRecord, reset } from "@logtape/logtape";
import { Buffer } from "node:buffer";
import { type Broker, startBroker } from "../../src/broker/mod.ts";
import { type FieldValue, writeTable } from "../../src/broker/field_table.ts";
import { frameType, protocolHeader } from "../../src/broker/frames.ts";
import type { MethodName } from "../../src/broker/methods.ts";
import { Writer } from "../../src/broker/writer.ts";
import { Laboratory } from "./laboratory.ts";
import { Random } from "./random.ts";
import { RawClient, writeMethod } from "./raw_client.ts";
import { until } from "./until.ts";

/** How many sessions are tried. */
const sessions = Number(Deno.env.get("DRIPLINE_ABUSE_SESSIONS") ?? 3000);

/** Sessions at the same time. */
const together = 30;

/** All that a well-behaved client says, from the first byte to the last. */
function wholeSession(): Uint8Array<ArrayBuffer> {
  const w = new Writer().bytes(protocolHeader);
  const say = (channel: number, name: MethodName, args: () => unknown) =>
    writeMethod(w, channel, name, () => args());
  const table = (...fields: [string, FieldValue][]) =>
    writeTable(w, new Map(fields));

  say(0, "connection.start-ok", () => {
    const capabilities = new Map([["consumer_cancel_notify", true]]);
    table(["capabilities", capabilities]);
    w.shortString("PLAIN").longString("\0guest\0guest").shortString("en");
  });
  say(0, "connection.tune-ok", () => w.uint16(0).uint32(0).uint16(60));
  say(0, "connection.open", () => w.shortString("/").shortString("").uint8(0));
  say(1, "channel.open", () => w.shortString(""));
  say(1, "confirm.select", () => w.uint8(0));
  say(1, "exchange.declare", () => {
    w.uint16(0).shortString("e").shortString("topic").uint8(0);
    table();
  });
  for (const flags of [4, 12]) {
    say(1, "queue.declare", () => {
      w.uint16(0).shortString("").uint8(flags);
      table(["x-max-length", 100]);
    });
    say(1, "queue.bind", () => {
      w.uint16(0).shortString("").shortString("e").shortString("a.#").uint8(0);
      table();
    });
  }
  say(1, "basic.qos", () => w.uint32(0).uint16(10).uint8(0));
  say(1, "basic.consume", () => {
    w.uint16(0).shortString("").shortString("tag").uint8(0);
    table();
  });
  for (let message = 0; message < 3; message++) {
    say(1, "basic.publish", () => {
      w.uint16(0).shortString("e").shortString("a.b").uint8(1);
    });
    w.frame(frameType.header, 1, () => {
      w.uint16(60).uint16(0).uint64(20).uint16(0xa000);
      w.shortString("application/json");
      table(["deep", new Map([["er", [1, "x"]]])]);
    });
    for (let piece = 0; piece < 2; piece++) {
      w.frame(frameType.body, 1, () => w.bytes(new Uint8Array(10)));
    }
  }
  say(1, "basic.get", () => w.uint16(0).shortString("").uint8(0));
  say(1, "basic.ack", () => w.uint64(1).uint8(0));
  say(1, "basic.nack", () => w.uint64(2).uint8(2));
  say(1, "basic.reject", () => w.uint64(3).uint8(1));
  say(1, "basic.recover", () => w.uint8(1));
  say(1, "queue.purge", () => w.uint16(0).shortString("").uint8(0));
  say(1, "basic.cancel", () => w.shortString("tag").uint8(0));
  const goodbye = () => w.uint16(200).shortString("").uint32(0);
  say(1, "channel.close", goodbye);
  say(0, "connection.close", goodbye);
  return w.take();
}

/** Changes some bytes past the protocol header, or swaps, drops or doubles a stretch of them. */
function mutate(session: Uint8Array, random: Random): Uint8Array {
  const place = () => protocolHeader.length + random.below(session.length - 8);
  const bytes = session.slice(0, random.below(4) === 0 ? place() : undefined);
  if (random.below(3) === 0) {
    const [start, end] = [place(), place()].sort((a, b) => a - b);
    const stretch = session.subarray(start, end);
    const kept = bytes.subarray(0, random.pick([start!, end!]));
    return Uint8Array.from([...kept, ...stretch, ...session.subarray(end)]);
  }
  for (let change = 1 + random.below(6); change > 0; change--) {
    const index = place();
    if (index < bytes.length) bytes[index] = random.below(256);
  }
  return bytes;
}

/** Plays a session in pieces of any size; returns how many bytes the broker answered. */
async function play(
  broker: Broker,
  bytes: Uint8Array,
  random: Random,
): Promise<number> {
  const client = await RawClient.connect(broker.port);
  const answer = client.rest();
  try {
    for (let start = 0; start < bytes.length;) {
      const end = start + 1 + random.below(400);
      await client.write(bytes.subarray(start, end));
      start = end;
    }
    await client.endWriting();
    if (random.below(2) === 0) await answer;
  } catch {
    // The broker has hung up.
  }
  client[Symbol.dispose]();
  return (await answer).length;
}

Deno.test("a whole session is answered as such", async () => {
  await using broker = startBroker({ port: 0 });
  using client = await RawClient.connect(broker.port);
  await client.write(wholeSession());
  let last = "";
  for (let next = await client.next(); next; next = await client.next()) {
    last = next.name;
    assert(!last.endsWith(".close"), last);
  }
  assertEquals(last, "connection.close-ok");
  assertEquals(broker.stats().bytes, 0);
});

Deno.test(`${sessions} mutated sessions leave the broker as it was`, async () => {
  const records: LogRecord[] = [];
  await configure({
    sinks: { records: (record) => records.push(record) },
    loggers: [
      { category: ["dripline"], sinks: ["records"], lowestLevel: "error" },
      { category: ["logtape", "meta"], sinks: [], lowestLevel: "error" },
    ],
  });
  try {
    await using broker = startBroker({
      port: 0,
      handshakeTimeout: 0.1,
      closeTimeout: 0.1,
      heartbeat: 1,
    });
    const session = wholeSession();
    const seed = Number(Deno.env.get("DRIPLINE_SEED") ?? 8) * 1_000_000;
    let answered = 0;
    for (let i = 0; i < sessions; i += together) {
      const answers = await Promise.all(
        Array.from({ length: together }, (_, index) => {
          const random = new Random(seed + i + index);
          return play(broker, mutate(session, random), random);
        }),
      );
      answered += answers.filter((bytes) => bytes > 600).length;
    }
    assert(answered > sessions / 10, `${answered} came past the handshake`);
    await until(() => broker.stats().connections === 0);
    assertEquals(records, []);
    // Each session declares two exclusive queues; the few that a mutation made lasting may stay.
    const { queues } = broker.stats();
    assert(queues < sessions / 50, `${queues} queues left`);

    await using lab = new Laboratory(broker.url);
    const channel = await lab.channel();
    const queue = lab.name("q");
    await channel.assertQueue(queue);
    channel.sendToQueue(queue, Buffer.from("still here"));
    const message = await channel.get(queue, { noAck: true });
    assert(message);
    assertEquals(message.content.toString(), "still here");
    await channel.deleteQueue(queue);
  } finally {
    await reset();
  }
});
