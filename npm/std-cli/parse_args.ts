/**
 * Stands in for `@std/cli/parse-args` where JSR cannot be reached: minimist, the library it was ported from.
 *
 * They differ, and nobody should rely on either, in `--no-x` for a declared `x` (`@std/cli` reports it as unknown),
 * in empty values (`--x=`, `--x ""`) and in `-` as a value (`--x -`).
 *
 * @module
 */
import minimist from "minimist";

/** The options that both understand alike. */
export interface ParseOptions {
  /** Options that take a text, even where it looks like a number. `"_"` are the operands. */
  string?: readonly string[];
  /** Options that take no value. */
  boolean?: readonly string[];
  /** Those of {@linkcode ParseOptions.string} that may be given several times; always a list. Of all others the last one wins. */
  collect?: readonly string[];
  /** Other names of an option. */
  alias?: Record<string, string | readonly string[]>;
  /** Values of options that are not given; not for those that are collected. */
  default?: Record<string, string | number | boolean>;
  /** Whether everything after the first operand is an operand. */
  stopEarly?: boolean;
  /** Called with each argument that is not declared, operands included; `false` leaves it out. */
  unknown?: (arg: string) => unknown;
}

/** What was given: the operands under `_`, the rest by name. */
export type Args = Record<string, unknown> & { _: (string | number)[] };

/** Reads command-line arguments. */
export function parseArgs(args: string[], options: ParseOptions = {}): Args {
  const { collect = [], ...rest } = options;
  const lists = new Set(
    collect.flatMap((name) => namesOf(name, options.alias)),
  );
  const given: Args = minimist(args, rest);
  for (const [key, value] of Object.entries(given)) {
    if (key === "_") continue;
    if (lists.has(key)) given[key] = [value].flat();
    else if (Array.isArray(value)) given[key] = value.at(-1);
  }
  for (const key of lists) given[key] ??= [];
  return given;
}

/** Returns `name` and its other names. */
function namesOf(name: string, alias: ParseOptions["alias"] = {}): string[] {
  const groups = Object.entries(alias).map(([key, names]) =>
    [key, names].flat()
  );
  return groups.find((group) => group.includes(name)) ?? [name];
}
