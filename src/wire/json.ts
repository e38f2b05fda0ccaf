/**
 * JSON as dripline carries it: strict, finite, of bounded depth, and with every 64-bit integer kept exactly.
 *
 * @module
 */

/** Anything a message can carry. Integers beyond 2^53 are `bigint`. */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | JsonObject;

/** A JSON object. */
export interface JsonObject {
  /** A member. */
  readonly [name: string]: Json;
}

/** Thrown when a value cannot be carried by a message, or a text is not JSON. */
export class JsonError extends TypeError {
  /** Always `"JsonError"`. */
  override readonly name = "JsonError";
}

/** How deep arrays and objects may be nested. */
export const maxJsonDepth = 200;

/** Only texts with a run of digits this long can hold an integer that a double cannot. */
const longNumber = /(?<!\d)\d{16}/;

/** Only texts like this can hold a number too large for a double, or half a character. */
const suspect = /(?<!\d)\d{200}|e\+?\d{3}|\\ud[89a-f]/i;

const minInteger = -(2n ** 63n);
const maxInteger = 2n ** 64n - 1n;

/**
 * Reads a JSON text. Throws a {@linkcode JsonError} if it is not JSON, holds a number too large for a double or half
 * a character (a lone surrogate), or is nested deeper than {@linkcode maxJsonDepth}.
 */
export function parseJson(text: string): Json {
  let value: Json;
  try {
    value = longNumber.test(text)
      ? JSON.parse(text, exactIntegers as (key: string, v: unknown) => unknown)
      : JSON.parse(text);
  } catch (cause) {
    throw new JsonError((cause as Error).message, { cause });
  }
  checkRead(value, 0, suspect.test(text));
  return value;
}

/**
 * Writes a value as JSON, compact unless `indentation` blanks are asked for. Members that are `undefined` are left out. Throws a {@linkcode JsonError} that
 * names the place if the value holds NaN, an infinity, an integer beyond 64 bits, half a character (a lone surrogate),
 * a function, an object of a class, a circle, or is nested deeper than {@linkcode maxJsonDepth}.
 */
export function stringifyJson(value: unknown, indentation = 0): string {
  const rawFound = checkWritable(value, "payload", 0);
  return rawFound
    ? JSON.stringify(value, rawNumber, indentation)
    : JSON.stringify(value, null, indentation);
}

/** Tells whether `value` is an object as JSON has them: no array, no instance of a class. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function exactIntegers(
  _key: string,
  value: unknown,
  context?: { source?: string },
): unknown {
  const source = context?.source;
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  if (source === undefined || !/^-?\d{1,20}$/.test(source)) return value;
  const exact = BigInt(source);
  return fits64(exact) ? exact : value;
}

/** A double that a reader would take for an integer of 64 bits, or for zero, if it had no `.0`. */
function isWholeDouble(value: unknown): value is number {
  return Object.is(value, -0) ||
    (Number.isInteger(value) && !Number.isSafeInteger(value));
}

function fits64(value: bigint): boolean {
  return value >= minInteger && value <= maxInteger;
}

function rawNumber(_key: string, value: unknown): unknown {
  let text: string;
  if (typeof value === "bigint") text = value.toString();
  else if (Object.is(value, -0)) text = "-0.0";
  else if (isWholeDouble(value)) text = value.toFixed(1);
  else return value;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

function checkRead(value: Json, depth: number, scalarsToo: boolean): void {
  if (scalarsToo && typeof value === "number" && !Number.isFinite(value)) {
    throw new JsonError("A number is too large for a double");
  }
  if (scalarsToo && typeof value === "string" && !value.isWellFormed()) {
    throw new JsonError("A text holds half a character (a lone surrogate)");
  }
  if (typeof value !== "object" || value === null) return;
  if (depth >= maxJsonDepth) {
    throw new JsonError(`Nested deeper than ${maxJsonDepth} levels`);
  }
  const isList = Array.isArray(value);
  if (scalarsToo && !isList) {
    for (const name of Object.keys(value)) checkRead(name, depth, true);
  }
  // A long list is walked as it is: its entries would take ten times its memory.
  for (const member of isList ? value : Object.values(value)) {
    checkRead(member, depth + 1, scalarsToo);
  }
}

/** Returns whether a number was found that is for {@linkcode rawNumber} to write. */
function checkWritable(value: unknown, path: string, depth: number): boolean {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return isWholeDouble(value);
      throw new JsonError(`Cannot send ${path}: ${value} is not finite`);
    case "string":
      checkText(value, path);
      return false;
    case "boolean":
      return false;
    case "bigint":
      if (fits64(value)) return true;
      throw new JsonError(
        `Cannot send ${path}: ${value} is beyond 64 bits; send it as text`,
      );
    case "object":
      break;
    default:
      throw new JsonError(`Cannot send ${path}: JSON has no ${typeof value}`);
  }
  if (value === null) return false;
  if (depth >= maxJsonDepth) {
    throw new JsonError(
      `Cannot send ${path}: nested deeper than ${maxJsonDepth} levels`,
    );
  }
  if (!Array.isArray(value) && !isJsonObject(value)) {
    throw new JsonError(
      `Cannot send ${path}: JSON has no ${value.constructor?.name ?? "object"}`,
    );
  }
  let rawFound = false;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined && !Array.isArray(value)) continue;
    checkText(key, `a name in ${path}`);
    const found = checkWritable(member, `${path}.${key}`, depth + 1);
    rawFound ||= found;
  }
  return rawFound;
}

/** The originals cannot read JSON with half a character in it. */
function checkText(text: string, place: string): void {
  if (text.isWellFormed()) return;
  throw new JsonError(
    `Cannot send ${place}: it holds half a character (a lone surrogate)`,
  );
}
