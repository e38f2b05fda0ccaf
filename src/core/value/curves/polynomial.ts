/**
 * Polynomials.
 *
 * @module
 */
import type { Curve } from "./curve.ts";
import { evenly } from "./grid.ts";

/** The polynomial with these coefficients, the constant one first, made for raw values in a range. */
export function polynomial(
  coefficients: readonly number[],
  [from, to]: readonly [number, number],
): Curve {
  return {
    from,
    to,
    extrapolates: true,
    at: (raw) => coefficients.reduceRight((sum, c) => sum * raw + c, 0),
    grid: () => evenly(from, to),
  };
}
