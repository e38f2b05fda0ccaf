/**
 * Arithmetic of ints as Python does it: `//` and `%` follow the sign of the divisor, `/` gives the nearest float.
 *
 * @module
 */
import { boundedInteger, MAX_BITS, tooLarge } from "./limits.ts";
import { PythonError } from "./python_error.ts";

/** Returns the float nearest to an int. Throws {@linkcode PythonError} (`OverflowError`) if there is none. */
export function toFloat(value: bigint | number): number {
  const float = Number(value);
  if (typeof value === "bigint" && !Number.isFinite(float)) {
    throw new PythonError(
      "OverflowError",
      "int too large to convert to float",
    );
  }
  return float;
}

/** How many binary digits the int has, its sign left aside. */
export function bitLength(value: bigint): number {
  const hex = absolute(value).toString(16);
  return value === 0n
    ? 0
    : 4 * hex.length - Math.clz32(parseInt(hex[0]!, 16)) + 28;
}

/** Returns the int without its sign. */
export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Returns `a // b`. Throws {@linkcode PythonError} when `b` is 0. */
export function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divisionByZero("integer division or modulo by zero");
  const quotient = a / b;
  return a % b !== 0n && (a < 0n) !== (b < 0n) ? quotient - 1n : quotient;
}

/** Returns `a % b`. Throws {@linkcode PythonError} when `b` is 0. */
export function modulo(a: bigint, b: bigint): bigint {
  return a - floorDivide(a, b) * b;
}

/** Returns `a / b`, the float nearest to the true quotient. Throws {@linkcode PythonError} when `b` is 0. */
export function trueDivide(a: bigint, b: bigint): number {
  if (b === 0n) throw divisionByZero("division by zero");
  const [x, y] = [Number(a), Number(b)];
  if (Number.isSafeInteger(x) && Number.isSafeInteger(y)) return x / y;

  // The quotient in units of 2 ** unit has more digits than a float, or counts in the smallest float there is.
  const [dividend, divisor] = [absolute(a), absolute(b)];
  const unit = Math.max(bitLength(dividend) - bitLength(divisor) - 66, -1074);
  const numerator = unit < 0 ? dividend << BigInt(-unit) : dividend;
  const denominator = unit > 0 ? divisor << BigInt(unit) : divisor;
  const size = nearestQuotient(numerator, denominator) * 2 ** unit;
  if (!Number.isFinite(size)) {
    throw new PythonError(
      "OverflowError",
      "the quotient is too large for a float",
    );
  }
  return (a < 0n) === (b < 0n) ? size : -size;
}

/** Returns the quotient rounded once, half to even: to an int, or to the digits of a float if it has more. */
function nearestQuotient(numerator: bigint, denominator: bigint): number {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  if (quotient < 1n << 53n) {
    return Number(roundHalfEven(quotient, remainder, denominator));
  }
  // Two more digits tell the rounding whether anything follows.
  return Number((quotient << 2n) | (remainder === 0n ? 0n : 1n)) / 4;
}

/** Rounds `quotient + remainder / divisor` to the nearest int, a half to the even one; `remainder` is not negative. */
export function roundHalfEven(
  quotient: bigint,
  remainder: bigint,
  divisor: bigint,
): bigint {
  const twice = 2n * remainder;
  const up = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  return up ? quotient + 1n : quotient;
}

/** Returns `base ** exponent` for an exponent of at least 0. Throws {@linkcode PythonError} when it is too large. */
export function integerPower(base: bigint, exponent: bigint): bigint {
  if (absolute(base) <= 1n) {
    return exponent === 0n ? 1n : exponent % 2n === 0n ? base * base : base;
  }
  // A base of n digits is at least 2 ** (n - 1).
  if (BigInt(bitLength(base) - 1) * exponent > BigInt(MAX_BITS)) {
    throw tooLarge();
  }
  return boundedInteger(base ** exponent);
}

/** Returns `base ** exponent % modulus` as Python's pow does. Throws {@linkcode PythonError}. */
export function powerModulo(
  base: bigint,
  exponent: bigint,
  modulus: bigint,
): bigint {
  if (modulus === 0n) {
    throw new PythonError("ValueError", "pow() 3rd argument cannot be 0");
  }
  if (exponent < 0n) {
    throw new PythonError(
      "ValueError",
      "pow() with a negative exponent and a modulus is not supported",
    );
  }
  if (exponent > 1n << 64n) throw tooLarge();
  let result = 1n;
  let factor = modulo(base, modulus);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = modulo(result * factor, modulus);
    factor = modulo(factor * factor, modulus);
  }
  return modulo(result, modulus);
}

/** Returns `value << places`. Throws {@linkcode PythonError} when it is too large or `places` negative. */
export function shiftLeft(value: bigint, places: bigint): bigint {
  if (places < 0n) throw new PythonError("ValueError", "negative shift count");
  if (value === 0n) return 0n;
  if (places > BigInt(MAX_BITS)) throw tooLarge();
  return boundedInteger(value << places);
}

/** Returns `value >> places`. Throws {@linkcode PythonError} when `places` is negative. */
export function shiftRight(value: bigint, places: bigint): bigint {
  if (places < 0n) throw new PythonError("ValueError", "negative shift count");
  // No int has more digits, so the sign alone is left.
  if (places > BigInt(MAX_BITS)) return value < 0n ? -1n : 0n;
  return value >> places;
}

/** Makes the error of a division by zero. */
export function divisionByZero(text: string): PythonError {
  return new PythonError("ZeroDivisionError", text);
}
