/**
 * The values of the expression language: Python's, held in JavaScript so that int and float stay apart.
 *
 * @module
 */
import type { Dict } from "./dict.ts";
import type { PythonFunction } from "./function.ts";

/** A value: int is a bigint, float a number, str a string, bool a boolean, None null. No value ever changes. */
export type Value =
  | bigint
  | number
  | string
  | boolean
  | null
  | List
  | Tuple
  | Dict
  | PythonFunction
  | ReadingText;

/** A Python list. */
export class List {
  /** Tells a list from a tuple. */
  readonly kind = "list";

  /** Makes a list of the items; their number is the caller's to bound. */
  constructor(
    /** The items, in order. */
    readonly items: readonly Value[],
  ) {}
}

/** A Python tuple. */
export class Tuple {
  /** Tells a tuple from a list. */
  readonly kind = "tuple";

  /** Makes a tuple of the items; their number is the caller's to bound. */
  constructor(
    /** The items, in order. */
    readonly items: readonly Value[],
  ) {}
}

/**
 * A reading that is a text, where it stands outside of quotes. It has the methods of a text, is compared with texts and given to functions
 * of texts; but it is no truth, no number, and has no order: nobody who wrote `bool({})` meant a text.
 */
export class ReadingText {
  /** Tells it from the other objects of the language. */
  readonly kind = "reading";

  /** Makes a reading of a text. */
  constructor(
    /** The text. */
    readonly text: string,
  ) {}
}

/** Returns the text of a reading, and every other value as it is. */
export function plainText(
  value: Value,
): Exclude<Value, ReadingText> {
  return value instanceof ReadingText ? value.text : value;
}

/** Tells whether the value is an object of the language that holds items by position. */
export function isSequence(value: Value): value is List | Tuple {
  return value instanceof List || value instanceof Tuple;
}

/** Makes a sequence of the same class as another. */
export function sequenceLike(
  model: List | Tuple,
  items: readonly Value[],
): List | Tuple {
  return model instanceof Tuple ? new Tuple(items) : new List(items);
}

/** Returns what Python calls the value's class. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
    case "boolean":
      return "bool";
  }
  if (value === null) return "NoneType";
  return value.kind === "reading" ? "str" : value.kind;
}

/** Returns the int or float that the value is (True is 1), or `undefined` if it is no number. */
export function asNumber(value: Value): bigint | number | undefined {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return typeof value === "bigint" || typeof value === "number"
    ? value
    : undefined;
}

/** Returns the int that the value is (True is 1), or `undefined` if it is none. */
export function asInteger(value: Value): bigint | undefined {
  const number = asNumber(value);
  return typeof number === "bigint" ? number : undefined;
}
