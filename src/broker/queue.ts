/**
 * A queue: messages in their order, and the consumers that take turns at them.
 *
 * @module
 */
import { Fifo } from "./fifo.ts";
import type { Message, QueuedMessage } from "./message.ts";

/** Somebody who takes messages from a queue. */
export interface Subscriber {
  /** Whether it can take another message now. */
  readonly ready: boolean;
  /** Takes a message. */
  deliver(entry: QueuedMessage): void;
  /** Learns that the queue is gone. */
  cancelled(): void;
}

/** What a client says of a queue when it declares it. */
export interface QueueFlags {
  /** Whether it is meant to survive a restart. Compared, but this broker keeps everything in memory. */
  durable: boolean;
  /** Whether it goes with its last consumer. */
  autoDelete: boolean;
  /** Whether it belongs to one connection and goes with it. */
  exclusive: boolean;
}

/** A named queue. */
export class Queue {
  /** Its name. */
  readonly name: string;
  /** What its declaration says. */
  readonly flags: Readonly<QueueFlags>;
  /** The connection that declared it. Matters if it is exclusive. */
  readonly owner: object;
  /** How many messages it keeps; the oldest are dropped beyond. `Infinity` if it was not said. */
  readonly maxLength: number;
  /** Whether the only consumer wants to stay the only one. */
  exclusiveConsumer = false;
  readonly #entries = new Fifo<QueuedMessage>();
  /** In the order of their turns. */
  readonly #subscribers = new Set<Subscriber>();
  #nextSequence = 0;
  #deleted = false;
  #bytes = 0;
  #lastRead = performance.now();

  /** Creates an empty queue. */
  constructor(
    name: string,
    flags: QueueFlags,
    owner: object,
    maxLength: number,
  ) {
    this.name = name;
    this.flags = flags;
    this.owner = owner;
    this.maxLength = maxLength;
  }

  /** How many messages are ready to be delivered. */
  get length(): number {
    return this.#entries.length;
  }

  /** What its messages hold, in bytes, with those that were delivered and not settled. */
  get bytes(): number {
    return this.#bytes;
  }

  /** For how long nobody has read it, in milliseconds. */
  get unreadFor(): number {
    return this.consumers > 0 ? 0 : performance.now() - this.#lastRead;
  }

  /** How many consumers it has. */
  get consumers(): number {
    return this.#subscribers.size;
  }

  /** Adds a copy of a message. */
  push(message: Message): void {
    message.addCopy();
    this.#bytes += message.weight;
    this.#entries.push({
      message,
      sequence: this.#nextSequence++,
      redelivered: false,
    });
    this.pump();
    while (this.length > this.maxLength) this.dropOldest();
  }

  /** Takes the oldest message. */
  shift(): QueuedMessage | undefined {
    return this.#entries.shift();
  }

  /** Takes the oldest message for somebody who asks for it without being a consumer. */
  fetch(): QueuedMessage | undefined {
    this.#lastRead = performance.now();
    return this.shift();
  }

  /** Lets go of a message that was taken. */
  drop(entry: QueuedMessage): void {
    this.#bytes -= entry.message.weight;
    entry.message.dropCopy();
  }

  /** Drops the oldest message. Returns whether there was one. */
  dropOldest(): boolean {
    const entry = this.shift();
    if (entry) this.drop(entry);
    return entry !== undefined;
  }

  /** Takes back messages that were delivered and not settled, to their old places. */
  requeue(entries: readonly QueuedMessage[]): void {
    for (const entry of entries) {
      if (this.#deleted) this.drop(entry);
      else entry.redelivered = true;
    }
    if (!this.#deleted) this.#entries.putBack(entries);
  }

  /** Drops all messages that are ready and returns how many. */
  purge(): number {
    const count = this.length;
    while (this.dropOldest());
    return count;
  }

  /** Adds a consumer. */
  subscribe(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Removes a consumer. */
  unsubscribe(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    this.#lastRead = performance.now();
    if (this.consumers === 0) this.exclusiveConsumer = false;
  }

  /** Delivers what the consumers can take, each in its turn. */
  pump(): void {
    while (this.length > 0) {
      const subscriber = this.#nextReady();
      if (!subscriber) return;
      subscriber.deliver(this.shift()!);
    }
  }

  /** Drops all messages and tells the consumers that the queue is gone. */
  delete(): void {
    this.#deleted = true;
    this.purge();
    for (const subscriber of this.#subscribers) subscriber.cancelled();
    this.#subscribers.clear();
  }

  /** Returns the first that is ready and sends it to the end of the line. */
  #nextReady(): Subscriber | undefined {
    for (const subscriber of this.#subscribers) {
      if (!subscriber.ready) continue;
      this.#subscribers.delete(subscriber);
      this.#subscribers.add(subscriber);
      return subscriber;
    }
    return undefined;
  }
}
