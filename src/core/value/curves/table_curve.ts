/**
 * Curves through points.
 *
 * @module
 */
import type { Curve } from "./curve.ts";
import { splineSlopes } from "./spline.ts";

/** What a {@linkcode TableCurve} is made of. */
export interface TableData {
  /** The raw values, or their decimal logarithms if `logX`. They rise. */
  readonly us: readonly number[];
  /** The calibrated values, or their decimal logarithms if `logY`. */
  readonly vs: readonly number[];
  /** Whether `us` are logarithms. */
  readonly logX: boolean;
  /** Whether `vs` are logarithms. */
  readonly logY: boolean;
  /** Whether a cubic spline joins the points; otherwise straight lines do. */
  readonly spline: boolean;
}

/** How many pieces of a spline between two points are looked at to see whether it turns. */
const splinePieces = 16;

/** A curve through points, joined by lines or a cubic spline, in plain or logarithmic coordinates. */
export class TableCurve implements Curve {
  readonly from: number;
  readonly to: number;
  readonly extrapolates = true;
  readonly #data: TableData;
  readonly #slopes: readonly number[] | undefined;

  /** Joins the points. */
  constructor(data: TableData) {
    const { us, vs, spline } = data;
    this.#data = data;
    this.#slopes = spline ? splineSlopes(us, vs) : undefined;
    this.from = this.#raw(us[0]!);
    this.to = this.#raw(us.at(-1)!);
  }

  at(raw: number): number {
    const { logX, logY } = this.#data;
    const v = this.#interpolate(logX ? Math.log10(raw) : raw);
    // Fifteen digits, so that a point is what its table says and no 4.199999999999999.
    return logY ? Number((10 ** v).toPrecision(15)) : v;
  }

  grid(): number[] {
    const { us, spline } = this.#data;
    if (!spline) return us.map((u) => this.#raw(u));
    const fine = us.slice(1).flatMap((next, i) =>
      Array.from(
        { length: splinePieces },
        (_, piece) => us[i]! + piece / splinePieces * (next - us[i]!),
      )
    );
    return [...fine, us.at(-1)!].map((u) => this.#raw(u));
  }

  #raw(u: number): number {
    return this.#data.logX ? 10 ** u : u;
  }

  #interpolate(u: number): number {
    const { us, vs } = this.#data;
    const i = pieceOf(us, u);
    const [x0, x1, y0, y1] = [us[i]!, us[i + 1]!, vs[i]!, vs[i + 1]!];
    // So that the last point, too, is exactly what the table says.
    if (u === x1) return y1;
    const [width, distance] = [x1 - x0, u - x0];
    const rise = (y1 - y0) / width;
    if (!this.#slopes) return y0 + distance * rise;
    const [s0, s1] = [this.#slopes[i]!, this.#slopes[i + 1]!];
    const bend = (s0 + s1 - 2 * rise) / width;
    const cubic = bend / width;
    const square = (rise - s0) / width - bend;
    return y0 + distance * (s0 + distance * (square + distance * cubic));
  }
}

/** The index of the piece that a value lies in, of the first or last one for what lies beyond. `us` rise. */
export function pieceOf(us: readonly number[], u: number): number {
  let [low, high] = [0, us.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (us[middle]! <= u) low = middle;
    else high = middle;
  }
  return low;
}
