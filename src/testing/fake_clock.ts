/**
 * A clock that moves when it is told to.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Clock } from "../mesh/mod.ts";

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** Stands at `start`, in milliseconds since 1970. Default: the beginning of 2026. */
  constructor(start: number = Date.UTC(2026)) {
    this.#now = start;
  }

  /** The time, in milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Calls `run` once the clock was moved on by `milliseconds`. Returns a function that prevents it. */
  after(milliseconds: number, run: () => void): () => void {
    const timer = { due: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Moves the clock on. Timers run in the order in which they fall due, each at its own time, and before the next one every
   * promise settles that can. What waits for a socket or a file is not waited for.
   */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await promisesSettle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
      await promisesSettle();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && timer.due < (first?.due ?? Infinity)) {
        first = timer;
      }
    }
    return first;
  }
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** Waits for the next turn of the event loop: every promise has settled by then that waits for nothing but promises. */
function promisesSettle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
