/**
 * Where something stands: a place in a file, and a path in the data that was read from it.
 *
 * @module
 */

/** A place in a text file, as an editor shows it. */
export interface Position {
  /** The line, counted from 1. */
  readonly line: number;
  /** The column, counted from 1 in UTF-16 units. */
  readonly column: number;
}

/** The way from the top of a configuration to one of its values: keys of maps and indices of lists. */
export type Path = readonly (string | number)[];

/** Which end of `key: value` is meant. */
export type Place = "key" | "value";

/** Tells where the keys and values of a file stand. */
export interface Positions {
  /** Returns where the key, or the item of a list, stands, if that is known. */
  keyAt(path: Path): Position | undefined;
  /** Returns where the value begins, if that is known and there is one. */
  valueAt(path: Path): Position | undefined;
  /**
   * Returns the wanted place, or the nearest that is known: the key, then the keys above it, then the top of
   * the data. It is `undefined` only if nothing is known at all.
   */
  nearest(path: Path, place?: Place): Position | undefined;
  /** Returns the word in which the single value at a path is written, if it stands without quotes. */
  wordAt(path: Path): string | undefined;
}

/** Returns a path as people write it: `endpoints[1].log_interval`. The empty path is an empty text. */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
