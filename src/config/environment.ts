/**
 * Environment variables, and `ENV{NAME}` in the texts of a configuration.
 *
 * @module
 */
import { isMap } from "./plain_data.ts";
import type { Path } from "./position.ts";
import { configurationError } from "./problem.ts";

/** Returns the value of an environment variable, or `undefined` if it is not set. Throws if it may not be read. */
export type Environment = (name: string) => string | undefined;

/** Is told what is wrong with the value at a path. */
export type Report = (path: Path, message: string) => void;

/** How often a token is replaced in one text, before it is taken to refer to itself. */
const MAX_REPLACEMENTS = 100;

/** How long a text may become, in characters. */
const MAX_LENGTH = 1_000_000;

const TOKEN = /ENV\{(\w+)\}/;

/**
 * Returns the value of an environment variable of this process, or `undefined` if it is not set.
 *
 * Throws a {@linkcode ConfigurationError} that names the flag if Deno was not allowed to read it.
 */
export function readEnvironment(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw configurationError(
        name,
        `Deno may not read this environment variable: run with --allow-env=${name}.`,
      );
    }
    throw configurationError(name, "no environment variable can be called so.");
  }
}

/**
 * Returns `data` with every `ENV{NAME}` in its texts replaced by the environment variable NAME; keys stay as they
 * are. What is replaced stays a text. A value may hold further tokens, which are replaced as well.
 *
 * A variable that is not set, may not be read or refers to itself is reported, and the text left as it is.
 */
export function substituteEnvironment(
  data: unknown,
  report: Report,
  environment: Environment = readEnvironment,
): unknown {
  const substitute = (value: unknown, path: Path): unknown => {
    if (typeof value === "string") {
      try {
        return substituteText(value, environment);
      } catch (error) {
        report(path, (error as Error).message);
        return value;
      }
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => substitute(item, [...path, index]));
    }
    if (!isMap(value)) return value;
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, member]) => [key, substitute(member, [...path, key])]),
    );
  };
  return substitute(data, []);
}

/** Returns `text` with its tokens replaced. Throws an `Error` if that is not possible. */
function substituteText(text: string, environment: Environment): string {
  let result = text;
  for (let count = 0;; count++) {
    const token = TOKEN.exec(result);
    if (!token) return result;
    const name = token[1]!;
    if (count === MAX_REPLACEMENTS || result.length > MAX_LENGTH) {
      throw new Error(
        `ENV{${name}} is replaced without end: does the environment variable ${name} refer to itself?`,
      );
    }
    const value = environment(name);
    if (value === undefined) {
      throw new Error(
        `The environment variable ${name} is not set, which ENV{${name}} asks for. Set it before the start.`,
      );
    }
    result = result.slice(0, token.index) + value +
      result.slice(token.index + token[0].length);
  }
}
