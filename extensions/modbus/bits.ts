/**
 * Some bits of a register.
 *
 * @module
 */

/** Returns the number that some bits of a register are, given the lowest of them and the highest, or the only one. */
export function bitsOf(register: number, bits: readonly number[]): number {
  const { low, most } = rangeOf(bits);
  return (register >> low) & most;
}

/** Puts a number into its place: the mask of its bits, and the bits, undefined if they are too few for it. */
export function placed(
  value: number,
  bits: readonly number[],
): { mask: number; bits: number | undefined } {
  const { low, most } = rangeOf(bits);
  const fits = Number.isInteger(value) && value >= 0 && value <= most;
  return { mask: most << low, bits: fits ? value << low : undefined };
}

function rangeOf([low = 0, high = low]: readonly number[]) {
  return { low, most: 2 ** (high - low + 1) - 1 };
}
