/**
 * The names of `numpy` that make sense for one reading, beside those that `math` has as well.
 *
 * @module
 */
import { iterate, needFloat, needNumber } from "./argument.ts";
import { ordered } from "./compare.ts";
import { nearestInteger } from "./floats.ts";
import { define, type PythonFunction, seeingReadings } from "./function.ts";
import { MATH_FUNCTIONS } from "./maths.ts";
import { applyBinary } from "./operators.ts";
import { PythonError } from "./python_error.ts";
import { checked } from "./special_maths.ts";
import type { Value } from "./value.ts";

/** What numpy calls functions of `math`. */
const OTHER_NAMES: readonly (readonly [numpy: string, math: string])[] = [
  ["arcsin", "asin"],
  ["arccos", "acos"],
  ["arctan", "atan"],
  ["arctan2", "atan2"],
  ["arcsinh", "asinh"],
  ["arccosh", "acosh"],
  ["arctanh", "atanh"],
  ["deg2rad", "radians"],
  ["rad2deg", "degrees"],
];

/** The functions that `math` does not have, or has under another name. */
export const NUMPY_FUNCTIONS: readonly PythonFunction[] = seeingReadings([
  ...OTHER_NAMES.map(([name, math]) => ({
    ...MATH_FUNCTIONS.find((each) => each.name === math)!,
    name,
  })),
  define("sign(x, /)", (_, x) => {
    const value = needNumber(x!);
    return typeof value === "number"
      ? Math.sign(value)
      : value > 0n
      ? 1n
      : value < 0n
      ? -1n
      : 0n;
  }),
  define("square(x, /)", (meter, x) => applyBinary("*", x!, x!, meter)),
  define("power(x, y, /)", (meter, x, y) => applyBinary("**", x!, y!, meter)),
  define(
    "minimum(x, y, /)",
    (meter, x, y) => ordered("<", y!, x!, meter) ? y! : x!,
  ),
  define(
    "maximum(x, y, /)",
    (meter, x, y) => ordered(">", y!, x!, meter) ? y! : x!,
  ),
  define("clip(a, a_min, a_max)", (meter, value, least, most) => {
    const raised = ordered("<", value!, least!, meter) ? least! : value!;
    return ordered(">", raised, most!, meter) ? most! : raised;
  }),
  {
    ...define("interp(x, xp, fp)", (meter, x, places, values) =>
      interpolate(
        needFloat(x!),
        iterate(places!, meter).map(needFloat),
        iterate(values!, meter).map(needFloat),
      )),
    looksUp: true,
  },
]);

/** The functions that give a float under `numpy.` and an int elsewhere. */
export const NUMPY_ROUNDINGS: readonly PythonFunction[] = [
  rounding("floor", Math.floor),
  rounding("ceil", Math.ceil),
  rounding("trunc", Math.trunc),
  rounding("rint", (x) => Number(nearestInteger(x))),
];

function rounding(
  name: string,
  compute: (x: number) => number,
): PythonFunction {
  return define(`${name}(x, /)`, (_, x): Value => {
    const value = needFloat(x!);
    return Number.isFinite(value) ? checked(compute(value), value) : value;
  });
}

/** Interpolates in a table whose places rise; outside of it the first or last value counts. */
function interpolate(
  x: number,
  places: readonly number[],
  values: readonly number[],
): number {
  if (places.length === 0 || places.length !== values.length) {
    throw new PythonError(
      "ValueError",
      "interp() needs as many places as values, and at least one",
    );
  }
  const fall = places.findIndex((place, index) =>
    index > 0 && !(places[index - 1]! < place)
  );
  if (fall > 0) {
    throw new PythonError(
      "ValueError",
      `interp() needs places that rise, but ${places[fall]} comes after ${
        places[fall - 1]
      }: turn both lists round, or use a calibration curve`,
    );
  }
  if (Number.isNaN(x)) return x;
  const next = places.findIndex((place) => place > x);
  if (next < 0) return values.at(-1)!;
  if (next === 0) return values[0]!;
  const slope = (values[next]! - values[next - 1]!) /
    (places[next]! - places[next - 1]!);
  return slope * (x - places[next - 1]!) + values[next - 1]!;
}
