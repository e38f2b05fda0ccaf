/**
 * A message as the broker keeps it: properties and body stay the bytes they were.
 *
 * @module
 */
import type { Memory } from "./memory.ts";
import { copyWeight, messageWeight } from "./weights.ts";

/** Where a message goes, as basic.publish says. */
export interface Address {
  /** The exchange; an empty text is the default exchange. */
  exchange: string;
  /** The routing key. */
  routingKey: string;
}

/** One message, shared by all queues that hold it. Its bytes are on the account until the last holder releases it. */
export class Message {
  /** Where it was published to. */
  readonly address: Address;
  /** The payload of its header frame: class, size and properties. */
  readonly header: Uint8Array;
  /** Its content. */
  readonly body: Uint8Array;
  readonly #memory: Memory;
  readonly #bytes: number;
  #copies = 0;
  #published = true;

  /**
   * Puts the message on the account, held by its publisher until {@linkcode routed}; `held` of its bytes are
   * there already.
   */
  constructor(
    memory: Memory,
    address: Address,
    header: Uint8Array,
    body: Uint8Array,
    held = 0,
  ) {
    this.#memory = memory;
    this.address = address;
    this.header = header;
    this.body = body;
    const { exchange, routingKey } = address;
    this.#bytes = messageWeight + exchange.length + routingKey.length +
      header.length + body.length;
    memory.hold(this.#bytes - held);
  }

  /** Bytes that a copy keeps from being freed. */
  get weight(): number {
    return copyWeight + this.#bytes;
  }

  /** Ends the publisher's hold. */
  routed(): void {
    this.#published = false;
    this.#freeIfUnheld();
  }

  /** Adds a copy. */
  addCopy(): void {
    this.#copies++;
    this.#memory.copies++;
    this.#memory.hold(copyWeight);
  }

  /** Drops a copy that was delivered for good, purged or rejected. */
  dropCopy(): void {
    this.#copies--;
    this.#memory.copies--;
    this.#memory.release(copyWeight);
    this.#freeIfUnheld();
  }

  #freeIfUnheld(): void {
    if (this.#copies === 0 && !this.#published) {
      this.#memory.release(this.#bytes);
    }
  }
}

/** A copy of a message in a queue, or on its way to a client. */
export interface QueuedMessage {
  /** The message. */
  readonly message: Message;
  /** Its place in the queue: grows from message to message and is kept when it is requeued. */
  readonly sequence: number;
  /** Whether it was delivered before. */
  redelivered: boolean;
}
