/**
 * A reply as a line for people: `peaches  1.56 (raw 0.78) V  my_store  3 ms`.
 *
 * @module
 */
import {
  isJsonObject,
  type Json,
  stringifyJson,
  visible,
} from "../wire/mod.ts";

/** A reply, and what people want to know of it. */
export interface ReplyFacts {
  /** The endpoint, and what of it was asked for. */
  readonly what: string;
  /** What the reply carries. */
  readonly payload: Json;
  /** What it says in words. */
  readonly message: string;
  /** The unit of the value; may be empty. */
  readonly unit: string;
  /** Who answered. */
  readonly service: string;
  /** From the request to the reply. */
  readonly milliseconds: number;
}

/** Returns the line; what has members of its own stands below it, indented. */
export function replyText(facts: ReplyFacts, colored: boolean): string {
  const { what, payload, message, unit, service, milliseconds } = facts;
  const style = (code: string, text: string) =>
    colored && text ? `\x1b[${code}m${text}\x1b[0m` : text;
  const { value, raw, more } = valueText(payload, message);
  const cells = [
    visible(what),
    [style("1", value), raw, visible(unit)].filter(Boolean).join(" "),
    style("2", visible(service)),
    style("2", `${Math.round(milliseconds)} ms`),
  ];
  const line = cells.filter(Boolean).join("  ");
  return more ? `${line}\n${more}` : line;
}

interface ValueText {
  readonly value: string;
  readonly raw?: string;
  readonly more?: string;
}

/** The calibrated value if there is one, and the raw one in brackets; the only one of `values`; everything else as JSON. */
function valueText(payload: Json, message: string): ValueText {
  if (payload === null) return { value: visible(message || "ok") };
  if (!isJsonObject(payload)) return plainText(payload);
  const { value_cal: cal, value_raw: raw, values, ...others } = payload;
  const isAlone = Object.keys(others).length === 0;
  const single = Array.isArray(values) && values.length === 1 &&
    raw === undefined && cal === undefined;
  if (isAlone && single) return plainText(values[0]!);
  if (!isAlone || raw === undefined || values !== undefined) {
    return plainText(payload);
  }
  const rawText = plainText(raw);
  if (cal === undefined) return rawText;
  const calText = plainText(cal);
  return calText.more || rawText.more
    ? plainText(payload)
    : { value: calText.value, raw: `(raw ${rawText.value})` };
}

function plainText(value: Json): ValueText {
  if (typeof value === "string") return { value: visible(value) };
  if (typeof value === "object" && value !== null) {
    return { value: "", more: visibleJson(value) };
  }
  return { value: stringifyJson(value) };
}

function visibleJson(value: Json): string {
  return stringifyJson(value, 2).split("\n").map(visible).join("\n");
}
