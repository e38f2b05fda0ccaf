/**
 * What a queue delivers: handed on in turn, held against the budget meanwhile, acknowledged when it is handled.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Channel, ConsumeMessage } from "amqplib";
import type { Arrival } from "./arrival.ts";
import { delay, systemClock } from "./clock.ts";
import type { ConsumerHandlers, ConsumerSpec } from "./consumer_spec.ts";
import { Line, type Work } from "./line.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How long a message waits that could not be handled, until it is delivered once more, in milliseconds. */
const secondThought = 1000;

/** Messages that are acknowledged together while more of them wait. */
const together = 16;

/** The deliveries of one queue. */
export class Deliveries {
  readonly #spec: ConsumerSpec;
  readonly #handlers: ConsumerHandlers;
  readonly #isProbe: (arrival: Arrival) => boolean;
  readonly #line = new Line(failed);
  readonly #settling = new Set<Promise<void>>();
  readonly #closing: AbortSignal;
  #unacknowledged = 0;
  #held = 0;
  #closed = false;

  /** Takes out what `isProbe`: it has done its duty when it comes. Has no second thoughts any more once `closing` is aborted. */
  constructor(
    spec: ConsumerSpec,
    handlers: ConsumerHandlers,
    closing: AbortSignal,
    isProbe: (arrival: Arrival) => boolean,
  ) {
    this.#spec = spec;
    this.#handlers = handlers;
    this.#closing = closing;
    this.#isProbe = isProbe;
  }

  /** Whether everything is handled. */
  get idle(): boolean {
    return this.#line.waiting === 0;
  }

  /** Does `work` when all that was delivered before is handled. */
  enqueue(work: Work): void {
    this.#line.add(work);
  }

  /** Queues a delivery behind the ones before it. */
  take(channel: Channel, message: ConsumeMessage): void {
    const { fields: { routingKey }, content } = message;
    const arrival = message.properties as unknown as Arrival;
    if (this.#handlers.settle) {
      const settled = this.#settle(channel, message, arrival).catch(failed)
        .finally(() => this.#settling.delete(settled));
      this.#settling.add(settled);
      return;
    }
    if (arrival.refusal !== undefined) {
      Promise.try(() => this.#handlers.refuse(routingKey, arrival))
        .catch(failed);
    } else if (!this.#isProbe(arrival)) {
      this.#hold(arrival.held);
      this.#line.add(() =>
        this.#handlers.deliver(routingKey, arrival, content)
      );
      this.#line.add(() => this.#hold(-arrival.held));
    }
    if (!this.#spec.noAck) {
      this.#line.add(() => this.#handled(channel, message));
    }
  }

  #hold(bytes: number): void {
    // What comes in while we close is never handled.
    if (this.#closed) return;
    this.#held += bytes;
    this.#spec.budget.hold(bytes);
  }

  /** Has a message handled at once, and tells the broker what became of it. */
  async #settle(
    channel: Channel,
    message: ConsumeMessage,
    arrival: Arrival,
  ): Promise<void> {
    const { fields: { routingKey, redelivered }, content: body } = message;
    const { held } = arrival;
    this.#hold(held);
    try {
      await this.#handlers.settle!({ routingKey, arrival, body, redelivered });
      unlessGone(() => channel.ack(message));
    } catch (error) {
      logger.debug("a message to {routingKey} is handled once more: {error}", {
        routingKey,
        error,
      });
      await delay(systemClock, secondThought, this.#closing);
      unlessGone(() => channel.nack(message, false, true));
    } finally {
      this.#hold(-held);
    }
  }

  /** Acknowledges a message and those before it; not each on its own while more are there to be handled. */
  #handled(channel: Channel, message: ConsumeMessage): void {
    this.#unacknowledged++;
    if (this.#line.waiting > 0 && this.#unacknowledged < together) return;
    this.#unacknowledged = 0;
    unlessGone(() => channel.ack(message, true));
  }

  /** Forgets what has not begun, and waits for all that has. */
  async finish(): Promise<void> {
    await Promise.all([this.#line.close(), ...this.#settling]);
  }

  /** Forgets what has not begun, waits for the message at hand, and holds nothing any more. */
  async close(): Promise<void> {
    await this.#line.close();
    this.#hold(-this.#held);
    this.#closed = true;
  }
}

function failed(error: unknown): void {
  logger.error("handling a message failed: {error}", { error });
}

/** Tells the broker something, unless the channel is gone: then the broker has taken the messages back already. */
function unlessGone(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    if ((error as Error).name !== "IllegalOperationError") throw error;
  }
}
