/**
 * The functions and constants of Python's `math`.
 *
 * @module
 */
import { iterate, needFloat, needInteger, needNumber } from "./argument.ts";
import { copySign, floatDivide, toInteger } from "./floats.ts";
import { define, type PythonFunction } from "./function.ts";
import { applyBinary } from "./operators.ts";
import { PythonError } from "./python_error.ts";
import {
  checked,
  exactSum,
  factorial,
  greatestDivisor,
  logarithm,
  realPower,
  scaleByTwo,
  splitFloat,
} from "./special_maths.ts";
import { Tuple, type Value } from "./value.ts";

/** The constants, by name. */
export const MATH_CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["e", Math.E],
  ["tau", 2 * Math.PI],
  ["inf", Infinity],
  ["nan", NaN],
]);

/** The functions. */
export const MATH_FUNCTIONS: readonly PythonFunction[] = [
  real("sqrt", Math.sqrt),
  real("cbrt", Math.cbrt),
  real("exp", Math.exp),
  real("exp2", (x) => 2 ** x),
  real("expm1", Math.expm1),
  real("log1p", (x) => x === -1 ? NaN : Math.log1p(x)),
  real("sin", Math.sin),
  real("cos", Math.cos),
  real("tan", Math.tan),
  real("asin", Math.asin),
  real("acos", Math.acos),
  real("atan", Math.atan),
  real("sinh", Math.sinh),
  real("cosh", Math.cosh),
  real("tanh", Math.tanh),
  real("asinh", Math.asinh),
  real("acosh", Math.acosh),
  real("atanh", (x) => Math.abs(x) === 1 ? NaN : Math.atanh(x)),
  real("fabs", Math.abs),
  real("degrees", (x) => x * (180 / Math.PI)),
  real("radians", (x) => x * (Math.PI / 180)),

  define("log(x, base=, /)", (_, x, base) => {
    const result = logarithm(needNumber(x!), Math.log);
    if (base === undefined) return result;
    return floatDivide(result, logarithm(needNumber(base), Math.log));
  }),
  define("log10(x, /)", (_, x) => logarithm(needNumber(x!), Math.log10)),
  define("log2(x, /)", (_, x) => logarithm(needNumber(x!), Math.log2)),
  define("pow(x, y, /)", (_, x, y) => realPower(needFloat(x!), needFloat(y!))),
  define(
    "ldexp(x, i, /)",
    (_, x, exponent) => scaleByTwo(needFloat(x!), needInteger(exponent!)),
  ),

  whole("floor", Math.floor),
  whole("ceil", Math.ceil),
  whole("trunc", Math.trunc),
  define("modf(x, /)", (_, x) => new Tuple(splitFloat(needFloat(x!)))),
  define("fmod(x, y, /)", (_, x, y) => {
    const [dividend, divisor] = [needFloat(x!), needFloat(y!)];
    return checked(dividend % divisor, dividend, divisor);
  }),
  define(
    "copysign(x, y, /)",
    (_, x, y) => copySign(needFloat(x!), needFloat(y!)),
  ),

  define(
    "atan2(y, x, /)",
    (_, y, x) => Math.atan2(needFloat(y!), needFloat(x!)),
  ),
  define("hypot(*coordinates)", (meter, coordinates) => {
    const values = iterate(coordinates!, meter).map(needFloat);
    return checked(Math.hypot(...values), ...values);
  }),

  define("isfinite(x, /)", (_, x) => Number.isFinite(needFloat(x!))),
  define("isinf(x, /)", (_, x) => Math.abs(needFloat(x!)) === Infinity),
  define("isnan(x, /)", (_, x) => Number.isNaN(needFloat(x!))),
  define(
    "isclose(a, b, *, rel_tol=, abs_tol=)",
    (_, a, b, relative = 1e-9, absolute = 0) =>
      isClose(
        needFloat(a!),
        needFloat(b!),
        needFloat(relative),
        needFloat(absolute),
      ),
  ),

  define("factorial(x, /)", (_, x) => factorial(needInteger(x!))),
  define("gcd(*integers)", (meter, integers) => {
    const values = iterate(integers!, meter).map(needInteger);
    return values.reduce(greatestDivisor, 0n);
  }),
  define(
    "fsum(seq, /)",
    (meter, sequence) => exactSum(iterate(sequence!, meter).map(needFloat)),
  ),
  define("prod(iterable, /, *, start=)", (meter, items, start = 1n) => {
    let product: Value = start;
    for (const item of iterate(items!, meter)) {
      product = applyBinary("*", product, item, meter);
    }
    return product;
  }),
];

/** Makes a function of one float. */
function real(name: string, compute: (x: number) => number): PythonFunction {
  return define(`${name}(x, /)`, (_, x) => {
    const value = needFloat(x!);
    return checked(compute(value), value);
  });
}

/** Makes a function that gives an int. */
function whole(name: string, compute: (x: number) => number): PythonFunction {
  return define(`${name}(x, /)`, (_, x): Value => {
    const value = needNumber(x!);
    return typeof value === "bigint" ? value : toInteger(compute(value));
  });
}

function isClose(
  x: number,
  y: number,
  relative: number,
  absolute: number,
): boolean {
  if (relative < 0 || absolute < 0) {
    throw new PythonError("ValueError", "tolerances must be non-negative");
  }
  if (x === y) return true;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
  const allowed = relative * Math.max(Math.abs(x), Math.abs(y));
  return Math.abs(x - y) <= Math.max(allowed, absolute);
}
