/**
 * What a register holds, and what it stands for.
 *
 * @module
 */

/** A factor and a summand. */
export class Scaling {
  readonly #scale: number;
  readonly #offset: number;
  /** 10 for 0.1: dividing by it gives 0.3, where multiplying gives 0.30000000000000004. */
  readonly #divisor: number | undefined;

  /** What a register holds stands for `scale` times that, plus `offset`. */
  constructor(scale: number, offset: number) {
    this.#scale = scale;
    this.#offset = offset;
    const divisor = Math.round(1 / scale);
    if (1 / divisor === scale) this.#divisor = divisor;
  }

  /** Whether it changes nothing. */
  get isNothing(): boolean {
    return this.#scale === 1 && this.#offset === 0;
  }

  /** Returns what a register stands for. What is no number stays. */
  apply(raw: number | bigint | string): number | bigint | string {
    if (typeof raw === "string" || this.isNothing) return raw;
    const number = Number(raw);
    const scaled = this.#divisor === undefined
      ? number * this.#scale
      : number / this.#divisor;
    return scaled + this.#offset;
  }

  /** Returns what a register has to hold, rounded if it holds whole numbers. */
  undo(value: number, isWhole: boolean): number {
    if (this.isNothing) return value;
    const shifted = value - this.#offset;
    const raw = this.#divisor === undefined
      ? shifted / this.#scale
      : shifted * this.#divisor;
    return isWhole ? Math.round(raw) : raw;
  }
}
