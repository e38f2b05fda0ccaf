/**
 * Chebyshev series, as the certificates of Lake Shore's thermometers have them.
 *
 * @module
 */
import { type Curve, CurveError } from "./curve.ts";
import { evenly } from "./grid.ts";

/** A range of a series. */
export interface ChebyshevRange {
  /** The sum is over `coefficients[n] * cos(n * arccos(k))`. */
  readonly coefficients: readonly number[];
  /** `Z` at `k = -1`, where `k = ((Z - zl) - (zu - Z)) / (zu - zl)`. */
  readonly zl: number;
  /** `Z` at `k = 1`. */
  readonly zu: number;
  /** Whether `Z` is the decimal logarithm of the raw value, not the raw value. */
  readonly log10: boolean;
  /** The smallest raw value. */
  readonly from: number;
  /** The largest raw value. */
  readonly to: number;
}

/** Joins ranges to a curve. Where two overlap, the one that was listed first counts. Throws a {@linkcode CurveError} if there is a gap. */
export function chebyshev(listed: readonly ChebyshevRange[]): Curve {
  const ranges = listed.toSorted((a, b) => a.from - b.from);
  let { from, to } = ranges[0]!;
  for (const range of ranges) {
    if (range.from > to) {
      throw new CurveError(
        `no range of the Chebyshev series holds the raw values between ${to} and ${range.from}`,
        ["chebyshev"],
      );
    }
    to = Math.max(to, range.to);
  }
  return {
    from,
    to,
    extrapolates: false,
    at(raw) {
      const range = listed.find(({ from, to }) => from <= raw && raw <= to);
      return range ? valueOf(range, raw) : NaN;
    },
    grid() {
      const raws = ranges.flatMap(({ from, to, log10 }) =>
        log10
          ? evenly(Math.log10(from), Math.log10(to)).map((z) => 10 ** z)
          : evenly(from, to)
      );
      const inside = raws.filter((raw) => from < raw && raw < to);
      return [...new Set([from, ...inside.sort((a, b) => a - b), to])];
    },
  };
}

/** Clenshaw's way to sum a Chebyshev series. */
function valueOf(
  { coefficients, zl, zu, log10 }: ChebyshevRange,
  raw: number,
): number {
  const z = log10 ? Math.log10(raw) : raw;
  const k = ((z - zl) - (zu - z)) / (zu - zl);
  let [next, afterNext] = [0, 0];
  for (let n = coefficients.length - 1; n > 0; n--) {
    [next, afterNext] = [coefficients[n]! + 2 * k * next - afterNext, next];
  }
  return coefficients[0]! + k * next - afterNext;
}
