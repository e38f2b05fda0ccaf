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

/** Tells whether `value` is an object as JSON has them: no array, no instance of a class. */
export function isJsonObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
