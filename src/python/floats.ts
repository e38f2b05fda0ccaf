/**
 * Arithmetic of floats where Python's differs from JavaScript's.
 *
 * @module
 */
import { isNegative, scaledInteger } from "./float_text.ts";
import { divisionByZero } from "./integers.ts";
import { PythonError } from "./python_error.ts";

/** Returns the first number with the sign of the second. */
export function copySign(size: number, sign: number): number {
  return isNegative(sign) === isNegative(size) ? size : -size;
}

/** Returns `x / y`. Throws {@linkcode PythonError} when `y` is 0. */
export function floatDivide(x: number, y: number): number {
  if (y === 0) throw divisionByZero("float division by zero");
  return x / y;
}

/** Returns `x // y`. Throws {@linkcode PythonError} when `y` is 0. */
export function floatFloorDivide(x: number, y: number): number {
  if (y === 0) throw divisionByZero("float floor division by zero");
  const remainder = x % y;
  const less = remainder !== 0 && (y < 0) !== (remainder < 0) ? 1 : 0;
  const quotient = (x - remainder) / y - less;
  if (quotient === 0) return copySign(0, x / y);
  // The quotient is an integer but for rounding errors.
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** Returns `x % y`, which has the sign of `y`. Throws {@linkcode PythonError} when `y` is 0. */
export function floatModulo(x: number, y: number): number {
  if (y === 0) throw divisionByZero("float modulo");
  const remainder = x % y;
  if (remainder === 0) return copySign(0, y);
  return (y < 0) !== (remainder < 0) ? remainder + y : remainder;
}

/** Returns `x ** y`. Throws {@linkcode PythonError} where the result is complex, infinite or undefined. */
export function floatPower(x: number, y: number): number {
  if (x === 0 && y < 0) {
    throw divisionByZero("0.0 cannot be raised to a negative power");
  }
  // JavaScript says NaN in these cases.
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && y % 1 !== 0) {
    throw new PythonError(
      "ValueError",
      "the power of a negative number is complex: complex numbers are not supported",
    );
  }
  const result = x ** y;
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
    throw new PythonError("OverflowError", "Numerical result out of range");
  }
  return result;
}

/** Returns the float without its fraction as an int. Throws {@linkcode PythonError} for nan and infinity. */
export function toInteger(x: number): bigint {
  if (Number.isNaN(x)) {
    throw new PythonError("ValueError", "cannot convert float NaN to integer");
  }
  if (!Number.isFinite(x)) {
    throw new PythonError(
      "OverflowError",
      "cannot convert float infinity to integer",
    );
  }
  return BigInt(Math.trunc(x));
}

/** Returns the int nearest to the float, a half to the even one. Throws {@linkcode PythonError} for nan and infinity. */
export function nearestInteger(x: number): bigint {
  if (!Number.isFinite(x)) return toInteger(x);
  const size = scaledInteger(x, 0);
  return x < 0 ? -size : size;
}

/** Rounds to `places` digits after the point (before it, if negative), as Python's `round` does. */
export function roundTo(x: number, places: number): number {
  // A float has at most 323 digits that count after the point, and 309 before it.
  if (!Number.isFinite(x) || places > 323) return x;
  if (places < -309) return copySign(0, x);
  const size = Number(`${scaledInteger(x, places)}e${-places}`);
  if (!Number.isFinite(size)) {
    throw new PythonError(
      "OverflowError",
      "rounded value too large to represent",
    );
  }
  return copySign(size, x);
}
