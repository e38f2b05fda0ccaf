/**
 * A consumer: one subscription of a channel to a queue.
 *
 * @module
 */
import type { QueuedMessage } from "./message.ts";
import type { Queue, Subscriber } from "./queue.ts";

/** What a client says in basic.consume. */
export interface ConsumerSettings {
  /** Its name, unique in its channel. */
  tag: string;
  /** The queue it reads. */
  queue: Queue;
  /** Whether messages count as settled as soon as they are sent. */
  noAck: boolean;
  /** How many messages it may hold unsettled; 0 for any number. */
  prefetch: number;
}

/** Who hands a consumer's messages to the client: its channel. */
export interface Recipient {
  /** Whether messages can be sent at all now. */
  readonly canDeliver: boolean;
  /** Whether another message may be sent before one is settled. */
  readonly belowPrefetch: boolean;
  /** Sends a message to a consumer. */
  deliver(consumer: Consumer, entry: QueuedMessage): void;
  /** Tells the client that the queue of a consumer is gone. */
  cancelled(consumer: Consumer): void;
}

/** One consumer of a channel. */
export class Consumer implements Subscriber {
  /** Its name, unique in its channel. */
  readonly tag: string;
  /** The queue it reads. */
  readonly queue: Queue;
  /** Whether messages count as settled as soon as they are sent. */
  readonly noAck: boolean;
  /** How many of its messages are not settled. */
  open = 0;
  readonly #prefetch: number;
  readonly #recipient: Recipient;

  /** Creates a consumer that the queue does not know yet. */
  constructor(recipient: Recipient, settings: ConsumerSettings) {
    this.#recipient = recipient;
    this.tag = settings.tag;
    this.queue = settings.queue;
    this.noAck = settings.noAck;
    this.#prefetch = settings.prefetch;
  }

  /** Whether it may be sent another message: its client reads what it is sent, and settles it. */
  get ready(): boolean {
    if (!this.#recipient.canDeliver) return false;
    return this.noAck || (this.#recipient.belowPrefetch &&
      (this.#prefetch === 0 || this.open < this.#prefetch));
  }

  /** Sends a message. */
  deliver(entry: QueuedMessage): void {
    this.#recipient.deliver(this, entry);
  }

  /** Tells the client that the queue is gone. */
  cancelled(): void {
    this.#recipient.cancelled(this);
  }
}
