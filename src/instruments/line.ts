/**
 * A line to stand in: one goes at a time, in the order of arrival.
 *
 * @module
 */

/** A bounded line. Whoever has got the turn has to {@linkcode Line.leave} it. */
export class Line {
  readonly #limit: number;
  readonly #waiting = new Set<() => void>();
  #busy = false;

  /** Lets at most `limit` wait. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.size;
  }

  /**
   * Waits for the turn. Rejects with what `refuse` makes: at once if the line is full, or as soon as the signal is aborted. Then the
   * turn is not to be left.
   */
  enter(
    refuse: (why: "full" | "aborted") => Error,
    signal?: AbortSignal,
  ): Promise<void> {
    if (signal?.aborted) return Promise.reject(refuse("aborted"));
    if (!this.#busy) {
      this.#busy = true;
      return Promise.resolve();
    }
    if (this.#waiting.size >= this.#limit) {
      return Promise.reject(refuse("full"));
    }
    return new Promise((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(go);
        reject(refuse("aborted"));
      };
      this.#waiting.add(go);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  /** Gives the turn to the next. */
  leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#busy = false;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
