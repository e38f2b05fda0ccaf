/**
 * Stands in for `@std/cli/parse-args` where JSR cannot be reached: minimist, the library it was ported from.
 *
 * @module
 */
import minimist from "minimist";

/** The options that both understand alike. */
export interface ParseOptions {
  /** Options that take a text, even where it looks like a number. */
  string?: readonly string[];
  /** Options that take no value. */
  boolean?: readonly string[];
  /** Options that may be given several times; always a list. Of all others the last one wins. */
  collect?: readonly string[];
  /** Other names of an option. */
  alias?: Record<string, string | string[]>;
  /** Values of options that are not given. */
  default?: Record<string, unknown>;
  /** Whether everything after the first operand is an operand. */
  stopEarly?: boolean;
  /** Called with each argument that is not declared; `false` leaves it out. */
  unknown?: (arg: string) => unknown;
}

/** What was given: the operands under `_`, the rest by name. */
export type Args = Record<string, unknown> & { _: (string | number)[] };

/** Reads command-line arguments. */
export function parseArgs(
  args: readonly string[],
  options: ParseOptions = {},
): Args {
  const { collect = [], ...rest } = options;
  const given: Args = minimist([...args], rest);
  for (const [key, value] of Object.entries(given)) {
    if (key === "_") continue;
    if (collect.includes(key)) {
      given[key] = Array.isArray(value) ? value : [value];
    } else if (Array.isArray(value)) given[key] = value.at(-1);
  }
  for (const key of collect) given[key] ??= [];
  return given;
}
