/**
 * How the values on a command line are read.
 *
 * @module
 */
import { typedValue } from "../config/mod.ts";
import type { Arguments } from "./arguments.ts";
import { UsageError } from "./usage_error.ts";

/** Returns what a word stands for. Throws a {@linkcode UsageError} if it stands for nothing. */
export type ValueReader = (word: string) => unknown;

/** Options that say outright what every value is. */
const readers = {
  "string": (word) => word,
  "number": readNumber,
  "json-value": readJson,
} satisfies Record<string, ValueReader>;

/**
 * Returns what reads values: by what they look like, unless `--string`, `--number` or `--json-value` says it outright. Throws a
 * {@linkcode UsageError} if two of them do.
 */
export function valueReader(given: Arguments): ValueReader {
  const kinds = ["string", "number", "json-value"] as const;
  const [kind, other] = kinds.filter((name) => given.has(name));
  if (other) {
    throw new UsageError(
      "badValue",
      `--${kind} and --${other} contradict each other: a value is one of them.`,
    );
  }
  return kind ? readers[kind] : typedValue;
}

function readNumber(word: string): unknown {
  const value = typedValue(word);
  if (typeof value === "number" || typeof value === "bigint") return value;
  throw new UsageError(
    "badValue",
    `--number takes decimal numbers: "${word}" is none.`,
  );
}

function readJson(word: string): unknown {
  try {
    return JSON.parse(word);
  } catch (error) {
    throw new UsageError(
      "badValue",
      `--json-value takes JSON, and "${word}" is none: ${
        (error as Error).message
      }. A text stands in double quotes, and the whole in single ones: '"open"'`,
    );
  }
}
