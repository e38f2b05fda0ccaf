/**
 * What a handler returns, as a payload (section 5.7 of the standard).
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { isJsonObject, type Json, maxJsonDepth } from "../wire/mod.ts";

const logger = getLogger(["dripline", "core"]);

/**
 * Returns `value` as JSON. `undefined` becomes `null`. If anything inside is no JSON, such as an instance of a class, the whole
 * becomes its text, with a line in the log. Throws a `RangeError` at a number that is not finite: no message can carry it.
 */
export function toPayload(value: unknown): Json {
  if (value === undefined) return null;
  const converted = convert(value, 0);
  if (converted !== undefined) return converted;
  logger.warn("a result is no JSON and is sent as text: {value}", { value });
  return String(value);
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
    case "bigint":
      return value;
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (depth >= maxJsonDepth) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => convert(item, depth + 1));
    return items.includes(undefined) ? undefined : items as Json[];
  }
  if (value instanceof Date) return value.toISOString();
  if (!isJsonObject(value)) return undefined;
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([_, member]) => member !== undefined)
    .map(([name, member]) => [name, convert(member, depth + 1)] as const);
  return members.some(([_, member]) => member === undefined)
    ? undefined
    : Object.fromEntries(members as [string, Json][]);
}
