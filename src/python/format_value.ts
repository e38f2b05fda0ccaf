/**
 * Writes a value as a format specification says: Python's `format(value, spec)`.
 *
 * @module
 */
import {
  fixedText,
  generalText,
  isNegative,
  scientificText,
  shortestText,
} from "./float_text.ts";
import type { FormatSpec } from "./format_spec.ts";
import { absolute, toFloat } from "./integers.ts";
import type { Meter } from "./limits.ts";
import { pad } from "./pad.ts";
import { PythonError } from "./python_error.ts";
import { str } from "./represent.ts";
import { characters, lengthOf } from "./text.ts";
import { asNumber, typeName, type Value } from "./value.ts";

/** A number cut into the parts that are laid out separately. */
interface NumberText {
  readonly negative: boolean;
  /** `0x` and its likes. */
  readonly prefix: string;
  /** The digits before the point, which can be grouped. */
  readonly whole: string;
  /** Everything after them. */
  readonly rest: string;
  /** How many digits make a group. */
  readonly group: number;
}

const RADIX = new Map([["b", 2], ["o", 8], ["x", 16], ["X", 16]]);

/** Writes the value. Throws {@linkcode PythonError} if the specification is not for such values. */
export function formatValue(
  value: Value,
  spec: FormatSpec,
  meter: Meter,
): string {
  if (spec.source === "") return str(value, meter);
  if (typeof value === "string") return formatString(value, spec, meter);
  const number = asNumber(value);
  if (number === undefined) {
    throw new PythonError(
      "TypeError",
      `unsupported format string passed to ${typeName(value)}.__format__`,
    );
  }
  meter.spendLength(Math.max(spec.width, spec.precision ?? 0));
  const { type } = spec;
  if (typeof number === "bigint" && /^[bcdnoxX]?$/.test(type)) {
    const text = type === "c"
      ? characterOf(number, spec)
      : integerText(number, spec);
    return layOut(text, spec, meter);
  }
  if (!/^[eEfFgGn%]?$/.test(type)) throw unknownType(value, type);
  return layOut(floatText(toFloat(number), spec), spec, meter);
}

function formatString(text: string, spec: FormatSpec, meter: Meter): string {
  const { type, fill, align, zeros, width, precision } = spec;
  if (type !== "" && type !== "s") throw unknownType(text, type);
  const refused = spec.sign
    ? spec.sign === " " ? "Space" : "Sign"
    : spec.noNegativeZero
    ? "Negative zero coercion (z)"
    : spec.alternate
    ? "Alternate form (#)"
    : align === "="
    ? "'=' alignment"
    : undefined;
  if (refused !== undefined) {
    throw valueError(`${refused} not allowed in string format specifier`);
  }
  if (spec.separator) {
    throw valueError(`Cannot specify '${spec.separator}' with 's'.`);
  }
  const cut = precision === undefined
    ? text
    : characters(text, meter).slice(0, precision).join("");
  const where = align === undefined || align === "=" ? "<" : align;
  return pad(cut, fill ?? (zeros ? "0" : " "), where, width, meter);
}

function integerText(value: bigint, spec: FormatSpec): NumberText {
  checkInteger(spec);
  const radix = RADIX.get(spec.type) ?? 10;
  const digits = absolute(value).toString(radix);
  return {
    negative: value < 0n,
    prefix: spec.alternate && radix !== 10 ? `0${spec.type}` : "",
    whole: spec.type === "X" ? digits.toUpperCase() : digits,
    rest: "",
    group: radix === 10 ? 3 : 4,
  };
}

function characterOf(value: bigint, spec: FormatSpec): NumberText {
  checkInteger(spec);
  const refused = spec.sign
    ? "Sign"
    : spec.alternate
    ? "Alternate form (#)"
    : undefined;
  if (refused !== undefined) {
    throw valueError(
      `${refused} not allowed with integer format specifier 'c'`,
    );
  }
  if (value < 0n || value > 0x10ffffn) {
    throw new PythonError("OverflowError", "%c arg not in range(0x110000)");
  }
  const rest = String.fromCodePoint(Number(value));
  return { negative: false, prefix: "", whole: "", rest, group: 3 };
}

function checkInteger(spec: FormatSpec): void {
  if (spec.precision !== undefined) {
    throw valueError("Precision not allowed in integer format specifier");
  }
  if (spec.noNegativeZero) {
    throw valueError(
      "Negative zero coercion (z) not allowed in format specifier with integer presentation type",
    );
  }
}

function floatText(value: number, spec: FormatSpec): NumberText {
  const percent = spec.type === "%" ? "%" : "";
  const scaled = percent ? value * 100 : value;
  const size = Number.isNaN(scaled)
    ? "nan"
    : Number.isFinite(scaled)
    ? sizeText(scaled, spec)
    : "inf";
  const text = /^[EFG]$/.test(spec.type) ? size.toUpperCase() : size;
  const isZero = /^[0.]+(?:e|$)/i.test(text);
  const whole = /^\d*/.exec(text)![0];
  return {
    negative: isNegative(scaled) && !(spec.noNegativeZero && isZero),
    prefix: "",
    whole,
    rest: text.slice(whole.length) + percent,
    group: 3,
  };
}

/** Writes a finite float without its sign. */
function sizeText(value: number, spec: FormatSpec): string {
  const { alternate, precision = 6 } = spec;
  switch (spec.type.toLowerCase()) {
    case "e":
      return scientificText(value, precision, alternate);
    case "f":
    case "%":
      return fixedText(value, precision, alternate);
    case "":
      return spec.precision === undefined
        ? shortestText(value, alternate)
        : generalText(value, precision, alternate, true);
    default:
      return generalText(value, precision, alternate, false);
  }
}

/** Groups the digits and fills up to the width. */
function layOut(text: NumberText, spec: FormatSpec, meter: Meter): string {
  const { width } = spec;
  const fill = spec.fill ?? (spec.zeros ? "0" : " ");
  const align = spec.align ?? (spec.zeros ? "=" : ">");
  const sign = text.negative
    ? "-"
    : spec.sign === undefined || spec.sign === "-"
    ? ""
    : spec.sign;
  const before = sign + text.prefix;
  const room = width - lengthOf(before + text.rest);
  // Zeros that fill a number from the left are digits of it, and grouped as such.
  const digits = fill === "0" && align === "="
    ? group(text.whole, text.group, spec.separator ?? "", room)
    : group(text.whole, text.group, spec.separator ?? "", 0);
  const number = digits + text.rest;
  if (align !== "=") return pad(before + number, fill, align, width, meter);
  return before + pad(number, fill, ">", width - before.length, meter);
}

/** Puts the separator between groups of digits, and zeros before them up to the width. */
function group(
  digits: string,
  size: number,
  separator: string,
  width: number,
): string {
  if (digits === "") return "";
  // A group takes its separator with it; a text that would start with one gets another digit.
  const groups = Math.floor(width / (size + separator.length));
  const left = width - groups * (size + separator.length);
  const least = groups * size + Math.max(left, separator === "" ? 0 : 1);
  const all = width > 0 ? digits.padStart(least, "0") : digits;
  if (separator === "") return all;
  const first = all.length % size || size;
  const parts = [all.slice(0, first)];
  for (let at = first; at < all.length; at += size) {
    parts.push(all.slice(at, at + size));
  }
  return parts.join(separator);
}

function unknownType(value: Value, type: string): PythonError {
  return valueError(
    `Unknown format code '${type}' for object of type '${typeName(value)}'`,
  );
}

function valueError(text: string): PythonError {
  return new PythonError("ValueError", text);
}
