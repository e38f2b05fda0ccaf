/**
 * The points of a curve, wherever they stand.
 *
 * @module
 */
import type { FilePlace } from "../../declaration/mod.ts";
import { CurveError, maxPoints } from "./curve.ts";

/** A point: a raw value, and what becomes of it. */
export interface Point {
  /** The raw value. */
  readonly x: number;
  /** The calibrated value. */
  readonly y: number;
  /** The way to it in the configuration, for errors. */
  readonly path: readonly (string | number)[];
  /** Its place in a file of its own, for errors. */
  readonly place?: FilePlace;
}

/** How points are joined. */
export type Interpolation = "linear" | "log" | "log_y" | "loglog" | "spline";

/** The largest number of a point. */
const largest = 1e100;

/** The points from the smallest raw value on. Throws a {@linkcode CurveError} if they do not make a curve. */
export function rising(
  points: readonly Point[],
  interpolate: Interpolation,
  path: readonly (string | number)[],
): readonly Point[] {
  const least = interpolate === "spline" ? 4 : 2;
  if (points.length < least) {
    const joined = interpolate === "spline" ? " joined by a spline" : "";
    throw new CurveError(
      `a curve${joined} needs at least ${least} points: found ${points.length}`,
      path,
    );
  }
  if (points.length > maxPoints) {
    throw new CurveError(
      `a curve has ${maxPoints} points at most: found ${points.length}`,
      path,
    );
  }
  const falls = points[1]!.x < points[0]!.x;
  for (const [index, point] of points.entries()) {
    checkSize(point);
    checkLogarithms(point, interpolate);
    const last = points[index - 1];
    if (!last || (falls ? point.x < last.x : point.x > last.x)) continue;
    throw new CurveError(
      point.x === last.x
        ? `the raw value ${point.x} stands twice`
        : `raw values must rise all the way, or fall all the way: ${point.x} comes after ${last.x}`,
      point.path,
      point.place,
    );
  }
  return falls ? points.toReversed() : points;
}

/** Refuses numbers with which nothing can be computed: their differences and squares must be numbers, too. */
function checkSize({ x, y, path, place }: Point): void {
  const huge = [x, y].find((value) => Math.abs(value) > largest);
  if (huge === undefined) return;
  throw new CurveError(`${huge} is too large for a curve`, path, place);
}

function checkLogarithms(
  { x, y, path, place }: Point,
  interpolate: Interpolation,
): void {
  const wrong = x <= 0 && (interpolate === "log" || interpolate === "loglog")
    ? `raw value ${x}`
    : y <= 0 && (interpolate === "log_y" || interpolate === "loglog")
    ? `calibrated value ${y}`
    : undefined;
  if (wrong === undefined) return;
  throw new CurveError(
    `interpolate: ${interpolate} takes logarithms, and the ${wrong} has none`,
    path,
    place,
  );
}
