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
  | PythonFunction;

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
    default:
      return value === null ? "NoneType" : value.kind;
  }
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

/** Tells whether Python takes the value for true. */
export function truth(value: Value): boolean {
  switch (typeof value) {
    case "bigint":
      return value !== 0n;
    case "number":
      return value !== 0;
    case "string":
      return value !== "";
    case "boolean":
      return value;
  }
  if (value === null) return false;
  if (isSequence(value)) return value.items.length > 0;
  return value.kind !== "dict" || value.size > 0;
}
