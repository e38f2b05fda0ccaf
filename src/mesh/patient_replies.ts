/**
 * Replies that wait for a broker that is away.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Reply } from "../wire/mod.ts";
import { type Clock, delay } from "./clock.ts";
import type { Publisher } from "./publisher.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How long a reply waits, in milliseconds; then nobody waits for it any more. */
const patience = 10_000;

/** Replies that may wait at a time. */
const maxWaiting = 1000;

/** Publishes replies, at once or as soon as the broker takes them. What cannot be sent in time is logged and dropped. */
export class PatientReplies {
  readonly #publisher: Publisher;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #waiting = 0;

  /** Waits for `publisher`. */
  constructor(publisher: Publisher, clock: Clock) {
    this.#publisher = publisher;
    this.#clock = clock;
  }

  /** Sends a reply by means of `publish`. */
  send(reply: Reply, publish: () => Promise<unknown>): void {
    if (this.#publisher.open) publish().catch((e) => dropped(reply, e));
    else if (this.#waiting >= maxWaiting) {
      dropped(reply, new Error("too many replies wait already"));
    } else this.#later(publish).catch((e) => dropped(reply, e));
  }

  /** Lets go of what waits. */
  close(): void {
    this.#closing.abort();
  }

  async #later(publish: () => Promise<unknown>): Promise<void> {
    this.#waiting++;
    const giveUp = new AbortController();
    const signal = AbortSignal.any([giveUp.signal, this.#closing.signal]);
    delay(this.#clock, patience, signal).then(() => giveUp.abort());
    try {
      await this.#publisher.whenOpen(signal);
      await publish();
    } finally {
      this.#waiting--;
      giveUp.abort();
    }
  }
}

function dropped(reply: Reply, error: Error): void {
  logger.warn("a reply to {routingKey} was lost: {reason}", {
    routingKey: reply.routingKey,
    reason: error.message,
  });
}
