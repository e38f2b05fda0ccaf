/**
 * The options of a curve, checked one by one.
 *
 * @module
 */
import { didYouMean, show } from "../../declaration/mod.ts";
import { spelledNumber } from "../safe_set.ts";
import { CurveError, maxPoints } from "./curve.ts";

/** A way to a value in the map of a calibration. */
type Path = readonly (string | number)[];

/** A map of options that came from a configuration. */
export type Options = Readonly<Record<string, unknown>>;

/** The number at `key`, if there is one. Texts that spell numbers count. */
export function optionalNumber(
  options: Options,
  key: string,
  path: Path = [],
): number | undefined {
  const value = options[key];
  return value === undefined ? undefined : numberOf(value, [...path, key]);
}

/** The number at `key`. */
export function requiredNumber(
  options: Options,
  key: string,
  path: Path = [],
): number {
  const number = optionalNumber(options, key, path);
  if (number !== undefined) return number;
  throw new CurveError(`${key} is missing`, path);
}

/** One of the choices at `key`; the first one if there is none. */
export function choice<T extends string>(
  options: Options,
  key: string,
  choices: readonly [T, ...T[]],
): T {
  const value = options[key] ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new CurveError(
    `${key} is one of ${choices.join(", ")}: received ${show(value)}.${
      didYouMean(String(value), choices)
    }`.replace(/\.$/, ""),
    [key],
  );
}

/** A list of numbers at `key`, none of them missing. */
export function numbers(
  options: Options,
  key: string,
  path: Path = [],
): number[] {
  const value = options[key];
  const here = [...path, key];
  return listOf(value, key, here).map((item, index) =>
    numberOf(item, [...here, index])
  );
}

/** A list that is not empty, nor too long. */
export function listOf(value: unknown, what: string, path: Path): unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new CurveError(
      `${what} must be a list with something in it: received ${show(value)}`,
      path,
    );
  }
  if (value.length <= maxPoints) return value;
  throw new CurveError(
    `${what} has ${value.length} items, and ${maxPoints} are allowed`,
    path,
  );
}

/** Refuses keys that mean nothing. */
export function onlyThese(
  options: Options,
  known: readonly string[],
  what: string,
  path: Path = [],
): void {
  const odd = Object.keys(options).find((key) => !known.includes(key));
  if (odd === undefined) return;
  throw new CurveError(
    `"${odd}" is no option of ${what}.${
      didYouMean(odd, known) || ` Known: ${known.join(", ")}`
    }`.replace(/\.$/, ""),
    [...path, odd],
  );
}

/** The number that a value spells. */
export function numberOf(value: unknown, path: Path): number {
  const number = spelledNumber(value);
  if (number !== undefined) return number;
  throw new CurveError(`${show(value)} is no number`, path);
}
