/**
 * Puts the payload of a message together.
 *
 * @module
 */
import {
  applyOverrides,
  ConfigurationError,
  merge,
  parseOverride,
  parseSource,
  readTextFile,
} from "../config/mod.ts";
import type { JsonObject } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./usage_error.ts";
import { type ValueReader, valueReader } from "./value_reader.ts";

/** What the operands of a client command mean. */
export interface ClientOperands {
  /** The endpoint, or the routing key. */
  readonly target: string;
  /** `dripline_mesh.key=value`, which address the mesh. */
  readonly overrides: readonly string[];
  /** What the message carries. */
  readonly payload: JsonObject;
  /** The values by position, as they were written. */
  readonly values: readonly string[];
  /** The file that keeps the payload of the reply. */
  readonly save: string | undefined;
}

/**
 * Sorts the operands of a client command: values by position, members by key, `load=FILE` and `save=FILE`, and what addresses the
 * mesh. Members of a file come first, those by key over them, then values by position, then `--values` (section 9.3 of the standard).
 * Throws a {@linkcode UsageError} if a key makes no sense.
 */
export function readOperands(given: Arguments): ClientOperands {
  const [target = "", ...words] = given.operands;
  const valueOf = valueReader(given);
  const written: string[] = [];
  const members: string[] = [];
  const overrides: string[] = [];
  const files: Record<"load" | "save", string | undefined> = {
    load: undefined,
    save: undefined,
  };
  for (const word of words) {
    const [, file, path] = /^(load|save)=(.*)$/s.exec(word) ?? [];
    if (file) files[file as keyof typeof files] = path;
    else if (word.startsWith("dripline_mesh.")) overrides.push(word);
    else if (isMember(word)) members.push(word);
    else written.push(word);
  }
  const { load, save } = files;
  const base = load === undefined ? {} : readMembers(load);
  const payload: Record<string, unknown> = withMembers(base, members, valueOf);
  const lists = [payload.values, written.map(valueOf), given.list("values")]
    .filter((list) => !Array.isArray(list) || list.length > 0);
  const merged = lists.reduce((all, list) => merge(all, list), undefined);
  if (merged !== undefined) payload.values = merged;
  if (given.has("payload")) payload.payload = given.list("payload");
  return {
    target,
    overrides,
    payload: payload as JsonObject,
    values: written,
    save,
  };
}

/** Whether a word is `key=value`. One that begins with a quote is a text: `'a=b'`. */
function isMember(word: string): boolean {
  return word.includes("=") && !word.startsWith("'");
}

function withMembers(
  base: Record<string, unknown>,
  members: readonly string[],
  valueOf: ValueReader,
): Record<string, unknown> {
  try {
    const overrides = members.map((word) => ({
      ...parseOverride(word),
      value: valueOf(word.slice(word.indexOf("=") + 1)),
    }));
    return { ...applyOverrides(base, overrides) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new UsageError("unknown", error.message);
  }
}

function readMembers(file: string): Record<string, unknown> {
  return parseSource(readTextFile(file, "payload file"), file)?.data ?? {};
}
