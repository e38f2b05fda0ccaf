/**
 * Speaks of failures that repeat.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";

const logger = getLogger(["dripline", "core"]);

/**
 * Logs the failures of one thing that is done again and again: each new reason once, and when it works again, so that an instrument which is
 * off for a week does not fill the disk.
 */
export class FailureLog {
  readonly #what: string;
  #last: string | undefined;
  #count = 0;

  /** Speaks of `what`, such as `logging peaches`. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Takes note of a failure. Failures of the same kind are told once; the kind is the reason unless said otherwise. */
  failed(error: unknown, kind?: string): void {
    const reason = String((error as Error)?.message ?? error);
    this.#count++;
    const level = (kind ?? reason) === this.#last ? "debug" : "error";
    this.#last = kind ?? reason;
    logger[level]("{what} failed: {reason}", {
      what: this.#what,
      reason,
      error,
    });
  }

  /** Takes note that it worked. */
  worked(): void {
    if (this.#count === 0) return;
    logger.info("{what} works again, after {count} failures", {
      what: this.#what,
      count: this.#count,
    });
    this.#count = 0;
    this.#last = undefined;
  }
}
