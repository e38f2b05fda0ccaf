/**
 * From what the YAML parser returns to plain data: a tree of bounded size, with the scalars that dripline knows.
 *
 * @module
 */
import { isMap } from "../core/mod.ts";
import type { Path, Positions } from "./position.ts";

export { isMap };

/** How many values a file may hold, aliases written out. */
export const MAX_VALUES = 1_000_000;

/** How deep the values of a file may be nested. */
export const MAX_DEPTH = 100;

/** What the conversion has to know about the text: where a value stands, and how it is written. */
export interface WrittenText extends Positions {
  /** Returns the word in which a key is written, if it stands without quotes and is read as a number or a truth. */
  keyWordAt(path: Path): string | undefined;
}

/** Keys of the parser that may have been written otherwise. */
const SPELLED = /^-?\d|^(?:-?Infinity|NaN|true|false)$/;

/** Thrown when the data of a file is too large. */
export class DataLimitError extends RangeError {
  /** Always `"DataLimitError"`. */
  override readonly name = "DataLimitError";
  /** The path of the value that was too much. */
  readonly path: Path;

  /** Says what is too large, at `path`. */
  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

/**
 * Returns what a YAML parser returned as a tree in which nothing is shared.
 *
 * - One enclosing pair of single quotes is taken off texts: `"'5'"` is the text `5`, as in the originals.
 * - Keys are the words that are written, also if they are read as a number: `0x1F`.
 * - An integer too large for a double is a `bigint`.
 *
 * Throws a {@linkcode DataLimitError} if the tree has more than {@linkcode MAX_VALUES} values or is deeper than
 * {@linkcode MAX_DEPTH}; aliases that multiply or contain themselves come to that.
 */
export function plainData(parsed: unknown, written: WrittenText): unknown {
  let count = 0;
  const path: (string | number)[] = [];
  const convertAt = (step: string | number, value: unknown): unknown => {
    path.push(step);
    const converted = convert(value);
    path.pop();
    return converted;
  };
  const nameOf = (key: string) =>
    SPELLED.test(key) ? written.keyWordAt([...path, key]) ?? key : key;
  const convert = (value: unknown): unknown => {
    if (++count > MAX_VALUES) {
      throw new DataLimitError(
        [...path],
        `the file holds more than ${MAX_VALUES} values, if its aliases are written out.`,
      );
    }
    if (path.length > MAX_DEPTH) {
      throw new DataLimitError(
        [...path],
        `the values are nested deeper than ${MAX_DEPTH} levels. Does an alias contain itself?`,
      );
    }
    if (typeof value === "string") return withoutSingleQuotes(value);
    if (typeof value === "number") {
      return exactInteger(value, () => written.wordAt(path));
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => convertAt(index, item));
    }
    if (!isMap(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, member]) => [nameOf(key), convertAt(key, member)]),
    );
  };
  return convert(parsed);
}

/** Returns the member of `map` that is called `key`, if it has one of its own. */
export function member(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Returns `text` without one enclosing pair of single quotes, if it has one. */
export function withoutSingleQuotes(text: string): string {
  const isQuoted = text.length > 1 && text.startsWith("'") &&
    text.endsWith("'");
  return isQuoted ? text.slice(1, -1) : text;
}

/** Returns `value` as a `bigint` if it is written as an integer that a double cannot hold. */
function exactInteger(
  value: number,
  word: () => string | undefined,
): number | bigint {
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  const text = word() ?? "";
  return /^[-+]?[1-9]\d*$/.test(text) ? BigInt(text) : value;
}
