/**
 * Puts a configuration together: the mesh file, the configuration file, `key=value` arguments and options, the later over the
 * earlier, and environment variables in all of it.
 *
 * @module
 */
import { dirname, relative, resolve } from "node:path";
import { substituteEnvironment } from "./environment.ts";
import { expandHome } from "./files.ts";
import { merge } from "./merge.ts";
import { readMeshFile } from "./mesh_file.ts";
import { applyOverrides, type Override, parseOverride } from "./overrides.ts";
import { isMap } from "./plain_data.ts";
import { MeshSettings, readMeshKeys } from "./mesh_settings.ts";
import type { Path, Positions } from "./position.ts";
import { type Origin, type Problem, Problems } from "./problem.ts";
import { parseConfiguration, readConfiguration } from "./read_configuration.ts";
import { unwrapRuntimeConfig } from "./runtime_config.ts";
import type { Source } from "./source.ts";

/** Where a configuration comes from. */
export interface SettingsOptions {
  /** The configuration file, if there is one. */
  readonly file?: string | undefined;
  /** A configuration that stands in no file; relative paths in it begin at the current folder. Not together with `file`. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** What the file is written in, `yaml` or `json`, if its name does not say so. */
  readonly encoding?: string | undefined;
  /** `key=value` arguments. */
  readonly overrides?: readonly string[] | undefined;
  /** What options say, in the form of a configuration. It counts most. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  /** Only these keys of the configuration file count. Default: all. */
  readonly only?: readonly string[] | undefined;
}

/** A configuration, put together. */
export interface Settings {
  /** The whole of it. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Collects what is wrong with it, with the places in the file. */
  readonly problems: Problems;
  /** The folder that relative paths begin at: the file's, or the current one. */
  readonly base: string;
}

/** Puts a configuration together. Throws a `ConfigurationError` if a file cannot be read or an argument makes no sense. */
export function readSettings(options: SettingsOptions): Settings {
  const { file } = options;
  const base = file === undefined
    ? Deno.cwd()
    : dirname(resolve(expandHome(file)));
  const given = options.overrides ?? [];
  const overrides = given.map(parseOverride)
    .map((override) => fromBase(override, base));
  const meshFile = readMeshFile();
  const meshKeys = meshFile && keysOf(meshFile);
  const source = readSource(options);
  const problems = new Problems(
    source?.file ?? "command line",
    source?.positions,
    [
      ...meshFile && meshKeys
        ? originsOf(meshKeys.data, meshFile, source?.positions)
        : [],
      ...overrides.map(({ path, key }, index) => ({
        path,
        file: `${key}=`,
        word: given[index]!.slice(key.length + 1),
      })),
      ...leaves(options.options).map((path) => ({
        path,
        file: "command line",
      })),
    ],
  );
  problems.include(source?.problems ?? []);
  problems.include(meshKeys?.warnings ?? []);
  let data: unknown = meshKeys ? { dripline_mesh: meshKeys.data } : {};
  data = merge(data, pick(source?.data ?? {}, options.only));
  data = applyOverrides(data as Record<string, unknown>, overrides);
  data = merge(data, options.options);
  data = substituteEnvironment(
    data,
    (path, message) => problems.add(path, message),
  );
  return {
    data: isMap(data) ? data : {},
    problems,
    base,
  };
}

/** A path on the command line begins where the command is typed; one in a file, as all are here, at the file. */
function fromBase(override: Override, base: string): Override {
  const { path, value } = override;
  const isModule = path[0] === "extensions" || path.at(-1) === "module_path";
  const isRelative = typeof value === "string" && /^\.\.?\//.test(value);
  if (!isModule || !isRelative) return override;
  const fromThere = relative(base, resolve(value));
  return {
    ...override,
    value: fromThere.startsWith("../") ? fromThere : `./${fromThere}`,
  };
}

function readSource(options: SettingsOptions): Source | undefined {
  const { file, data, encoding } = options;
  if (data) {
    const text = JSON.stringify(data, undefined, 2);
    return unwrapRuntimeConfig(parseConfiguration(text, "configuration"));
  }
  return file === undefined
    ? undefined
    : unwrapRuntimeConfig(readConfiguration(file, { encoding }));
}

/**
 * Returns what the mesh file says, without keys that mean nothing. Throws a `ConfigurationError` that names the mesh file: later its
 * values look as if they stood in the configuration.
 */
function keysOf(
  { file, data, positions, problems: duplicates }: Source,
): { data: Record<string, unknown>; warnings: readonly Problem[] } {
  const problems = new Problems(file, positions);
  problems.include(duplicates);
  const keys = substituteEnvironment(
    data,
    (path, message) => problems.add(path, message),
  ) as Record<string, unknown>;
  readMeshKeys(keys, [], problems);
  problems.throwIfErrors();
  const known = Object.keys(MeshSettings.attributes);
  return { data: pick(keys, known), warnings: problems.list };
}

/** Where the keys stand that are taken from the mesh file, because the configuration does not have them. */
function originsOf(
  keys: Record<string, unknown>,
  { file, positions }: Source,
  over: Positions | undefined,
): Origin[] {
  return Object.keys(keys)
    .map((key) => ({ key, path: ["dripline_mesh", key] }))
    .filter(({ path }) => !over?.keyAt(path))
    .map(({ key, path }) => ({
      path,
      file,
      position: positions.nearest([key], "value"),
      word: positions.wordAt([key]),
    }));
}

/** The paths of the values of a map that are no maps. */
function leaves(value: unknown, path: Path = []): Path[] {
  if (value === undefined) return [];
  if (!isMap(value)) return [path];
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, key])
  );
}

function pick(
  data: Readonly<Record<string, unknown>>,
  only: readonly string[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).filter(([key]) => only?.includes(key) ?? true),
  );
}
