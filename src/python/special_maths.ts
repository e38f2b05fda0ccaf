/**
 * The functions of Python's `math` that need more than a call of JavaScript's `Math`.
 *
 * @module
 */
import { copySign } from "./floats.ts";
import { absolute, bitLength, trueDivide } from "./integers.ts";
import { boundedInteger, tooLarge } from "./limits.ts";
import { PythonError } from "./python_error.ts";

/** Returns a result that is finite where what it was made of is. Throws {@linkcode PythonError} if it is not. */
export function checked(result: number, ...from: number[]): number {
  if (Number.isNaN(result) && !from.some(Number.isNaN)) {
    throw new PythonError("ValueError", "math domain error");
  }
  if (!Number.isFinite(result) && from.every(Number.isFinite)) {
    throw new PythonError("OverflowError", "math range error");
  }
  return result;
}

/** Returns a logarithm, also of an int that no float can hold. Throws {@linkcode PythonError} unless it is positive. */
export function logarithm(
  value: bigint | number,
  compute: (x: number) => number,
): number {
  if (value <= 0) throw new PythonError("ValueError", "math domain error");
  if (typeof value === "number") return compute(value);
  const shift = Math.max(bitLength(value) - 1000, 0);
  return compute(Number(value >> BigInt(shift))) + shift * compute(2);
}

/** Returns `x ** y` as `math.pow` does. Throws {@linkcode PythonError}. */
export function realPower(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  if (x === 0 && y < 0 && Number.isFinite(y)) {
    throw new PythonError("ValueError", "math domain error");
  }
  return checked(x ** y, x, y);
}

/** Returns `x * 2 ** exponent`. Throws {@linkcode PythonError} if that is too large. */
export function scaleByTwo(x: number, exponent: bigint): number {
  // Beyond these exponents every float is zero or too large.
  const whole = Number(exponent);
  const power = Math.min(Math.max(whole, -2200), 2200);
  // In three steps, as 2 ** 2200 is no float; the last one alone can round.
  const third = Math.trunc(power / 3);
  return checked(x * 2 ** third * 2 ** third * 2 ** (power - 2 * third), x);
}

/** Returns the fraction and the whole part, both with the sign of `x`. */
export function splitFloat(x: number): [fraction: number, whole: number] {
  const fraction = Number.isFinite(x) ? x - Math.trunc(x) : 0;
  return [Number.isNaN(x) ? x : copySign(fraction, x), Math.trunc(x)];
}

/** Returns `n!`. Throws {@linkcode PythonError} if `n` is negative or the result too large. */
export function factorial(n: bigint): bigint {
  if (n < 0n) {
    throw new PythonError(
      "ValueError",
      "factorial() not defined for negative values",
    );
  }
  if (n > 10_000n) throw tooLarge();
  let product = 1n;
  for (let factor = 2n; factor <= n; factor++) {
    product = boundedInteger(product * factor);
  }
  return product;
}

/** Returns the greatest common divisor, which is not negative. */
export function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [absolute(a), absolute(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** Returns the sum rounded once. Throws {@linkcode PythonError} if it is too large. */
export function exactSum(values: readonly number[]): number {
  if (!values.every(Number.isFinite)) return values.reduce((a, b) => a + b, 0);
  const sum = values.reduce((total, value) => total + exactUnits(value), 0n);
  return trueDivide(sum, 1n << 1074n);
}

/** Returns a finite float in units of the smallest float, of which every float is a multiple. */
function exactUnits(value: number): bigint {
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    const step = Math.abs(scaled) < 1 ? 200 : 1;
    const power = Math.min(step, 1074 - exponent);
    scaled *= 2 ** power;
    exponent += power;
  }
  return BigInt(scaled) << BigInt(1074 - exponent);
}
