/**
 * Puts a configuration together: the mesh file, the configuration file, `key=value` arguments and options, the later over the
 * earlier, and environment variables in all of it.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { substituteEnvironment } from "./environment.ts";
import { expandHome } from "./files.ts";
import { merge } from "./merge.ts";
import { readMeshFile } from "./mesh_file.ts";
import { applyOverrides, parseOverride } from "./overrides.ts";
import { isMap } from "./plain_data.ts";
import { readMeshKeys } from "./mesh_settings.ts";
import { Problems } from "./problem.ts";
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
  const { file, overrides = [] } = options;
  const meshFile = readMeshFile();
  if (meshFile) checkMeshFile(meshFile);
  const source = readSource(options);
  const problems = new Problems(
    source?.file ?? "command line",
    source?.positions,
  );
  problems.include(source?.problems ?? []);
  let data: unknown = meshFile ? { dripline_mesh: meshFile.data } : {};
  data = merge(data, pick(source?.data ?? {}, options.only));
  data = applyOverrides(
    data as Record<string, unknown>,
    overrides.map(parseOverride),
  );
  data = merge(data, options.options);
  data = substituteEnvironment(
    data,
    (path, message) => problems.add(path, message),
  );
  return {
    data: isMap(data) ? data : {},
    problems,
    base: file === undefined ? Deno.cwd() : dirname(resolve(expandHome(file))),
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

/** Throws a `ConfigurationError` that names the mesh file: later its values look as if they stood in the configuration. */
function checkMeshFile({ file, data, positions }: Source): void {
  const problems = new Problems(file, positions);
  readMeshKeys(data, [], problems);
  problems.throwIfErrors();
}

function pick(
  data: Readonly<Record<string, unknown>>,
  only: readonly string[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).filter(([key]) => only?.includes(key) ?? true),
  );
}
