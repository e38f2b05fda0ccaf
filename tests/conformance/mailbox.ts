/**
 * Hands values from one that has them to one that waits for them, in order.
 *
 * @module
 */

/** Values on their way. */
export class Mailbox<T> {
  readonly #values: T[] = [];
  #waiting: PromiseWithResolvers<void> | undefined;
  #closed = false;

  /** Adds a value. */
  put(value: T): void {
    this.#values.push(value);
    this.#waiting?.resolve();
  }

  /** Returns the oldest value. Rejects if there is none and never will be. One may wait at a time. */
  async next(): Promise<T> {
    while (this.#values.length === 0) {
      if (this.#closed) throw new Error("Nothing more comes: it was closed");
      this.#waiting = Promise.withResolvers();
      await this.#waiting.promise;
    }
    return this.#values.shift()!;
  }

  /** Says that nothing more comes. */
  close(): void {
    this.#closed = true;
    this.#waiting?.resolve();
  }
}
