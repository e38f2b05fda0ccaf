/**
 * The bounds that keep an expression from taking the service's time or memory.
 *
 * @module
 */
import { PythonError } from "./python_error.ts";

/** The longest text of an expression, in characters. */
export const MAX_SOURCE = 10_000;

/** How deep brackets, signs and conditions may be nested. */
export const MAX_NESTING = 100;

/** The most characters of a text, or items of a list, tuple or dict. */
export const MAX_LENGTH = 100_000;

/** The most binary digits of an int. */
export const MAX_BITS = 10_000;

/** The most steps of one evaluation: a step is an operation, or an item or character that it walks over. */
export const MAX_STEPS = 1_000_000;

const INTEGER_BOUND = 1n << BigInt(MAX_BITS);

/** Counts the steps of one evaluation. */
export class Meter {
  #left = MAX_STEPS;

  /** Takes a number of steps. Throws {@linkcode PythonError} (`TimeoutError`) when none are left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) {
      throw new PythonError(
        "TimeoutError",
        `the evaluation takes more than ${MAX_STEPS} steps`,
      );
    }
  }

  /** Takes the steps of making something of that length. Throws {@linkcode PythonError} when it is too long. */
  spendLength(length: number): void {
    if (!(length <= MAX_LENGTH)) {
      throw new PythonError(
        "MemoryError",
        `the result would have a length of ${length}, but ${MAX_LENGTH} is the most`,
      );
    }
    this.spend(length);
  }
}

/** Returns the int if it has at most {@linkcode MAX_BITS} binary digits. Throws {@linkcode PythonError} otherwise. */
export function boundedInteger(value: bigint): bigint {
  if (value >= INTEGER_BOUND || value <= -INTEGER_BOUND) throw tooLarge();
  return value;
}

/** Makes the error of an int that has too many digits. */
export function tooLarge(): PythonError {
  return new PythonError(
    "OverflowError",
    `the integer would have more than ${MAX_BITS} binary digits`,
  );
}
