import { assertEquals } from "@std/assert";
import { Fifo } from "../../src/broker/fifo.ts";
import { Memory } from "../../src/broker/memory.ts";
import { Message, type QueuedMessage } from "../../src/broker/message.ts";
import { Queue, type Subscriber } from "../../src/broker/queue.ts";
import { Random } from "./random.ts";

const flags = { durable: false, autoDelete: false, exclusive: false };

function newMemory(): Memory {
  return new Memory(2 ** 30, () => {});
}

function newQueue(maxLength = Infinity): Queue {
  return new Queue("q", flags, {}, maxLength);
}

function push(queue: Queue, memory: Memory, text: string): void {
  const address = { exchange: "", routingKey: "q" };
  const body = new TextEncoder().encode(text);
  const message = new Message(memory, address, new Uint8Array(14), body);
  queue.push(message);
  message.routed();
}

function textOf(entry: QueuedMessage | undefined): string | undefined {
  return entry && new TextDecoder().decode(entry.message.body);
}

class Taker implements Subscriber {
  readonly taken: string[] = [];
  wasCancelled = false;

  constructor(private credit: number) {}

  get ready(): boolean {
    return this.taken.length < this.credit;
  }

  deliver(entry: QueuedMessage): void {
    this.taken.push(textOf(entry)!);
  }

  cancelled(): void {
    this.wasCancelled = true;
  }
}

Deno.test("a list gives its members in order whatever is taken and put back", () => {
  const random = new Random(5);
  const fifo = new Fifo<{ sequence: number }>();
  let expected: number[] = [];
  const out: number[] = [];
  for (let step = 0, sequence = 0; step < 30_000; step++) {
    const choice = random.below(10);
    if (choice < 5) {
      fifo.push({ sequence });
      expected.push(sequence++);
    } else if (choice < 9) {
      const member = fifo.shift();
      assertEquals(member?.sequence, expected.shift());
      if (member) out.push(member.sequence);
    } else {
      const back = out.splice(
        random.below(out.length + 1),
        1 + random.below(5),
      );
      if (random.below(2) === 1) back.reverse();
      fifo.putBack(back.map((sequence) => ({ sequence })));
      expected = [...expected, ...back].sort((a, b) => a - b);
    }
    assertEquals(fifo.length, expected.length);
  }
  while (expected.length > 0) {
    assertEquals(fifo.shift()?.sequence, expected.shift());
  }
  assertEquals(fifo.shift(), undefined);
});

Deno.test("messages that are put back come first and are marked as delivered before", () => {
  const memory = newMemory();
  const queue = newQueue();
  for (const text of ["a", "b", "c", "d"]) push(queue, memory, text);
  const [a, b, c] = [queue.shift()!, queue.shift()!, queue.shift()!];
  queue.requeue([c]);
  queue.requeue([b, a]);
  const again = Array.from({ length: 4 }, () => queue.shift()!);
  assertEquals(again.map(textOf), ["a", "b", "c", "d"]);
  assertEquals(again.map((entry) => entry.redelivered), [
    true,
    true,
    true,
    false,
  ]);
});

Deno.test("consumers take turns, and those that are not ready are passed over", () => {
  const memory = newMemory();
  const queue = newQueue();
  const [first, second, third] = [new Taker(2), new Taker(0), new Taker(9)];
  for (const taker of [first, second, third]) queue.subscribe(taker);
  for (const text of ["a", "b", "c", "d", "e"]) push(queue, memory, text);
  assertEquals(first.taken, ["a", "c"]);
  assertEquals(second.taken, []);
  assertEquals(third.taken, ["b", "d", "e"]);
});

Deno.test("a queue with a maximum drops its oldest messages", () => {
  const memory = newMemory();
  const queue = newQueue(2);
  for (const text of ["a", "b", "c"]) push(queue, memory, text);
  assertEquals([queue.length, textOf(queue.shift())], [2, "b"]);
});

Deno.test("all memory is given back when messages are purged, dropped, or returned to a deleted queue", () => {
  const memory = newMemory();
  const queue = newQueue();
  const other = newQueue(1);
  const taker = new Taker(0);
  queue.subscribe(taker);
  for (let i = 0; i < 10; i++) {
    push(queue, memory, "x".repeat(1000));
    push(other, memory, "y");
  }
  assertEquals(memory.copies, 11);
  const held = [queue.shift()!, queue.shift()!];
  assertEquals(queue.purge(), 8);
  push(queue, memory, "z");
  queue.delete();
  assertEquals(taker.wasCancelled, true);
  queue.requeue(held);
  other.delete();
  assertEquals([memory.copies, memory.used, queue.length], [0, 0, 0]);
});

Deno.test("a message in many queues is on the account once, until the last lets go", () => {
  const memory = newMemory();
  const address = { exchange: "e", routingKey: "k" };
  const body = new Uint8Array(100_000);
  const message = new Message(memory, address, new Uint8Array(14), body);
  const queues = Array.from({ length: 20 }, () => newQueue());
  for (const queue of queues) queue.push(message);
  message.routed();
  assertEquals([memory.copies, memory.used < 110_000], [20, true]);
  for (const queue of queues) {
    assertEquals(memory.used > 100_000, true);
    queue.purge();
  }
  assertEquals(memory.used, 0);
});

Deno.test("memory is reported as short once, and as free once it is below four fifths", () => {
  const changes: boolean[] = [];
  const memory = new Memory(1000, (blocked) => changes.push(blocked));
  memory.hold(1000);
  assertEquals(changes, []);
  memory.hold(1);
  memory.hold(500);
  memory.release(700);
  assertEquals(changes, [true]);
  memory.release(2);
  assertEquals(changes, [true, false]);
});
