/**
 * Work that waits its turn.
 *
 * @module
 */

/** Something to do. */
export type Work = () => void | Promise<void>;

/** Does one piece of work after the other, in the order in which they came. */
export class Line {
  readonly #waiting: Work[] = [];
  readonly #failed: (error: unknown) => void;
  #working: Promise<void> | undefined;
  #closed = false;

  /** Calls `failed` with what a piece of work throws, and goes on with the next. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** How many pieces of work have not begun. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Does `work` when its turn comes; never if the line is closed before. */
  add(work: Work): void {
    if (this.#closed) return;
    this.#waiting.push(work);
    this.#working ??= this.#workOff();
  }

  /** Forgets what has not begun, and waits for what has. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting.length = 0;
    await this.#working;
  }

  async #workOff(): Promise<void> {
    // What comes in the same turn is there before the first piece begins.
    await undefined;
    for (
      let work = this.#waiting.shift();
      work;
      work = this.#waiting.shift()
    ) {
      try {
        const done = work();
        if (done) await done;
      } catch (error) {
        this.#failed(error);
      }
    }
    this.#working = undefined;
  }
}
