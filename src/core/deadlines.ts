/**
 * Work that must not take for ever.
 *
 * @module
 */
import type { Clock } from "../mesh/mod.ts";

/** Gives work a deadline, and can end all of it at once. */
export class Deadlines {
  readonly #clock: Clock;
  readonly #working = new Set<(why: string) => void>();

  /** Goes by `clock`. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Waits for work, but no longer than `seconds`; 0 for as long as it takes. Work that is too late is told so by its signal, and
   * `late` gives the result.
   */
  async run<T>(
    seconds: number,
    work: (signal: AbortSignal) => Promise<T>,
    late: (why: string) => T,
  ): Promise<T> {
    const giveUp = new AbortController();
    const given = Promise.withResolvers<T>();
    const end = (why: string) => {
      given.resolve(late(why));
      giveUp.abort();
    };
    const cancel = seconds > 0
      ? this.#clock.after(
        seconds * 1000,
        () => end(`did not answer within ${seconds} s (request_timeout_s)`),
      )
      : () => {};
    this.#working.add(end);
    try {
      return await Promise.race([work(giveUp.signal), given.promise]);
    } finally {
      cancel();
      this.#working.delete(end);
    }
  }

  /** Ends all work that is going on, with a reason. */
  endAll(why: string): void {
    for (const end of [...this.#working]) end(why);
  }
}
