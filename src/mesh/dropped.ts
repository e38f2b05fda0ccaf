/**
 * Tells of messages that had to be dropped.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Clock } from "./clock.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How often the same reason is told, in milliseconds. */
const interval = 60_000;

/** Reasons that are told apart. */
const maxReasons = 100;

/** Counts messages that are dropped, and logs why: each reason at once, then once a minute with the number. */
export class Dropped {
  readonly #what: string;
  readonly #clock: Clock;
  readonly #told = new Map<string, { again: number; untold: number }>();
  #count = 0;

  /** Speaks of `what`, such as `an alert`. */
  constructor(what: string, clock: Clock) {
    this.#what = what;
    this.#clock = clock;
  }

  /** How many there were so far. */
  get count(): number {
    return this.#count;
  }

  /** Takes note of one. */
  add(routingKey: string, reason: string): void {
    this.#count++;
    const now = this.#clock.now();
    const told = this.#told.get(reason);
    if (told && now < told.again) {
      told.untold++;
      return;
    }
    if (this.#told.size >= maxReasons) this.#told.clear();
    this.#told.set(reason, { again: now + interval, untold: 0 });
    const more = told?.untold ?? 0;
    const text = "dropped {what} to {routingKey}: {reason}";
    logger.error(
      more === 0 ? text : `${text} ({more} more since the last time)`,
      {
        what: this.#what,
        routingKey,
        reason,
        more,
      },
    );
  }
}
