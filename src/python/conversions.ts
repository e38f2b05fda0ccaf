/**
 * The functions that are named after classes: `int()`, `float()`, `str()` and their likes.
 *
 * @module
 */
import { iterate, needInteger } from "./argument.ts";
import { Dict } from "./dict.ts";
import { toInteger } from "./floats.ts";
import { define, type PythonFunction, seeingReadings } from "./function.ts";
import { toFloat } from "./integers.ts";
import { boundedInteger, type Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { truth } from "./reading_text.ts";
import { reprText, str } from "./represent.ts";
import { strip } from "./text.ts";
import { asNumber, List, Tuple, typeName, type Value } from "./value.ts";

/** The functions that convert values. */
export const CONVERSIONS: readonly PythonFunction[] = [
  ...seeingReadings([
    define("bool(x=, /)", (_, x) => x !== undefined && truth(x, "bool")),
    define(
      "list(iterable=, /)",
      (meter, items) =>
        new List(items === undefined ? [] : iterate(items, meter)),
    ),
    define(
      "tuple(iterable=, /)",
      (meter, items) =>
        new Tuple(items === undefined ? [] : iterate(items, meter)),
    ),
  ]),
  define(
    "str(object=)",
    (meter, value) => value === undefined ? "" : str(value, meter),
  ),
  define(
    "int(x=, /, base=)",
    (meter, x = 0n, base) => integerOf(x, base, meter),
  ),
  define("float(x=, /)", (meter, x = 0) => floatOf(x, meter)),
  define("dict(pairs=, /, **kwargs)", (meter, pairs, keywords) =>
    new Dict(
      [
        ...pairs === undefined ? [] : pairsOf(pairs, meter),
        ...(keywords as Dict).entries(),
      ],
      meter,
    )),
];

const RADIX_PREFIXES = new Map([["0b", 2], ["0o", 8], ["0x", 16]]);
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Returns the float that a text spells, `undefined` if it spells none. */
function readFloat(text: string): number | undefined {
  const plain = strip(text).replace(/(?<=\d)_(?=\d)/g, "");
  if (FLOAT.test(plain)) return Number(plain);
  const word = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i.exec(plain);
  if (!word) return undefined;
  if (!word[2]) return NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}

/** Returns the int that a text spells with digits below the radix, `undefined` if it spells none. */
function readInteger(text: string, radix: number): bigint | undefined {
  const parts = /^([+-]?)(0[bBoOxX]_?)?([\da-zA-Z]+(?:_[\da-zA-Z]+)*)$/
    .exec(strip(text));
  if (!parts) return undefined;
  const [, sign, prefix = "", rest] = parts;
  const prefixed = RADIX_PREFIXES.get(prefix.slice(0, 2).toLowerCase());
  const counts = prefixed !== undefined &&
    (radix === 0 || radix === prefixed);
  // 0b1 is a number to the base of 16 as well, with the digit b.
  const digits = (counts ? rest! : prefix + rest!).replaceAll("_", "");
  const base = radix === 0 ? prefixed ?? 10 : radix;
  if (radix === 0 && !counts && /^0+[1-9]/.test(digits)) return undefined;
  let value = 0n;
  for (const digit of digits) {
    const size = parseInt(digit, 36);
    if (size >= base) return undefined;
    value = boundedInteger(value * BigInt(base) + BigInt(size));
  }
  return sign === "-" ? -value : value;
}

function integerOf(
  x: Value,
  base: Value | undefined,
  meter: Meter,
): bigint {
  if (typeof x === "string") {
    meter.spendLength(x.length);
    const radix = Number(base === undefined ? 10n : needInteger(base));
    if (radix !== 0 && !(radix >= 2 && radix <= 36)) {
      throw new PythonError(
        "ValueError",
        "int() base must be >= 2 and <= 36, or 0",
      );
    }
    const value = readInteger(x, radix);
    if (value !== undefined) return value;
    throw new PythonError(
      "ValueError",
      `invalid literal for int() with base ${radix}: ${shown(x)}`,
    );
  }
  if (base !== undefined) {
    throw new PythonError(
      "TypeError",
      "int() can't convert non-string with explicit base",
    );
  }
  const number = asNumber(x);
  if (number === undefined) {
    throw new PythonError(
      "TypeError",
      `int() argument must be a string or a real number, not '${typeName(x)}'`,
    );
  }
  return typeof number === "bigint" ? number : toInteger(number);
}

function floatOf(x: Value, meter: Meter): number {
  if (typeof x === "string") {
    meter.spendLength(x.length);
    const value = readFloat(x);
    if (value !== undefined) return value;
    throw new PythonError(
      "ValueError",
      `could not convert string to float: ${shown(x)}`,
    );
  }
  const number = asNumber(x);
  if (number !== undefined) return toFloat(number);
  throw new PythonError(
    "TypeError",
    `float() argument must be a string or a real number, not '${typeName(x)}'`,
  );
}

function pairsOf(value: Value, meter: Meter): (readonly [Value, Value])[] {
  if (typeof value === "object" && value?.kind === "dict") {
    meter.spendLength(value.size);
    return value.entries();
  }
  return iterate(value, meter).map((pair) => {
    const [key, item, ...more] = iterate(pair, meter);
    if (key !== undefined && item !== undefined && more.length === 0) {
      return [key, item];
    }
    throw new PythonError("ValueError", "dict() needs pairs of key and value");
  });
}

function shown(text: string): string {
  return reprText(text.slice(0, 100));
}
