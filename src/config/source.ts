/**
 * A file of keys and values that has been read, with the place of each.
 *
 * @module
 */
import { parse } from "@std/yaml";
import { DataLimitError, isMap, plainData } from "./plain_data.ts";
import { pathText, type Position } from "./position.ts";
import { configurationError, type Problem } from "./problem.ts";
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
  refuseMisread(file, positions);
  const data = toPlainData(parsed, file, positions);
  return { file, data, positions, problems: duplicates(file, positions) };
}

function parseYaml(text: string, file: string, positions: YamlPositions) {
  try {
    return parse(text, { schema: "core", allowDuplicateKeys: true });
  } catch (error) {
    const { message, position } = syntaxError(error as Error);
    const clue = clues(positions).find((clue) =>
      isBefore(clue.position, position)
    );
    throw configurationError(
      file,
      clue?.message ?? `this is not YAML: ${message}.`,
      clue?.position ?? position,
    );
  }
}

/** Refuses what a parser accepts and reads as something else than what it looks like. */
function refuseMisread(file: string, positions: YamlPositions): void {
  const { reason, position } = positions.refusal ?? {};
  const misread = [
    { message: TAB_INDENTATION, position: positions.fault("tabIndentation") },
    {
      message:
        'the last item of this list is empty, and the parser would add the items of the list around it: write "- null".',
      position: positions.fault("emptyLastItem"),
    },
    {
      message: "a key is a single word or text, but this is a list or a map.",
      position: positions.fault("keyWithMembers"),
    },
  ];
  for (const { message, position } of misread) {
    if (position) throw configurationError(file, message, position);
  }
  // What only one of two parsers reads has no places, and may be anything.
  if (reason !== undefined) {
    throw configurationError(file, `this is not YAML: ${reason}.`, position);
  }
}

const TAB_INDENTATION =
  "the line is indented with a tab, which YAML does not allow: use blanks.";

/** Returns what the index knows better than the parser, whose errors often stand far behind their cause. */
function clues(positions: YamlPositions) {
  return [
    { message: TAB_INDENTATION, position: positions.fault("tabIndentation") },
    {
      message: 'a key was expected here: "key: value", with a colon.',
      position: positions.fault("missingColon"),
    },
    {
      message: "this is opened and never closed.",
      position: positions.fault("unclosed"),
    },
  ];
}

/** Takes the parser's message apart; both `at line 3, column 5` and `(3:5)` are in use. */
function syntaxError(
  error: Error,
): { message: string; position: Position | undefined } {
  const place = / at line (\d+), column (\d+)| \((\d+):(\d+)\)/.exec(
    error.message,
  );
  if (!place) return { message: error.message, position: undefined };
  return {
    message: error.message.slice(0, place.index),
    position: {
      line: Number(place[1] ?? place[3]),
      column: Number(place[2] ?? place[4]),
    },
  };
}

function isBefore(a: Position | undefined, b: Position | undefined): boolean {
  if (!a || !b) return false;
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function toPlainData(
  parsed: unknown,
  file: string,
  positions: YamlPositions,
): unknown {
  try {
    return plainData(parsed, positions);
  } catch (error) {
    if (!(error instanceof DataLimitError)) throw error;
    const position = positions.nearest(error.path);
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
