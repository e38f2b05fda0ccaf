/**
 * The functions that extensions offer to calibrations, and the names that a calibration may use with them.
 *
 * @module
 */
import { iterate } from "./argument.ts";
import type { Names } from "./check.ts";
import { define, type PythonFunction } from "./function.ts";
import { NAMES } from "./names.ts";
import { fromPlain, toArgument } from "./plain.ts";
import { PythonError } from "./python_error.ts";
import type { Value } from "./value.ts";

/** What a function of an extension takes and returns: an int is a number, or a bigint where no number holds it exactly. */
export type FunctionArgument =
  | number
  | bigint
  | string
  | boolean
  | null
  | readonly FunctionArgument[];

/**
 * A function that a calibration may call, such as `(resistance: number) => number`. A call gives it
 * {@linkcode FunctionArgument}s, at least as many as it has parameters without a default value. What it throws
 * becomes the problem of that one reading.
 */
export type ExtensionFunction = (...args: never[]) => FunctionArgument;

/** The functions of extensions, and what is said of names that do not exist. */
export interface KnownFunctions {
  /** Functions besides those of Python, by name. */
  readonly functions: ReadonlyMap<string, ExtensionFunction>;
  /** Functions that are not loaded: the name, and what it comes with. */
  readonly offeredElsewhere: ReadonlyMap<string, string>;
  /** Returns ` Did you mean "x"?` with a leading blank, or an empty text if no known name is near. */
  readonly suggest: (name: string, known: Iterable<string>) => string;
}

/** Returns Python's names with those of extensions, which go first. */
export function expressionNames(
  { functions, offeredElsewhere, suggest }: KnownFunctions,
): Names {
  const values = new Map<string, Value>(NAMES);
  for (const [name, calibration] of functions) {
    values.set(name, extensionFunction(name, calibration));
  }
  const own = [...functions.keys()].sort();
  return {
    values,
    suggest,
    wayOut(name) {
      const elsewhere = offeredElsewhere.get(name);
      if (elsewhere !== undefined) return `It comes with ${elsewhere}.`;
      const known = [...own, "the functions of Python and its math"];
      return `${suggest(name, values.keys())} Known: ${known.join(", ")}.`
        .trimStart();
    },
  };
}

function extensionFunction(
  name: string,
  calibration: ExtensionFunction,
): PythonFunction {
  const required = Array.from(
    { length: calibration.length },
    (_, index) => `argument${index + 1}`,
  );
  return define(
    `${name}(${[...required, "/", "*more"].join(", ")})`,
    (meter, ...values) => {
      const more = values.pop()!;
      const given = [...values, ...iterate(more, meter)]
        .map((value) => toArgument(value, meter));
      // The types of the arguments are the function's own to check.
      const result: unknown = guarded(
        name,
        () => calibration(...given as never[]),
      );
      return fromPlain(result, meter);
    },
  );
}

function guarded(name: string, run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new PythonError("ValueError", `${name}() failed: ${text}`);
  }
}
