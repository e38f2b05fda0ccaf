/**
 * From what the YAML parser returns to plain data: a tree of bounded size, with the scalars that dripline knows.
 *
 * @module
 */
import { isMap } from "../core/mod.ts";
import type { Path, Place, Positions } from "./position.ts";

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

/** Thrown when the data of a file is too large, or holds what cannot be used. */
export class DataError extends RangeError {
  /** Always `"DataError"`. */
  override readonly name = "DataError";
  /** The path of the value. */
  readonly path: Path;

  /** Which end of it is meant. */
  readonly place: Place;

  /** Says what is wrong at `path`. */
  constructor(path: Path, message: string, place: Place = "key") {
    super(message);
    this.path = path;
    this.place = place;
  }
}

/**
 * Returns what a YAML parser returned as a tree in which nothing is shared.
 *
 * - One enclosing pair of single quotes is taken off texts: `"'5'"` is the text `5`, as in the originals.
 * - Keys are the words that are written, also if they are read as a number: `0x1F`.
 * - An integer too large for a double is a `bigint`.
 *
 * - `<<` takes over what the map or the maps behind it have and its own map has not.
 *
 * Throws a {@linkcode DataError} if there is a number that is not finite, or `<<` has no map, if the tree has more than {@linkcode MAX_VALUES} values or is deeper than
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
      throw new DataError(
        [...path],
        `the file holds more than ${MAX_VALUES} values, if its aliases are written out.`,
      );
    }
    if (path.length > MAX_DEPTH) {
      throw new DataError(
        [...path],
        `the values are nested deeper than ${MAX_DEPTH} levels. Does an alias contain itself?`,
      );
    }
    if (typeof value === "string") return withoutSingleQuotes(value);
    if (typeof value === "number") {
      if (!Number.isFinite(value)) throw notFinite(value);
      return exactInteger(value, () => written.wordAt(path));
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => convertAt(index, item));
    }
    if (!isMap(value)) return value;
    const entries = Object.entries(value)
      .map(([key, member]) => [nameOf(key), convertAt(key, member)] as const);
    const isMerge = ([key]: readonly [string, unknown]) =>
      key === "<<" && written.keyWordAt([...path, key]) !== undefined;
    const merged = entries.filter(isMerge).flatMap(([, maps]) => mapsOf(maps));
    const own = entries.filter((entry) => !isMerge(entry));
    return Object.fromEntries([
      ...merged.reverse().flatMap(Object.entries),
      ...own,
    ]);
  };
  const notFinite = (value: number) => {
    const word = written.wordAt(path) ?? `${value}`;
    return new DataError(
      [...path],
      `${word} is no finite number. If it is a text, write it in quotes: "${word}".`,
      "value",
    );
  };
  const mapsOf = (value: unknown): Record<string, unknown>[] => {
    const maps = Array.isArray(value) ? value : [value];
    if (maps.every(isMap)) return maps;
    throw new DataError(
      [...path, "<<"],
      '<< takes over the keys of a map, or of a list of maps: "<<: *name", where the map has the anchor &name.',
      "value",
    );
  };
  return convert(parsed);
}

/** Returns the member of `map` that is called `key`, if it has one of its own. */
export function member(map: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/**
 * Returns `text` without one enclosing pair of single quotes, if it has one. What only begins and ends with a quote has none, such as
 * `'ON' if {} else 'OFF'`.
 */
export function withoutSingleQuotes(text: string): string {
  return /^'(?:[^']*|'[^']*')'$/.test(text) ? text.slice(1, -1) : text;
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
