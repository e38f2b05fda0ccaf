/**
 * What a channel has delivered and its client has not settled.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import type { Consumer } from "./consumer.ts";
import type { QueuedMessage } from "./message.ts";
import type { Queue } from "./queue.ts";

/** One message on loan to a client. */
export interface Delivery {
  /** The message. */
  readonly entry: QueuedMessage;
  /** Where it came from. */
  readonly queue: Queue;
  /** Whom it was delivered to; `undefined` if it was fetched by basic.get. */
  readonly consumer: Consumer | undefined;
}

/** The open deliveries of a channel by delivery tag, oldest first. */
export class Deliveries {
  /** How many open deliveries went to consumers. */
  consumed = 0;
  readonly #open = new Map<number, Delivery>();
  #lastTag = 0;

  /** How many deliveries are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Returns the tag of the next delivery. */
  nextTag(): number {
    return ++this.#lastTag;
  }

  /** Opens a delivery under its tag. */
  open(tag: number, delivery: Delivery): void {
    this.#open.set(tag, delivery);
    if (!delivery.consumer) return;
    this.consumed++;
    delivery.consumer.open++;
  }

  /**
   * Closes the delivery with this tag, or with `multiple` all up to it, where 0 means all there are; returns
   * them. An unknown tag is a 406 {@linkcode AmqpError}.
   */
  close(tag: number, multiple: boolean): Delivery[] {
    if (multiple && tag === 0) return this.closeAll();
    const delivery = this.#open.get(tag);
    if (!delivery) throw new AmqpError(406, `unknown delivery tag ${tag}`);
    if (!multiple) return [this.#close(tag, delivery)];
    const closed: Delivery[] = [];
    for (const [openTag, earlier] of this.#open) {
      if (openTag > tag) break;
      closed.push(this.#close(openTag, earlier));
    }
    return closed;
  }

  /** Closes all and returns them. */
  closeAll(): Delivery[] {
    return [...this.#open].map(([tag, delivery]) => this.#close(tag, delivery));
  }

  #close(tag: number, delivery: Delivery): Delivery {
    this.#open.delete(tag);
    if (delivery.consumer) {
      this.consumed--;
      delivery.consumer.open--;
    }
    return delivery;
  }
}
