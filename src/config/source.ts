/**
 * A file of keys and values that has been read, with the place of each.
 *
 * @module
 */
import { parse } from "@std/yaml";
import { DataError, isMap, plainData } from "./plain_data.ts";
import { pathText } from "./position.ts";
import {
  ConfigurationError,
  configurationError,
  type Problem,
} from "./problem.ts";
import { doubts, misreadings, syntaxFault } from "./yaml_errors.ts";
import { indexYaml, type YamlPositions } from "./yaml_positions.ts";

/** A file of keys and values that has been read. */
export interface Source extends YamlDocument {
  /** What it holds. */
  readonly data: Record<string, unknown>;
}

/** A file that has been read, with whatever it holds. */
export interface YamlDocument {
  /** The file, as it was named. */
  readonly file: string;
  /** What it holds. */
  readonly data: unknown;
  /** Where its keys and values stand. */
  readonly positions: YamlPositions;
  /** Warnings about it. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a YAML text whose top level is a map. JSON needs no reader of its own, because it is YAML too. Returns
 * `undefined` if the text holds nothing but comments.
 *
 * Scalars are those of the core schema; see {@linkcode plainData} for what is dripline's own.
 * Of keys that stand twice the last one counts, with a warning.
 *
 * Throws a {@linkcode ConfigurationError} with the place if the text is not YAML, its top level is no map, or it
 * is too large.
 */
export function parseSource(text: string, file: string): Source | undefined {
  const document = parseDocument(text, file);
  if (!document) return undefined;
  const { data, positions } = document;
  if (isMap(data)) return { ...document, data };
  const kind = Array.isArray(data) ? "a list" : "a single value";
  throw configurationError(
    file,
    `the top level is ${kind}, but must be a map: lines of "key: value".`,
    positions.valueAt([]),
  );
}

/** Reads a YAML text as {@linkcode parseSource} does, whatever its top level is. */
export function parseDocument(
  text: string,
  file: string,
): YamlDocument | undefined {
  const positions = indexYaml(text);
  const tooDeep = positions.fault("tooDeep");
  if (tooDeep) {
    throw configurationError(
      file,
      "the values are nested too deeply.",
      tooDeep,
    );
  }
  const parsed = parseYaml(text, file, positions);
  if (parsed === null || parsed === undefined) return undefined;
  const misread = misreadings(positions).map((fault): Problem => ({
    severity: "error",
    file,
    ...fault,
  }));
  if (misread.length > 0) throw new ConfigurationError(misread);
  const data = toPlainData(parsed, file, positions);
  const problems = [
    ...duplicates(file, positions),
    ...doubts(positions).map((doubt): Problem => ({
      severity: "warning",
      file,
      ...doubt,
    })),
  ];
  return { file, data, positions, problems };
}

function parseYaml(text: string, file: string, positions: YamlPositions) {
  try {
    return parse(text, { schema: "core", allowDuplicateKeys: true });
  } catch (error) {
    throw new ConfigurationError([
      { severity: "error", file, ...syntaxFault(error as Error, positions) },
    ]);
  }
}

function toPlainData(
  parsed: unknown,
  file: string,
  positions: YamlPositions,
): unknown {
  try {
    return plainData(parsed, positions);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const position = positions.nearest(error.path, error.place);
    throw configurationError(file, error.message, position);
  }
}

function duplicates(file: string, positions: YamlPositions): Problem[] {
  return positions.duplicateKeys.map(({ path, first, second }) => ({
    severity: "warning",
    file,
    position: second,
    message: `${
      pathText(path)
    } stands here and at ${file}:${first.line}:${first.column}. This one counts: remove the other.`,
  }));
}
