/**
 * Prints rows of data: CSV, JSON lines, or a table.
 *
 * @module
 */
import { type Json, stringifyJson, visible } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { columns } from "./columns.ts";
import { print, printStyled } from "./output.ts";
import { UsageError } from "./usage_error.ts";

/** A row: a value for each column that it has. */
export type DataRow = Readonly<Record<string, Json>>;

/** How data are printed. */
export type DataForm = "table" | "csv" | "json" | "plot";

/** Returns the form that the options ask for. Throws a {@linkcode UsageError} if they ask for two. */
export function dataForm(given: Arguments): DataForm {
  const forms = (["csv", "json", "plot"] as const)
    .filter((name) => given.has(name));
  if (forms.length < 2) return forms[0] ?? "table";
  throw new UsageError(
    "badValue",
    `--${forms[0]} and --${forms[1]} contradict each other: choose one.`,
  );
}

/** Prints rows, with a line that names the columns unless it is JSON, which names them in every row. */
export function printRows(rows: readonly DataRow[], form: DataForm): void {
  if (rows.length === 0) return;
  if (form === "json") {
    for (const row of rows) print(stringifyJson(row));
    return;
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (form === "csv") {
    printCsv([names, ...rows.map((row) => names.map((name) => row[name]))]);
    return;
  }
  const table = columns([
    names,
    ...rows.map((row) => names.map((name) => visible(cellText(row[name])))),
  ]);
  for (const line of table) print(line);
}

/** Prints lines of CSV (RFC 4180). What is missing is empty, and an empty text is `""`. A terminal sees no control characters. */
export function printCsv(
  lines: readonly (readonly (Json | undefined)[])[],
): void {
  if (lines.length === 0) return;
  const text = lines.map((cells) => cells.map(csvCell).join(",")).join("\n");
  if (Deno.stdout.isTerminal()) print(text);
  else printStyled(text);
}

function csvCell(value: Json | undefined): string {
  const text = cellText(value);
  const needsQuotes = value === "" || /[",\r\n]|^\s|\s$/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : stringifyJson(value);
}
