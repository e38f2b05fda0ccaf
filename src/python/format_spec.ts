/**
 * Reads a format specification, such as the `>10.3f` in `{:>10.3f}`.
 *
 * @module
 */
import { MAX_LENGTH } from "./limits.ts";
import { PythonError } from "./python_error.ts";

/** A format specification, cut into its parts. */
export interface FormatSpec {
  /** The text as it was written. */
  readonly source: string;
  /** The character that fills up to the width. */
  readonly fill: string | undefined;
  /** Where the value stands in the width; `=` puts the filling after the sign. */
  readonly align: "<" | ">" | "^" | "=" | undefined;
  /** What stands before a positive number; `-` is nothing. */
  readonly sign: "+" | "-" | " " | undefined;
  /** `z`: a result that is zero has no minus sign. */
  readonly noNegativeZero: boolean;
  /** `#`: prefixes as in 0x1f, a point even without digits after it. */
  readonly alternate: boolean;
  /** `0` before the width: fill with zeros. */
  readonly zeros: boolean;
  /** The least number of characters. */
  readonly width: number;
  /** What stands between groups of digits. */
  readonly separator: "," | "_" | undefined;
  /** Digits after the point, significant digits, or the most characters of a text. */
  readonly precision: number | undefined;
  /** The presentation, such as `f`; an empty text if none is given. */
  readonly type: string;
}

const SPEC =
  /^(?:(.)(?=[<>=^]))?([<>=^])?([-+ ])?(z)?(#)?(0)?(\d+)?([,_]*)(?:(\.)(\d*))?(.*)$/su;

/** Reads a format specification. Throws {@linkcode PythonError} for what is none for any value. */
export function parseFormatSpec(source: string): FormatSpec {
  const [
    ,
    fill,
    align,
    sign,
    z,
    hash,
    zero,
    width,
    separators = "",
    point,
    places,
    type = "",
  ] = SPEC.exec(source)!;
  if (separators.length > 1) {
    if (separators.includes(",") && separators.includes("_")) {
      throw valueError("Cannot specify both ',' and '_'.");
    }
    throw invalid(source);
  }
  if (point !== undefined && places === "") {
    throw valueError("Format specifier missing precision");
  }
  if ([...type].length > 1) throw invalid(source);
  const separator = separators === "" ? undefined : separators as "," | "_";
  const grouped = separator === "," ? /^[defgEG%F]?$/ : /^[defgEG%FboxX]?$/;
  if (separator !== undefined && !grouped.test(type)) {
    throw valueError(`Cannot specify '${separator}' with '${type}'.`);
  }
  // A 0 after a fill character is only the first digit of the width.
  return {
    source,
    fill,
    align: align as FormatSpec["align"],
    sign: sign as FormatSpec["sign"],
    noNegativeZero: z !== undefined,
    alternate: hash !== undefined,
    zeros: zero !== undefined && fill === undefined,
    width: boundedCount(width ?? "0"),
    separator,
    precision: point === undefined ? undefined : boundedCount(places!),
    type,
  };
}

function boundedCount(digits: string): number {
  const count = Number(digits);
  if (count <= MAX_LENGTH) return count;
  throw valueError(
    `a width or precision of ${
      digits.slice(0, 20)
    } is too large: ${MAX_LENGTH} is the most`,
  );
}

function invalid(source: string): PythonError {
  return valueError(`Invalid format specifier '${source}'`);
}

function valueError(text: string): PythonError {
  return new PythonError("ValueError", text);
}
