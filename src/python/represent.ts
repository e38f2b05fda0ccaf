/**
 * Python's `repr` and `str` of a value.
 *
 * @module
 */
import { reprFloat } from "./float_text.ts";
import type { Meter } from "./limits.ts";
import { plainText, Tuple, type Value } from "./value.ts";

const ESCAPES = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** Everything that Python does not print as it is: controls, formats, surrogates, unassigned, blanks but the common one. */
const NOT_PRINTED = /(?! )[\\\p{C}\p{Z}]/gu;

/** Returns what Python's `repr` shows. Spends as many steps as the text is long. */
export function repr(value: Value, meter: Meter): string {
  const text = reprOf(value, meter);
  meter.spendLength(text.length);
  return text;
}

/** Returns what Python's `str` shows: a text as it is, anything else as `repr` does. */
export function str(value: Value, meter: Meter): string {
  const plain = plainText(value);
  return typeof plain === "string" ? plain : repr(plain, meter);
}

/** Returns what Python's `ascii` shows: `repr` with everything outside of ASCII escaped. */
export function ascii(value: Value, meter: Meter): string {
  const text = repr(value, meter).replace(/[^\0-\x7f]/gu, escapeCode);
  meter.spendLength(text.length);
  return text;
}

function reprOf(value: Value, meter: Meter): string {
  switch (typeof value) {
    case "bigint":
      return String(value);
    case "number":
      return reprFloat(value);
    case "boolean":
      return value ? "True" : "False";
    case "string":
      return reprText(value);
  }
  if (value === null) return "None";
  if (value.kind === "reading") return reprText(value.text);
  if (value.kind === "function") return `<function ${value.name}>`;
  if (value.kind === "dict") {
    const entries = value.entries().map(([key, item]) =>
      `${repr(key, meter)}: ${repr(item, meter)}`
    );
    return `{${entries.join(", ")}}`;
  }
  const items = value.items.map((item) => repr(item, meter)).join(", ");
  if (!(value instanceof Tuple)) return `[${items}]`;
  return value.items.length === 1 ? `(${items},)` : `(${items})`;
}

/** Returns Python's `repr` of a text: in single quotes unless that would need a backslash. */
export function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(NOT_PRINTED, escape);
  return quote + escaped.replaceAll(quote, `\\${quote}`) + quote;
}

function escape(character: string): string {
  return ESCAPES.get(character) ?? escapeCode(character);
}

function escapeCode(character: string): string {
  const code = character.codePointAt(0)!;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000
    ? `\\u${hex.padStart(4, "0")}`
    : `\\U${hex.padStart(8, "0")}`;
}
