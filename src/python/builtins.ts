/**
 * The functions that Python offers without a module.
 *
 * @module
 */
import {
  iterate,
  needCount,
  needInteger,
  needNumber,
  needText,
} from "./argument.ts";
import { CONVERSIONS } from "./conversions.ts";
import { nearestInteger, roundTo } from "./floats.ts";
import { parseFormatSpec } from "./format_spec.ts";
import { formatValue } from "./format_value.ts";
import { define, type PythonFunction, seeingReadings } from "./function.ts";
import {
  absolute,
  floorDivide,
  modulo,
  powerModulo,
  roundHalfEven,
} from "./integers.ts";
import type { Meter } from "./limits.ts";
import { applyBinary } from "./operators.ts";
import { PythonError } from "./python_error.ts";
import { truth } from "./reading_text.ts";
import { repr } from "./represent.ts";
import { ITERABLES } from "./iterables.ts";
import { SORTING } from "./sorting.ts";
import { characters } from "./text.ts";
import { asNumber, isSequence, Tuple, typeName, type Value } from "./value.ts";

/** The functions. */
export const BUILTINS: readonly PythonFunction[] = [
  ...CONVERSIONS,
  ...SORTING,
  ...ITERABLES,

  define("abs(x, /)", (_, x) => {
    const value = asNumber(x!);
    if (value === undefined) {
      throw new PythonError(
        "TypeError",
        `bad operand type for abs(): '${typeName(x!)}'`,
      );
    }
    return typeof value === "bigint" ? absolute(value) : Math.abs(value);
  }),
  define(
    "round(number, ndigits=)",
    (_, number, digits = null) => round(number!, digits),
  ),
  define("divmod(x, y, /)", (meter, x, y) =>
    new Tuple([
      applyBinary("//", x!, y!, meter),
      applyBinary("%", x!, y!, meter),
    ])),
  define(
    "pow(base, exp, mod=)",
    (meter, base, exponent, modulus) =>
      modulus === undefined || modulus === null
        ? applyBinary("**", base!, exponent!, meter)
        : powerModulo(
          needInteger(base!),
          needInteger(exponent!),
          needInteger(modulus),
        ),
  ),
  define("len(obj, /)", (meter, value) => BigInt(length(value!, meter))),
  ...seeingReadings([
    define("sum(iterable, /, start=)", (meter, items, start = 0n) => {
      if (typeof start === "string") {
        throw new PythonError(
          "TypeError",
          "sum() can't sum strings [use ''.join(seq) instead]",
        );
      }
      let total: Value = start;
      for (const item of iterate(items!, meter)) {
        total = applyBinary("+", total, item, meter);
      }
      return total;
    }),
    define(
      "any(iterable, /)",
      (meter, items) =>
        iterate(items!, meter).some((item) => truth(item, "any")),
    ),
    define(
      "all(iterable, /)",
      (meter, items) =>
        iterate(items!, meter).every((item) => truth(item, "all")),
    ),
  ]),
  define("repr(obj, /)", (meter, value) => repr(value!, meter)),
  define(
    "format(value, format_spec=, /)",
    (meter, value, spec = "") =>
      formatValue(value!, parseFormatSpec(needText(spec)), meter),
  ),
  based("bin", "#b"),
  based("oct", "#o"),
  based("hex", "#x"),
  define("ord(c, /)", (meter, value) => {
    const [first, ...more] = characters(needText(value!), meter);
    if (first !== undefined && more.length === 0) {
      return BigInt(first.codePointAt(0)!);
    }
    throw new PythonError("TypeError", "ord() expected a character");
  }),
  define("chr(i, /)", (_, code) => {
    const value = needInteger(code!);
    if (value >= 0n && value <= 0x10ffffn) {
      return String.fromCodePoint(Number(value));
    }
    throw new PythonError("ValueError", "chr() arg not in range(0x110000)");
  }),
];

function based(name: string, spec: string): PythonFunction {
  const parsed = parseFormatSpec(spec);
  return define(
    `${name}(number, /)`,
    (meter, number) => formatValue(needInteger(number!), parsed, meter),
  );
}

function round(value: Value, digits: Value): Value {
  const number = needNumber(value);
  if (digits === null) {
    return typeof number === "bigint" ? number : nearestInteger(number);
  }
  const places = needCount(digits);
  if (typeof number === "number") return roundTo(number, places);
  if (places >= 0) return number;
  // No int has more decimal digits than binary ones.
  if (places < -10_000) return 0n;
  const unit = 10n ** BigInt(-places);
  const quotient = floorDivide(number, unit);
  return roundHalfEven(quotient, modulo(number, unit), unit) * unit;
}

function length(value: Value, meter: Meter): number {
  if (typeof value === "string") return characters(value, meter).length;
  if (isSequence(value)) return value.items.length;
  if (typeof value === "object" && value?.kind === "dict") return value.size;
  throw new PythonError(
    "TypeError",
    `object of type '${typeName(value)}' has no len()`,
  );
}
