/**
 * The names that every expression may use.
 *
 * @module
 */
import { BUILTINS } from "./builtins.ts";
import type { PythonFunction } from "./function.ts";
import { MATH_CONSTANTS, MATH_FUNCTIONS } from "./maths.ts";
import { NUMPY_FUNCTIONS, NUMPY_ROUNDINGS } from "./numpy.ts";
import type { Value } from "./value.ts";

/** What numpy calls functions that Python offers without a module. */
const NUMPY_BUILTINS: readonly (readonly [numpy: string, builtin: string])[] = [
  ["abs", "abs"],
  ["absolute", "abs"],
  ["round", "round"],
  ["around", "round"],
];

const MATH: ReadonlyMap<string, Value> = new Map([
  ...MATH_CONSTANTS,
  ...byName(MATH_FUNCTIONS),
]);

const NUMPY: ReadonlyMap<string, Value> = new Map([
  ...MATH,
  ...byName(NUMPY_FUNCTIONS),
  ...byName(NUMPY_ROUNDINGS),
  ...NUMPY_BUILTINS.map(([name, builtin]) =>
    [name, BUILTINS.find((each) => each.name === builtin)!] as const
  ),
]);

/** The value of every name: Python's own, those of `math` bare and with their module, those of `numpy`. */
export const NAMES: ReadonlyMap<string, Value> = new Map([
  // Of the names in two places, the last one counts: pow() is Python's own.
  ...byName(NUMPY_FUNCTIONS),
  ...MATH,
  ...byName(BUILTINS),
  ...inModule("math", MATH),
  ...inModule("numpy", NUMPY),
  ...inModule("np", NUMPY),
]);

function byName(
  functions: readonly PythonFunction[],
): (readonly [string, Value])[] {
  return functions.map((each) => [each.name, each]);
}

function inModule(
  module: string,
  names: ReadonlyMap<string, Value>,
): (readonly [string, Value])[] {
  return [...names].map(([name, value]) => [`${module}.${name}`, value]);
}
