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
const longNumber = /\d{16}/;

/** Only texts like this can hold a number too large for a double. */
const hugeNumber = /\d{300}|[eE]\+?\d{3}/;

/**
 * Reads a JSON text. Throws a {@linkcode JsonError} if it is not JSON, holds a number too large for a double,
 * or is nested deeper than {@linkcode maxJsonDepth}.
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
  checkDepth(value, 0, hugeNumber.test(text));
  return value;
}

/**
 * Writes a value as compact JSON. Members that are `undefined` are left out. Throws a {@linkcode JsonError} that
 * names the place if the value holds NaN, an infinity, a function, an object of a class, a circle, or is nested
 * deeper than {@linkcode maxJsonDepth}.
 */
export function stringifyJson(value: unknown): string {
  const bigintFound = checkWritable(value, "payload", 0);
  return bigintFound ? JSON.stringify(value, rawBigint) : JSON.stringify(value);
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
  if (source === undefined || !/^-?\d+$/.test(source)) return value;
  const exact = BigInt(source);
  const fits = exact >= -(2n ** 63n) && exact < 2n ** 64n;
  return fits ? exact : value;
}

function rawBigint(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return (JSON as unknown as { rawJSON(text: string): unknown })
    .rawJSON(value.toString());
}

function checkDepth(value: Json, depth: number, numbersToo: boolean): void {
  if (numbersToo && typeof value === "number" && !Number.isFinite(value)) {
    throw new JsonError("A number is too large for a double");
  }
  if (typeof value !== "object" || value === null) return;
  if (depth >= maxJsonDepth) {
    throw new JsonError(`Nested deeper than ${maxJsonDepth} levels`);
  }
  for (const member of Object.values(value)) {
    checkDepth(member, depth + 1, numbersToo);
  }
}

/** Returns whether a bigint was found. */
function checkWritable(value: unknown, path: string, depth: number): boolean {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return false;
      throw new JsonError(`Cannot send ${path}: ${value} is not finite`);
    case "string":
    case "boolean":
      return false;
    case "bigint":
      return true;
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
  let bigintFound = false;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined && !Array.isArray(value)) continue;
    const found = checkWritable(member, `${path}.${key}`, depth + 1);
    bigintFound ||= found;
  }
  return bigintFound;
}
