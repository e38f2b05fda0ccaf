/**
 * What a handler returns, as a payload (section 5.7 of the standard).
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { isJsonObject, type Json, maxJsonDepth } from "../../wire/mod.ts";
import { textOf } from "./text_of.ts";

const logger = getLogger(["dripline", "core"]);

/**
 * Returns `value` as JSON. `undefined` becomes `null`, a `Date` its text. If anything inside is no JSON, such as an instance of a
 * class or an integer beyond 64 bits, the whole becomes its text, with a line in the log. Throws a `RangeError` at a number
 * that is not finite: no message can carry it.
 */
export function toPayload(value: unknown): Json {
  const converted = convert(value, 0);
  if (converted !== undefined) return converted;
  logger.warn("a result is no JSON and is sent as text: {value}", { value });
  return textOf(value);
}

/** Returns `undefined` for what is no JSON. */
function convert(value: unknown, depth: number): Json | undefined {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return value;
      throw new RangeError(
        `The result is ${value}, which no message can carry`,
      );
    case "string":
    case "boolean":
      return value;
    case "bigint":
      return fits64(value) ? value : undefined;
    case "undefined":
      return null;
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (depth >= maxJsonDepth) return undefined;
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const converted = convert(item, depth + 1);
      if (converted === undefined) return undefined;
      items.push(converted);
    }
    return items;
  }
  if (value instanceof Date) return value.toISOString();
  if (!isJsonObject(value)) return undefined;
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries<unknown>(value)) {
    if (member === undefined) continue;
    const converted = convert(member, depth + 1);
    if (converted === undefined) return undefined;
    members.push([name, converted]);
  }
  return Object.fromEntries(members);
}

function fits64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value ||
    BigInt.asUintN(64, value) === value;
}
