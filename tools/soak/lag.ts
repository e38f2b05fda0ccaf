/**
 * How busy the event loop is.
 *
 * @module
 */

/** Measures how late timers of this process are. */
export class Lag {
  #worst = 0;

  constructor() {
    let due = performance.now() + 50;
    const timer = setInterval(() => {
      const now = performance.now();
      this.#worst = Math.max(this.#worst, now - due);
      due = now + 50;
    }, 50);
    Deno.unrefTimer(timer as unknown as number);
  }

  /** The worst since the last look, in milliseconds. */
  worst(): number {
    const worst = this.#worst;
    this.#worst = 0;
    return worst;
  }
}
