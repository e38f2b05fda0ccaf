/**
 * Tables for people.
 *
 * @module
 */

import { visible } from "../wire/mod.ts";
import { wrap } from "./wrap.ts";

/** How wide the terminal is, or as wide as can be if the output is none. */
export function outputWidth(): number {
  if (!Deno.stdout.isTerminal()) return Infinity;
  try {
    return Deno.consoleSize().columns;
  } catch {
    // Some terminals do not say.
    return 80;
  }
}

/** How far what has no room beside the first columns is moved in. */
const indent = "    ";

/**
 * Returns the lines of a table: a heading, then rows of as many cells. Columns that are empty throughout are left out. If all of them
 * together are too wide, the last ones stand below their row, wrapped at words.
 */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const used = [...heading.keys()]
    .filter((index) => rows.some((row) => row[index] !== ""));
  const all = [heading, ...rows].map((row) =>
    used.map((i) => visible(row[i] ?? ""))
  );
  const widths = used.map((_, column) =>
    Math.max(...all.map((row) => row[column]!.length))
  );
  const room = (columns: number) =>
    widths.slice(0, columns).reduce((sum, size) => sum + size + 2, -2);
  let beside = widths.length;
  while (beside > 1 && room(beside) > width) beside--;
  return all.flatMap((row, index) => {
    const line = row.slice(0, beside)
      .map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd();
    const below = row.slice(beside).filter((cell) => cell !== "").join("  ");
    return index === 0 || below === ""
      ? [line]
      : [line, wrap(indent + below, width)];
  });
}
