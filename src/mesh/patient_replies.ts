/**
 * Replies that wait for a broker that is away.
 *
 * @module
 */
import type { Reply } from "../wire/mod.ts";
import type { Budget } from "./budget.ts";
import { type Clock, delay } from "./clock.ts";
import { Dropped } from "./dropped.ts";
import { NotPublished } from "./not_published.ts";
import type { Outlet } from "./outlet.ts";

/** How long a reply waits, in milliseconds; then nobody waits for it any more. */
const patience = 10_000;

/**
 * Publishes replies, at once or as soon as the broker takes them; once more if one was lost on its way. What cannot be sent in time, or
 * the broker does not want, is logged and dropped.
 */
export class PatientReplies {
  readonly #outlet: Outlet;
  readonly #clock: Clock;
  readonly #dropped: Dropped;
  readonly #budget: Budget;
  readonly #closing = new AbortController();

  /** Waits for `outlet`. What is not sent yet is held against `budget`. */
  constructor(outlet: Outlet, clock: Clock, budget: Budget) {
    this.#outlet = outlet;
    this.#budget = budget;
    this.#clock = clock;
    this.#dropped = new Dropped("a reply", clock);
  }

  /** Sends a reply of so many bytes by means of `publish`. */
  send(reply: Reply, bytes: number, publish: () => Promise<unknown>): void {
    const later = () => this.#later(publish);
    const send = () =>
      !this.#outlet.open ? later() : publish().catch((error) => {
        if (error instanceof NotPublished) return later();
        throw error;
      });
    this.#budget.whileSent(bytes, send).catch(({ message }) =>
      this.#dropped.add(reply.routingKey, message)
    );
  }

  /** Lets go of what waits. */
  close(): void {
    this.#closing.abort();
  }

  async #later(publish: () => Promise<unknown>): Promise<void> {
    const giveUp = new AbortController();
    const signal = AbortSignal.any([giveUp.signal, this.#closing.signal]);
    delay(this.#clock, patience, signal).then(() => giveUp.abort());
    try {
      await this.#outlet.whenOpen(signal);
      await publish();
    } finally {
      giveUp.abort();
    }
  }
}
