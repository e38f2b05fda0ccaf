/**
 * Reads text files and says clearly why one cannot be read.
 *
 * @module
 */
import { type Environment, readEnvironment } from "./environment.ts";
import { ConfigurationError, configurationError } from "./problem.ts";
import { resolve } from "node:path";
import { TextLines } from "./text_lines.ts";

/**
 * Reads the text file at `path`. `what` names it in errors: `configuration file`. Throws a `ConfigurationError` if
 * it cannot be read.
 */
export type ReadText = (path: string, what: string) => string;

/**
 * Reads the text file at `path`, which has to be UTF-8; a byte order mark is left out.
 *
 * Throws a {@linkcode ConfigurationError} if there is no such file, if it may not be read or is no text.
 */
export function readTextFile(path: string, what: string): string {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw configurationError(path, whyUnreadable(error as Error, path, what));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const lines = new TextLines(new TextDecoder().decode(bytes));
    throw configurationError(
      path,
      `the ${what} is not UTF-8 text from here on: save it as UTF-8.`,
      lines.positionOf(Math.max(0, lines.text.indexOf("\ufffd"))),
    );
  }
}

/** The largest table, in bytes. */
const maxTable = 16 * 2 ** 20;

/**
 * Reads the table that a configuration names `name`, which begins at the folder `base`.
 *
 * Throws a {@linkcode ConfigurationError} if it cannot be read, is no regular file, or is larger than 16 MiB.
 */
export function readNamedText(
  name: string,
  base: string,
): { file: string; text: string } {
  const file = resolve(base, expandHome(name));
  try {
    const { isFile, isDirectory, size } = Deno.statSync(file);
    if (!isFile && !isDirectory) {
      throw configurationError(file, "the table is no regular file.");
    }
    if (size > maxTable) {
      throw configurationError(
        file,
        `the table is larger than ${maxTable / 2 ** 20} MiB.`,
      );
    }
  } catch (error) {
    // What else is wrong is said when it is read.
    if (error instanceof ConfigurationError) throw error;
  }
  return { file, text: readTextFile(file, "table") };
}

/**
 * Returns `path` with a leading `~` replaced by the home directory.
 *
 * Throws a {@linkcode ConfigurationError} if there is such a `~` and `HOME` is not set.
 */
export function expandHome(
  path: string,
  environment: Environment = readEnvironment,
): string {
  if (path !== "~" && !path.startsWith("~/")) return path;
  const home = environment("HOME");
  if (!home) {
    throw configurationError(
      path,
      "the home directory is not known, because HOME is not set: give the whole path.",
    );
  }
  return home + path.slice(1);
}

function whyUnreadable(error: Error, path: string, what: string): string {
  if (
    error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory
  ) {
    return `the ${what} does not exist.`;
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return `the ${what} is a directory: name a file in it.`;
  }
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno may not read the ${what}: run with --allow-read=${path}.`;
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return `the ${what} may not be read by this user: see its owner and mode.`;
  }
  return `the ${what} cannot be read: ${error.message}.`;
}
