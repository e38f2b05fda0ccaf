/**
 * Hands values from one that has them to one that waits for them, in order.
 *
 * @module
 */

/** How long to wait for a value, in milliseconds, before a test fails instead of standing still. */
const patience = 10_000;

/** Values on their way. */
export class Mailbox<T> {
  readonly #values: T[] = [];
  #arrived: () => void = () => {};
  #closed = false;

  /** Adds a value. */
  put(value: T): void {
    this.#values.push(value);
    this.#arrived();
  }

  /** Returns the oldest value. Rejects if none comes. One may wait at a time. */
  async next(): Promise<T> {
    while (this.#values.length === 0) {
      if (this.#closed) throw new Error("Nothing more comes: it was closed");
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      const inVain = () => reject(new Error(`Nothing came in ${patience} ms`));
      const timer = setTimeout(inVain, patience);
      await promise.finally(() => clearTimeout(timer));
    }
    return this.#values.shift()!;
  }

  /** Says that nothing more comes. */
  close(): void {
    this.#closed = true;
    this.#arrived();
  }
}
