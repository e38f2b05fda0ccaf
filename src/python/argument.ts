/**
 * What a function takes its arguments for, with Python's complaint if they are something else.
 *
 * @module
 */
import { toFloat } from "./integers.ts";
import { MAX_LENGTH, type Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { refuseReading } from "./reading_text.ts";
import { characters } from "./text.ts";
import {
  asInteger,
  asNumber,
  isSequence,
  typeName,
  type Value,
} from "./value.ts";

/** Returns the int or float. Throws {@linkcode PythonError} for anything else. */
export function needNumber(value: Value): bigint | number {
  const number = asNumber(value);
  if (number !== undefined) return number;
  throw new PythonError(
    "TypeError",
    `must be real number, not ${typeName(value)}`,
  );
}

/** Returns the number as a float. Throws {@linkcode PythonError} for anything else. */
export function needFloat(value: Value): number {
  return toFloat(needNumber(value));
}

/** Returns the int. Throws {@linkcode PythonError} for anything else, also for a float. */
export function needInteger(value: Value): bigint {
  const integer = asInteger(value);
  if (integer !== undefined) return integer;
  throw new PythonError(
    "TypeError",
    `'${typeName(value)}' object cannot be interpreted as an integer`,
  );
}

/** Returns an int that counts or places items: one too large for that becomes the largest that is not. */
export function needCount(value: Value): number {
  const most = MAX_LENGTH + 1;
  return Math.min(Math.max(Number(needInteger(value)), -most), most);
}

/** Returns the text. Throws {@linkcode PythonError} for anything else. */
export function needText(value: Value): string {
  if (typeof value === "string") return value;
  throw new PythonError("TypeError", `must be str, not ${typeName(value)}`);
}

/** Returns the texts, and takes the steps of reading them. Throws {@linkcode PythonError} for anything else. */
export function needTexts(
  meter: Meter,
  ...values: (Value | undefined)[]
): string[] {
  return values.map((value) => {
    const text = needText(value!);
    meter.spendLength(text.length);
    return text;
  });
}

/** Returns the most times that something is to be done: without end if left out or negative. */
export function needLimit(most: Value | undefined): number {
  const limit = most === undefined ? -1 : needCount(most);
  return limit < 0 ? Infinity : limit;
}

/** Returns the items of a list or tuple, the characters of a text, the keys of a dict. Throws {@linkcode PythonError}. */
export function iterate(value: Value, meter: Meter): readonly Value[] {
  if (typeof value === "string") return characters(value, meter);
  refuseReading(value, "iteration", "something of several items");
  if (isSequence(value)) {
    meter.spendLength(value.items.length);
    return value.items;
  }
  if (typeof value === "object" && value?.kind === "dict") {
    meter.spendLength(value.size);
    return value.entries().map(([key]) => key);
  }
  throw new PythonError(
    "TypeError",
    `'${typeName(value)}' object is not iterable`,
  );
}
