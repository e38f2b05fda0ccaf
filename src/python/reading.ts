/**
 * What the raw value of an endpoint counts as in a calibration.
 *
 * @module
 */
import type { Reading } from "./evaluate.ts";
import { formatValue } from "./format_value.ts";
import { convert } from "./format_text.ts";
import type { Meter } from "./limits.ts";
import type { Field } from "./template.ts";
import { strip } from "./text.ts";
import { ReadingText, type Value } from "./value.ts";

const INTEGER = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** A text longer than that is no number that an instrument would send. */
const MAX_NUMBER_TEXT = 1000;

/** Returns the int or float that a text spells, `undefined` if it spells none: nan and inf are words, not numbers. */
function spelledNumber(text: string): bigint | number | undefined {
  if (text.length > MAX_NUMBER_TEXT) return undefined;
  if (INTEGER.test(text)) {
    return text.startsWith("-")
      ? -BigInt(text.slice(1))
      : BigInt(text.replace("+", ""));
  }
  return FLOAT.test(text) ? Number(text) : undefined;
}

/** Returns what a field outside of quotes stands for. Throws an error of Python if the raw value cannot be formatted so. */
export function fieldReading(raw: Value, field: Field, meter: Meter): Reading {
  const value = withoutBlanks(raw);
  if (field.spec.source === "") {
    // Shown with !r, a text keeps its quotes and is a text even if it spells a number.
    const isQuoted = field.conversion === "r" || field.conversion === "a";
    return isQuoted ? { value, shown: value } : asReading(value);
  }
  return asReading(strip(fieldText(raw, field, meter)));
}

/** Returns what a field inside of quotes stands for. Throws an error of Python if the raw value cannot be formatted so. */
export function fieldText(raw: Value, field: Field, meter: Meter): string {
  const shown = convert(withoutBlanks(raw), field.conversion, meter);
  return formatValue(shown, field.spec, meter);
}

function withoutBlanks(raw: Value): Value {
  return typeof raw === "string" ? strip(raw) : raw;
}

function asReading(value: Value): Reading {
  if (typeof value !== "string") return { value, shown: value };
  return {
    value: spelledNumber(value) ?? new ReadingText(value),
    shown: value,
  };
}
