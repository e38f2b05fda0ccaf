/**
 * Tables in text files: rows of numbers, with commas, semicolons, tabs or blanks between them.
 *
 * @module
 */
import type { FilePlace } from "../../declaration/mod.ts";
import { spelledNumber } from "../safe_set.ts";
import { CurveError, maxPoints } from "./curve.ts";
import type { Point } from "./points.ts";

/** A text file that a configuration names. */
export interface NamedText {
  /** The file, for people. */
  readonly file: string;
  /** What it holds. */
  readonly text: string;
}

/** A column: its index, counted from 0, or its name in the first row. */
export type Column = number | string;

/** A word of a line. */
export interface Cell {
  /** What it says. */
  readonly text: string;
  /** Where it stands. */
  readonly place: FilePlace;
}

/** Reads the points of a table. Throws a {@linkcode CurveError} with the place. */
export function tablePoints(
  { file, text }: NamedText,
  columns: { readonly x: Column; readonly y: Column },
): Point[] {
  const [first, ...others] = rows(text, file);
  if (!first) throw new CurveError(`${file} holds no table`, ["table"]);
  const isHeader = first.some(({ text }) => spelledNumber(text) === undefined);
  const body = isHeader ? others : [first, ...others];
  const [x, y] = (["x", "y"] as const).map((key) =>
    columnIndex(key, columns[key], first, isHeader, file)
  );
  if (body.length > maxPoints) {
    throw new CurveError(
      `a table has ${maxPoints} rows at most: ${file} has ${body.length}`,
      ["table"],
    );
  }
  return body.map((row) => {
    const cell = cellAt(row, x!);
    return {
      x: numberIn(cell),
      y: numberIn(cellAt(row, y!)),
      path: ["table"],
      place: cell.place,
    };
  });
}

/** The number that a cell holds. Throws a {@linkcode CurveError} if it is none. */
export function numberIn({ text, place }: Cell): number {
  const number = spelledNumber(text);
  if (number !== undefined) return number;
  throw new CurveError(
    `"${text.slice(0, 40)}" is no number. Decimals take a point`,
    ["table"],
    place,
  );
}

/** The words of every line that says something; what follows `#` says nothing. */
function rows(text: string, file: string): Cell[][] {
  const lines = linesOf(text).map((line) => line.split("#", 1)[0]!);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const separator = [";", "\t", ","].find((mark) => first.includes(mark));
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [cellsOf(line, separator, file, index + 1)];
  });
}

/** The lines of a text, whichever system wrote it. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** The words of a line; without a separator, blanks stand between them. */
export function cellsOf(
  content: string,
  separator: string | undefined,
  file: string,
  line: number,
): Cell[] {
  if (separator === undefined) {
    return [...content.matchAll(/\S+/g)].map(({ 0: text, index }) => ({
      text,
      place: { file, line, column: index + 1 },
    }));
  }
  let at = 0;
  return content.split(separator).map((part) => {
    const column = at + part.length - part.trimStart().length + 1;
    at += part.length + separator.length;
    const word = part.trim();
    const isQuoted = word.length > 1 && word.startsWith('"') &&
      word.endsWith('"');
    const text = isQuoted ? word.slice(1, -1) : word;
    return { text, place: { file, line, column } };
  });
}

function cellAt(row: readonly Cell[], index: number): Cell {
  const cell = row[index];
  if (cell) return cell;
  const { place } = row[0]!;
  throw new CurveError(
    `this row has ${row.length} columns, and column ${index} is wanted. The first one is column 0`,
    ["table"],
    place,
  );
}

function columnIndex(
  key: "x" | "y",
  column: Column,
  first: readonly Cell[],
  isHeader: boolean,
  file: string,
): number {
  if (typeof column === "number") return column;
  const names = isHeader ? first.map(({ text }) => text) : [];
  const index = names.indexOf(column);
  if (index >= 0) return index;
  throw new CurveError(
    names.length > 0
      ? `${file} has no column "${column}". It has ${
        names.map((name) => `"${name}"`).join(", ")
      }`.slice(0, 400)
      : `${file} has no row of names. Give ${key} the number of the column: the first one is 0`,
    [key],
  );
}
