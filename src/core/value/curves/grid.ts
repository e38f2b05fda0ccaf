/**
 * Values to look at a curve at.
 *
 * @module
 */

/** How many steps there are. */
const steps = 2000;

/** Values from one to another, evenly spaced. */
export function evenly(from: number, to: number): number[] {
  return Array.from(
    { length: steps + 1 },
    (_, step) => step === steps ? to : from + step / steps * (to - from),
  );
}
