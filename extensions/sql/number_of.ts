/**
 * Numbers, as they are or as texts spell them.
 *
 * @module
 */
import type { Json } from "@dripline/dripline";

/** A number as texts may spell it: the whole text, in decimal. */
const spelling = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

const integer = /^[+-]?\d+$/;

/**
 * Returns the number that a value is or spells, and `undefined` if it is none or no double can stand for it: integers that would come out
 * as others, and what is too large or too small.
 */
export function numberOf(value: Json): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return exactly(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  const mantissa = spelling.exec(text)?.[1];
  if (mantissa === undefined) return undefined;
  const sign = text.startsWith("-") ? -1 : 1;
  if (integer.test(text) && mantissa.length > 15) {
    // No double is exact beyond 309 digits, and BigInt would take long.
    return mantissa.length > 309
      ? undefined
      : exactly(BigInt(mantissa) * BigInt(sign));
  }
  const number = Number(text);
  const vanished = number === 0 && /[1-9]/.test(mantissa);
  return Number.isFinite(number) && !vanished ? number : undefined;
}

function exactly(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isFinite(number) && BigInt(number) === value
    ? number
    : undefined;
}
