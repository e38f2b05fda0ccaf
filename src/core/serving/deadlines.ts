/**
 * Work that must not take for ever.
 *
 * @module
 */
import { type Clock, Timeouts } from "../../mesh/mod.ts";

/** Gives work a deadline, and can end all of it at once. */
export class Deadlines {
  readonly #timeouts: Timeouts;
  readonly #working = new Set<(why: string) => void>();

  /** Goes by `clock`. */
  constructor(clock: Clock) {
    this.#timeouts = new Timeouts(clock);
  }

  /**
   * Waits for work, but no longer than `seconds`; 0 for as long as it takes. Work that is too late is told so by its signal, and
   * `late` gives the result.
   */
  run<T>(
    seconds: number,
    work: (signal: AbortSignal) => Promise<T>,
    late: (why: string) => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = new AbortController();
      const done = () => {
        cancel();
        this.#working.delete(end);
      };
      const end = (why: string) => {
        done();
        resolve(late(why));
        giveUp.abort();
      };
      const cancel = seconds > 0
        ? this.#timeouts.after(
          seconds * 1000,
          () => end(`did not answer within ${seconds} s (request_timeout_s)`),
        )
        : () => {};
      this.#working.add(end);
      work(giveUp.signal).then((result) => {
        done();
        resolve(result);
      }, (error) => {
        done();
        reject(error);
      });
    });
  }

  /** Ends all work that is going on, with a reason. No more may follow. */
  endAll(why: string): void {
    for (const end of [...this.#working]) end(why);
    this.#timeouts.close();
  }
}
