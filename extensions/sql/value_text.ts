/**
 * Values of payloads as the texts that PostgreSQL reads them from.
 *
 * @module
 */
import { show } from "@dripline/dripline";
import { DatabaseError } from "./database_error.ts";
import { numberText, writeExactJson } from "./exact_json.ts";
import type { Column } from "./table_shape.ts";

/** PostgreSQL takes `now` and `tomorrow` for times, and 20261125 too. */
const time = /^\d{4,}-\d\d-\d\d/;

/** The text that `value` is for a column; `null` for none. Throws a {@linkcode DatabaseError} if it cannot be one. */
export function valueText(column: Column, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  switch (column.kind) {
    case "json":
      return writeExactJson(value);
    case "array":
    case "json array":
      if (Array.isArray(value)) return arrayText(column, value);
      throw unfit(column, value, "a list");
    case "time":
      if (typeof value === "string" && time.test(value)) return value;
      throw unfit(column, value, "a time such as 2026-11-25T10:00:00Z");
    default:
      return scalarText(column, value);
  }
}

/** An array of texts, as PostgreSQL reads it. */
export function textArray(texts: readonly (string | null)[]): string {
  return `{${texts.map(elementText).join(",")}}`;
}

function arrayText(column: Column, values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (value === null) return "NULL";
    if (column.kind === "json array") return elementText(writeExactJson(value));
    if (Array.isArray(value)) return arrayText(column, value);
    return elementText(scalarText(column, value));
  });
  return `{${elements.join(",")}}`;
}

function elementText(text: string | null): string {
  return text === null ? "NULL" : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function scalarText(column: Column, value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return numberText(value);
    case "boolean":
      return String(value);
    default:
      throw unfit(column, value, "one value");
  }
}

function unfit(
  { name, typeText }: Column,
  value: unknown,
  what: string,
): DatabaseError {
  return new DatabaseError(
    "value",
    `column "${name}" (${typeText}) takes ${what}: received ${show(value)}`,
  );
}
