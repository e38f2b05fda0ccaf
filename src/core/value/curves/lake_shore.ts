/**
 * Curve files of Lake Shore, `NAME.340`.
 *
 * @module
 */
import { CurveError, maxPoints } from "./curve.ts";
import type { Point } from "./points.ts";
import {
  type Cell,
  cellsOf,
  linesOf,
  type NamedText,
  numberIn,
} from "./table_text.ts";

/** A curve file that has been read. */
export interface LakeShoreCurve {
  /** The breakpoints, as the file has them. */
  readonly points: readonly Point[];
  /** Whether its sensor units are logarithms of what a reading holds. */
  readonly logX: boolean;
  /** Whether its temperatures are logarithms. */
  readonly logY: boolean;
}

/** The data formats by number: mV/K, V/K, Ohm/K, log Ohm/K, log Ohm/log K. */
const logarithms: Readonly<Record<string, readonly [boolean, boolean]>> = {
  1: [false, false],
  2: [false, false],
  3: [false, false],
  4: [true, false],
  5: [true, true],
};

/**
 * Reads a curve file: lines of `Name: value`, among them `Data Format` and perhaps `Number of Breakpoints`, then a line that begins with `No.`, then
 * breakpoints of number, sensor units and temperature. Throws a {@linkcode CurveError} with the place.
 */
export function lakeShoreCurve({ file, text }: NamedText): LakeShoreCurve {
  const lines = linesOf(text).map((line, index) =>
    cellsOf(line, undefined, file, index + 1)
  );
  const begin = lines.findIndex(([first]) =>
    /^no\.?$/i.test(first?.text ?? "")
  );
  if (begin < 0) {
    throw new CurveError(
      `${file} is no curve file of Lake Shore: it has no line "No.  Units  Temperature (K)"`,
      ["table"],
    );
  }
  const header = lines.slice(0, begin);
  const format = headerNumber(header, "Data Format");
  const [logX, logY] = logarithms[format?.text ?? ""] ?? [];
  if (logX === undefined || logY === undefined) {
    throw new CurveError(
      `${file} needs a line "Data Format:" with a number from 1 to 5, such as 4 for log Ohm/K`,
      ["table"],
      format?.place,
    );
  }
  const body = lines.slice(begin + 1).filter((row) => row.length > 0);
  const count = headerNumber(header, "Number of Breakpoints");
  if (count && Number(count.text) !== body.length) {
    throw new CurveError(
      `${file} says that it has ${count.text} breakpoints, but it has ${body.length}`,
      ["table"],
      count.place,
    );
  }
  if (body.length > maxPoints) {
    throw new CurveError(`${file} has more than ${maxPoints} breakpoints`, [
      "table",
    ]);
  }
  return { points: body.map(breakpoint), logX, logY };
}

function breakpoint(row: readonly Cell[]): Point {
  const [number, units, temperature] = row;
  if (!units || !temperature || row.length > 3) {
    throw new CurveError(
      "a breakpoint has three numbers: its own, the sensor units and the temperature",
      ["table"],
      number!.place,
    );
  }
  return {
    x: numberIn(units),
    y: numberIn(temperature),
    path: ["table"],
    place: units.place,
  };
}

/** The first word of the value of a header line. */
function headerNumber(
  header: readonly (readonly Cell[])[],
  name: string,
): Cell | undefined {
  for (const cells of header) {
    const at = cells.findIndex(({ text }) => text.endsWith(":"));
    const words = cells.slice(0, at + 1).map(({ text }) => text).join(" ");
    if (words.toLowerCase() === `${name}:`.toLowerCase()) return cells[at + 1];
  }
  return undefined;
}
