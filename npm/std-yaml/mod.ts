/**
 * Stands in for `@std/yaml` where JSR cannot be reached: js-yaml 3, the library it was ported from.
 *
 * @module
 */
import yaml from "js-yaml";

/** How {@linkcode parse} reads. */
export interface ParseOptions {
  /** Which texts are more than text. Default: `"default"`, which knows dates; `"core"` does not. */
  schema?: "core" | "default";
  /** Whether the last of several equal keys wins. Default: they are an error. */
  allowDuplicateKeys?: boolean;
}

/** Reads the one document in `content`. Throws an `Error` that names line and column. */
export function parse(content: string, options: ParseOptions = {}): unknown {
  const schema = options.schema === "core"
    ? yaml.CORE_SCHEMA
    : yaml.DEFAULT_SAFE_SCHEMA;
  return yaml.load(content, {
    schema,
    json: options.allowDuplicateKeys ?? false,
  }) ?? null;
}

/** Writes `data` as a YAML document. */
export function stringify(data: unknown): string {
  return yaml.safeDump(data);
}
