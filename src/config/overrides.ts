/**
 * `key=value` arguments, which change single values of a configuration.
 *
 * @module
 */
import { isMap, member } from "./plain_data.ts";
import { type Path, pathText } from "./position.ts";
import { configurationError } from "./problem.ts";
import { typedValue } from "./typed_value.ts";

/** The highest index that a `key=value` argument may name. */
const MAX_INDEX = 10_000;

/** How many words the key of an argument may have. */
const MAX_WORDS = 100;

/** A `key=value` argument. */
export interface Override {
  /** What stands before the `=`; errors name the argument by it, because the value may be a secret. */
  readonly key: string;
  /** The words of the key; those of digits are numbers. */
  readonly path: Path;
  /** The value. */
  readonly value: unknown;
}

/**
 * Reads a `key=value` argument: `dripline_mesh.broker=localhost`, `endpoints.0.log_interval=5`.
 *
 * The value is typed as {@linkcode typedValue} says. Throws a {@linkcode ConfigurationError} that names the argument if
 * there is no `=`, if a word of the key is empty, if the first word is an index, or an index is beyond 10,000.
 */
export function parseOverride(argument: string): Override {
  const equals = argument.indexOf("=");
  if (equals < 0) {
    throw configurationError(
      argument,
      'not a key=value argument, because it has no "=".',
    );
  }
  const key = argument.slice(0, equals);
  const words = key.split(".");
  const refuse = (why: string) => configurationError(`${key}=`, why);
  if (words.includes("")) {
    throw refuse("a key is words with single dots between: mesh.broker.");
  }
  if (words.length > MAX_WORDS) {
    throw refuse(`a key has at most ${MAX_WORDS} words.`);
  }
  const path = words.map((word) => isIndex(word) ? Number(word) : word);
  if (typeof path[0] === "number") {
    throw refuse("a configuration is a map, so the first word is no index.");
  }
  if (path.some((step) => typeof step === "number" && step > MAX_INDEX)) {
    throw refuse(`an index is at most ${MAX_INDEX}.`);
  }
  return { key, path, value: typedValue(argument.slice(equals + 1)) };
}

/**
 * Returns `data` with the overrides applied, one after the other; `data` is not changed.
 *
 * A word of digits is an index in a list and a key in a map. Lists grow as needed, with `null` in between. A map
 * or a list that is named by the last word is replaced. On the way to it, what is missing or a single value gives
 * way to a new map or list, but a list is never replaced by a map: that throws a {@linkcode ConfigurationError}.
 */
export function applyOverrides(
  data: Record<string, unknown>,
  overrides: readonly Override[],
): Record<string, unknown> {
  let result = data;
  for (const override of overrides) {
    result = put(result, override, 0) as Record<string, unknown>;
  }
  return result;
}

/** Returns `target`, which stands `depth` words deep, with the override applied. */
function put(target: unknown, override: Override, depth: number): unknown {
  const { path, key, value } = override;
  const step = path[depth];
  if (step === undefined) return value;
  if (isMap(target) || (typeof step === "string" && !Array.isArray(target))) {
    const map = isMap(target) ? target : {};
    const name = String(step);
    return { ...map, [name]: put(member(map, name), override, depth + 1) };
  }
  if (typeof step === "string") {
    throw configurationError(
      `${key}=`,
      `${
        pathText(path.slice(0, depth))
      } is a list, so an index has to follow, not "${step}".`,
    );
  }
  const list: unknown[] = Array.isArray(target) ? [...target] : [];
  while (list.length < step) list.push(null);
  list[step] = put(list[step], override, depth + 1);
  return list;
}

/** Tells whether a word is an index; with leading zeros it is not. */
function isIndex(word: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(word);
}
