/**
 * Remembers that a broker takes nothing for an exchange, so that not every message has to be refused by it.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/** How long nothing is tried after the first refusal, and at most, in milliseconds. */
const patience = { first: 5000, most: 60_000 };

/** Whether an account may publish to an exchange. A refusal is believed for five seconds, then twice as long each time, up to a minute. */
export class RefusedExchange {
  readonly #clock: Clock;
  #reason = "";
  #until = -Infinity;
  #wait: number = patience.first;

  /** Nothing was refused yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Why messages are refused, if that was so lately. */
  get reason(): string | undefined {
    return this.#clock.now() < this.#until ? this.#reason : undefined;
  }

  /** Takes note of a refusal. */
  begin(reason: string): void {
    this.#reason = reason;
    this.#until = this.#clock.now() + this.#wait;
    this.#wait = Math.min(2 * this.#wait, patience.most);
  }

  /** Takes note that a message was taken. */
  over(): void {
    this.#until = -Infinity;
    this.#wait = patience.first;
  }
}
