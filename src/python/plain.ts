/**
 * Between plain JavaScript values, as JSON and YAML give them, and values of the language.
 *
 * @module
 */
import { Dict } from "./dict.ts";
import { boundedInteger, MAX_NESTING, type Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { str } from "./represent.ts";
import {
  isSequence,
  List,
  ReadingText,
  typeName,
  type Value,
} from "./value.ts";

/** A plain JavaScript value. */
export type Plain =
  | number
  | bigint
  | string
  | boolean
  | null
  | readonly Plain[]
  | { readonly [name: string]: Plain };

/**
 * Returns the value of the language: a safe integer but -0 and a bigint are ints, every other number a float. Throws
 * {@linkcode PythonError} for what is not plain, too long or too deep.
 */
export function fromPlain(value: unknown, meter: Meter, depth = 0): Value {
  switch (typeof value) {
    case "string":
      meter.spendLength(value.length);
      return value;
    case "boolean":
      return value;
    case "bigint":
      return boundedInteger(value);
    case "number":
      // No int is -0.
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? BigInt(value)
        : value;
    case "undefined":
      return null;
  }
  if (value === null) return null;
  if (depth >= MAX_NESTING) {
    throw new PythonError(
      "ValueError",
      `a value is nested more than ${MAX_NESTING} deep`,
    );
  }
  if (Array.isArray(value)) {
    meter.spendLength(value.length);
    return new List(value.map((item) => fromPlain(item, meter, depth + 1)));
  }
  if (!isPlainObject(value)) {
    throw new PythonError(
      "TypeError",
      `${describe(value)} cannot be used in an expression`,
    );
  }
  const entries = Object.entries(value);
  meter.spendLength(entries.length);
  return new Dict(
    entries.map(([name, item]) => [name, fromPlain(item, meter, depth + 1)]),
    meter,
  );
}

/**
 * Returns the plain value: an int becomes a number if that holds it exactly, else a bigint; the keys of a dict become
 * texts. Throws {@linkcode PythonError} for what JSON cannot hold: nan, infinity, functions, ints beyond 64 bits.
 */
export function toPlain(value: Value, meter: Meter): Plain {
  meter.spend(1);
  switch (typeof value) {
    case "bigint":
      return integerToPlain(value);
    case "number":
      if (Number.isFinite(value)) return value;
      throw new PythonError("ValueError", "the result is not finite");
    case "string":
    case "boolean":
      return value;
  }
  if (value === null) return null;
  if (isSequence(value)) {
    return value.items.map((item) => toPlain(item, meter));
  }
  if (value.kind === "reading") return value.text;
  if (value.kind === "function") {
    throw new PythonError(
      "TypeError",
      `the result is the function ${value.name}, which is not called`,
    );
  }
  return dictToPlain(value, meter);
}

/** Returns a plain value as an argument of a function: as {@linkcode toPlain}, but nan, infinity and large ints pass. */
export function toArgument(value: Value, meter: Meter): Plain {
  if (value instanceof ReadingText) return value.text;
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return narrow(value);
  if (isSequence(value)) {
    meter.spendLength(value.items.length);
    return value.items.map((item) => toArgument(item, meter));
  }
  if (typeof value === "object" && value !== null) {
    throw new PythonError(
      "TypeError",
      `a ${typeName(value)} cannot be given to a calibration function`,
    );
  }
  return value;
}

function integerToPlain(value: bigint): Plain {
  if (
    BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value
  ) {
    return narrow(value);
  }
  throw new PythonError(
    "OverflowError",
    "the result is an integer of more than 64 bits",
  );
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function dictToPlain(dict: Dict, meter: Meter): Plain {
  const entries = new Map<string, Plain>();
  for (const [key, item] of dict.entries()) {
    const name = str(key, meter);
    if (name === "__proto__" || entries.has(name)) {
      throw new PythonError(
        "ValueError",
        name === "__proto__"
          ? 'the result has a key "__proto__"'
          : `the result has two keys that read "${name}"`,
      );
    }
    entries.set(name, toPlain(item, meter));
  }
  return Object.fromEntries(entries);
}

/** Tells whether the value is an object made by a literal or by JSON, and of no class. */
export function isPlainObject(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function describe(value: unknown): string {
  return typeof value === "object"
    ? Object.prototype.toString.call(value)
    : `a JavaScript ${typeof value}`;
}
