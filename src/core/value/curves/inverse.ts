/**
 * The way back: which raw value gives a calibrated one.
 *
 * @module
 */
import { type Curve, CurveError } from "./curve.ts";
import { pieceOf } from "./table_curve.ts";

/** Returns the raw value for a calibrated one, `undefined` if the curve does not reach that. */
export type Inverse = (value: number) => number | undefined;

/** Digits of a raw value that is found by halving: more than any instrument takes, and few enough that 3 is not 2.9999999999999996. */
const digits = 12;

/** Inverts a curve. Throws a {@linkcode CurveError} if it neither rises nor falls all the way. */
export function inverseOf(curve: Curve): Inverse {
  const raws = curve.grid();
  const values = raws.map((raw) => curve.at(raw));
  const sign = Math.sign(values.at(-1)! - values[0]!);
  const turn = values.findIndex((value, index) =>
    index > 0 && !(sign * (value - values[index - 1]!) > 0)
  );
  if (turn > 0) {
    throw new CurveError(
      `set: inverse needs a curve that rises or falls all the way, but between the raw values ${
        raws[turn - 1]
      } and ${raws[turn]} it goes from ${values[turn - 1]} to ${values[turn]}`,
      ["set"],
    );
  }
  const heights = sign > 0 ? values : values.map((value) => -value);
  return (value) => {
    const height = sign * value;
    if (!(height >= heights[0]! && height <= heights.at(-1)!)) return undefined;
    const piece = pieceOf(heights, height);
    let [low, high] = [raws[piece]!, raws[piece + 1]!];
    if (height === heights[piece + 1]) return high;
    for (;;) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high) break;
      if (sign * curve.at(middle) <= height) low = middle;
      else high = middle;
    }
    const rounded = Number(low.toPrecision(digits));
    return Math.min(Math.max(rounded, curve.from), curve.to);
  };
}
