/**
 * What the command line says of the configuration.
 *
 * @module
 */
import { basename, dirname } from "node:path";
import { applyOverrides, expandHome, type LoadOptions } from "../config/mod.ts";
import { didYouMean } from "../core/mod.ts";
import type { Arguments } from "./arguments.ts";
import { type Option, options } from "./options.ts";
import { UsageError } from "./usage_error.ts";

/** Returns where the configuration comes from. Throws a {@linkcode UsageError} if the file of `-c` is not there. */
export function loadOptions(
  given: Arguments,
  overrides: readonly string[],
): LoadOptions {
  const file = given.text("config");
  if (file !== undefined) checkFile(file);
  return {
    file,
    encoding: given.text("config-encoding"),
    overrides,
    options: optionsAsConfiguration(given),
    authentication: {
      username: given.text("username"),
      password: given.text("password"),
      passwordFile: given.text("password-file"),
    },
  };
}

/** Returns the configuration file that `-c` names. Throws a {@linkcode UsageError} if there is none. */
export function requireConfiguration(given: Arguments): string {
  const file = given.text("config");
  if (file !== undefined) return file;
  throw new UsageError("missing", "A configuration is required: -c FILE.");
}

function optionsAsConfiguration(given: Arguments): Record<string, unknown> {
  const said = [...given.given].flatMap(([name, value]) => {
    const { address: path }: Option = options[name];
    return path
      ? [{ key: `--${name}`, path, value: value as string | number }]
      : [];
  });
  return applyOverrides({}, said);
}

function checkFile(file: string): void {
  const path = expandHome(file);
  try {
    Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return;
    throw new UsageError(
      "noSuchFile",
      `The configuration file "${file}" does not exist.${nearby(path)}`,
    );
  }
}

function nearby(path: string): string {
  try {
    const names = [...Deno.readDirSync(dirname(path))].map(({ name }) => name);
    return didYouMean(basename(path), names);
  } catch {
    return "";
  }
}
