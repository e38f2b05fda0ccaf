/**
 * Listening that loses nothing: messages wait in a queue of the listener's own while it is away, and are gone only when it says so.
 *
 * @module
 */
import { type Message, parseMessageId } from "../wire/mod.ts";
import type { Arrival } from "./arrival.ts";
import type { Budgets } from "./budget.ts";
import type { Clock } from "./clock.ts";
import type { ConsumerHandlers } from "./consumer_spec.ts";
import {
  defaultInboxLimits,
  Inbox,
  type InboxLimits,
  type Received,
} from "./inbox.ts";
import { defaultMaxMessageSize } from "./options.ts";

/** A message that waits to be acknowledged. */
export interface Delivery {
  /** The message. It is not valid if it is too long or has no JSON: see `valid` and `payload`. */
  readonly message: Message;
  /** What its sender calls it: the same if it is sent or delivered again. A receipt under this id makes repetition harmless. */
  readonly id: string;
  /** Whether the broker has delivered it before, to whomever. */
  readonly redelivered: boolean;
  /**
   * Whether the broker keeps it until it is acknowledged, even if we or the broker end before. The embedded broker does not: whoever wants
   * to be sure has to keep it elsewhere.
   */
  readonly kept: boolean;
}

/** What to hear, and what to do with it. */
export interface DurableListenOptions {
  /** The name of the queue. Two listeners with the same one are one and its stand-by. */
  readonly queue: string;
  /** Patterns on the exchange of alerts. */
  readonly alerts: readonly string[];
  /**
   * Handles a message. It is acknowledged when the promise resolves, and delivered once more, after a second, if it rejects. The next one
   * does not wait for it, so that many can be written together.
   */
  readonly handle: (delivery: Delivery) => Promise<void>;
  /** The most messages that may wait for their acknowledgement. Default: 1000. */
  readonly prefetch?: number;
  /** Limits on incomplete messages. */
  readonly limits?: Partial<InboxLimits> | undefined;
}

/** A durable queue that is listened to. */
export interface DurableListener {
  /** Resolves when the queue is there and bound, whether we are the one who gets its messages or stand by. */
  readonly ready: Promise<void>;
  /** Ceases to listen. The queue stays, with what it holds and what comes. */
  close(): Promise<void>;
}

/** A message of several chunks of which some are here. */
interface Partly extends PromiseWithResolvers<void> {
  readonly cancel: () => void;
}

/** Turns deliveries into messages, and settles each when its message is handled: all chunks of a message together. */
export class DurableInbox {
  readonly #handle: (delivery: Delivery) => Promise<void>;
  readonly #kept: () => boolean;
  readonly #clock: Clock;
  readonly #patience: number;
  readonly #maxMessageSize: number;
  readonly #inbox: Inbox;
  readonly #partly = new Map<string, Partly>();

  /** Hands messages to `handle`. `kept` tells whether the queue is one that the broker keeps. */
  constructor(
    handle: (delivery: Delivery) => Promise<void>,
    kept: () => boolean,
    clock: Clock,
    limits: Partial<InboxLimits>,
    budgets: Budgets,
  ) {
    this.#handle = handle;
    this.#kept = kept;
    this.#clock = clock;
    // The inbox gives up first, and then there is a message that says so.
    this.#patience = 2 * (limits.chunkWait ?? defaultInboxLimits.chunkWait);
    this.#maxMessageSize = limits.maxMessageSize ?? defaultMaxMessageSize;
    this.#inbox = new Inbox(
      clock,
      limits,
      (message, id) =>
        this.#complete(
          id,
          handle({ message, id, redelivered: false, kept: kept() }),
        ),
      budgets,
    );
  }

  /** Settles as the handler does. What cannot be read at all is logged and let go. */
  async settle(
    { routingKey, arrival, body, redelivered }: Parameters<
      NonNullable<ConsumerHandlers["settle"]>
    >[0],
  ): Promise<void> {
    const chunk = parseMessageId(arrival.messageId ?? "");
    const received = this.#receive(routingKey, arrival, body);
    if (received?.busy) {
      throw new Error("there is no room for the message now");
    }
    if (!chunk) return;
    const { id, total } = chunk;
    const delivery = received &&
      { message: received.message, id, redelivered, kept: this.#kept() };
    const handle = async (given: Delivery) => {
      try {
        await this.#handle(given);
      } finally {
        this.#inbox.done(received!);
      }
    };
    if (total === 1) {
      if (delivery) await handle(delivery);
      return;
    }
    const partly = this.#partly.get(id) ?? this.#begin(id);
    if (delivery) this.#complete(id, handle(delivery));
    await partly.promise;
  }

  /** Forgets incomplete messages: the broker delivers them again. */
  clear(): void {
    this.#inbox.clear();
    for (const id of [...this.#partly.keys()]) this.#giveBack(id);
  }

  /** Takes a message; one that is too long as a message that says so. Throws if there is no room for it now. */
  #receive(
    routingKey: string,
    arrival: Arrival,
    body: Uint8Array,
  ): Received | undefined {
    const { refusal, bodySize } = arrival;
    if (refusal === undefined) {
      return this.#inbox.receive(routingKey, arrival, body);
    }
    if (bodySize <= this.#maxMessageSize) throw new Error(refusal);
    const message = this.#inbox.refuse(routingKey, arrival);
    return message && { message, weight: 0 };
  }

  #begin(id: string): Partly {
    const partly = {
      ...Promise.withResolvers<void>(),
      cancel: this.#clock.after(this.#patience, () => this.#giveBack(id)),
    };
    this.#partly.set(id, partly);
    return partly;
  }

  #giveBack(id: string): void {
    this.#take(id)?.reject(new Error("the message is not complete"));
  }

  #complete(id: string, handled: Promise<void>): void {
    const partly = this.#take(id);
    handled.then(partly?.resolve, partly?.reject);
  }

  #take(id: string): Partly | undefined {
    const partly = this.#partly.get(id);
    partly?.cancel();
    this.#partly.delete(id);
    return partly;
  }
}
