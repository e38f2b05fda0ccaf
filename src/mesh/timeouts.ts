/**
 * Timeouts of requests: there are many, and hardly one of them ever comes to pass.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/** What takes longer than this gets a timer of its own, in milliseconds. */
const grace = 100;

interface Timeout {
  readonly milliseconds: number;
  readonly begun: number;
  readonly run: () => void;
  cancel: (() => void) | undefined;
}

/**
 * Calls back on time, like its clock, but sets no timer for what is prevented soon: a timer for each of ten thousand requests a
 * second costs more than the rest of the waiting.
 */
export class Timeouts {
  readonly #clock: Clock;
  readonly #young = new Set<Timeout>();
  #cancelCheck: (() => void) | undefined;

  /** Goes by `clock`. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `run` after `milliseconds`. Returns a function that prevents it. */
  after(milliseconds: number, run: () => void): () => void {
    if (milliseconds <= grace) return this.#clock.after(milliseconds, run);
    const begun = this.#clock.now();
    const timeout: Timeout = { milliseconds, begun, run, cancel: undefined };
    this.#young.add(timeout);
    this.#cancelCheck ??= this.#clock.after(grace, () => this.#check());
    return () => {
      this.#young.delete(timeout);
      timeout.cancel?.();
    };
  }

  /** Lets go of the clock. Called when all timeouts are prevented and no more will come. */
  close(): void {
    this.#cancelCheck?.();
    this.#cancelCheck = undefined;
  }

  /** Sets timers for what goes on. None is older than `grace`, whatever a clock says that was put forward or back. */
  #check(): void {
    this.#cancelCheck = undefined;
    const now = this.#clock.now();
    for (const timeout of this.#young) {
      const age = Math.min(Math.max(now - timeout.begun, 0), grace);
      const rest = timeout.milliseconds - age;
      timeout.cancel = this.#clock.after(rest, timeout.run);
    }
    this.#young.clear();
  }
}
