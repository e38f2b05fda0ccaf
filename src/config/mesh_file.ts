/**
 * The file `~/.dripline_mesh.yaml`, in which a user or a laboratory says once where the mesh is.
 *
 * @module
 */
import { type Environment, readEnvironment } from "./environment.ts";
import { readTextFile } from "./files.ts";
import { parseSource, type Source } from "./source.ts";

/**
 * Reads `~/.dripline_mesh.yaml`. Its top level holds the keys of `dripline_mesh` themselves: `broker: localhost`.
 *
 * It overrides what is built in and is overridden by the configuration file, that by `key=value` arguments,
 * those by options. Returns `undefined` if `HOME` is not set, there is no such file or it is empty.
 *
 * Throws a {@linkcode ConfigurationError} if the file cannot be read or does not hold a map.
 */
export function readMeshFile(
  environment: Environment = readEnvironment,
): Source | undefined {
  const home = environment("HOME");
  if (!home) return undefined;
  const file = `${home}/.dripline_mesh.yaml`;
  if (isAbsent(file)) return undefined;
  return parseSource(readTextFile(file, "mesh file"), file);
}

function isAbsent(file: string): boolean {
  try {
    Deno.statSync(file);
    return false;
  } catch (error) {
    return error instanceof Deno.errors.NotFound;
  }
}
