/**
 * Readings: what a message says of a sensor, as a row.
 *
 * @module
 */
import { isJsonObject, type Json, stringifyJson } from "@dripline/dripline";
import type { Heard } from "./heard.ts";
import { numberOf } from "./number_of.ts";
import { timeOf } from "./time_of.ts";

/** One value of one sensor. */
export type Reading =
  & {
    /** What the sender of its message calls it. */
    readonly id: string;
    /** The sensor. */
    readonly sensor: string;
    /** When it was read, in microseconds since 1970. */
    readonly time: number;
  }
  & (NumericValue | OtherValue);

/** A value that is a number, and so is its calibrated one. */
export interface NumericValue {
  /** The table it belongs in: `numeric_data`. */
  readonly kind: "numeric";
  /** The value as it was read. */
  readonly raw: number;
  /** The calibrated value; `null`: there is none. */
  readonly cal: number | null;
}

/** A value that is text, or anything else as JSON. */
export interface OtherValue {
  /** The table it belongs in: `string_data`, or `json_data`. */
  readonly kind: "string" | "json";
  /** The value as it was read; of the kind `json`, the JSON text of it. */
  readonly raw: string;
  /** The calibrated value; `null`: there is none. */
  readonly cal: string | null;
}

/** The kinds of value, each with a table of its own: `KIND_data`. */
export const kinds = ["numeric", "string", "json"] as const;

/** Returns the reading that a message has, or why it has none. */
export function readingOf(heard: Heard): Reading | { readonly reason: string } {
  const { id, sensor, timestamp, payload } = heard;
  if (!heard.isAlert) return { reason: "it is no alert" };
  if (sensor === "" || sensor.includes("\0")) {
    return { reason: "its routing key names no sensor" };
  }
  if (!isJsonObject(payload) || !Object.hasOwn(payload, "value_raw")) {
    return {
      reason: isJsonObject(payload) && typeof payload.error === "string"
        ? `it cannot be read: ${payload.error}`
        : "its payload is no object with a value_raw",
    };
  }
  const time = timeOf(timestamp);
  if (time === undefined) {
    return {
      reason:
        `its timestamp is no time with a time zone, as in 2026-11-25T08:00:00Z: ${
          stringifyJson(timestamp)
        }`,
    };
  }
  const { value_raw: raw, value_cal: cal } = payload;
  return { id, sensor, time, ...valueOf(raw!, cal ?? null) };
}

/**
 * Returns a value in the narrowest table that has it and its calibrated value exactly. A text that spells a number is one, as instruments
 * send "+1.23E+01"; booleans are the texts `true` and `false`.
 */
function valueOf(raw: Json, cal: Json): NumericValue | OtherValue {
  const [rawNumber, calNumber] = [numberOf(raw), numberOf(cal)];
  if (rawNumber !== undefined && (cal === null || calNumber !== undefined)) {
    return { kind: "numeric", raw: rawNumber, cal: calNumber ?? null };
  }
  const [rawText, calText] = [textOf(raw), textOf(cal)];
  if (rawText !== undefined && (cal === null || calText !== undefined)) {
    return { kind: "string", raw: rawText, cal: calText ?? null };
  }
  return {
    kind: "json",
    raw: stringifyJson(raw),
    cal: cal === null ? null : stringifyJson(cal),
  };
}

/** Returns what spells a scalar. No database keeps a text with a NUL whole; as JSON it does. */
function textOf(value: Json): string | undefined {
  switch (typeof value) {
    case "string":
      return value.includes("\0") ? undefined : value;
    case "object":
      return undefined;
    default:
      return stringifyJson(value);
  }
}
