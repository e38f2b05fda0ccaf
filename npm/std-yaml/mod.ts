/**
 * Stands in for `@std/yaml` where JSR cannot be reached: js-yaml 3, the library it was ported from.
 *
 * Both name line and column of a mistake alike, but not in the same words.
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

const SCHEMAS = {
  core: withoutBase60(yaml.CORE_SCHEMA),
  default: withoutBase60(yaml.DEFAULT_SAFE_SCHEMA),
};

/** Reads the one document in `content`. Throws a `SyntaxError` that says `at line 1, column 1`. */
export function parse(content: string, options: ParseOptions = {}): unknown {
  const schema = SCHEMAS[options.schema ?? "default"];
  const json = options.allowDuplicateKeys ?? false;
  try {
    return yaml.load(content, { schema, json }) ?? null;
  } catch (cause) {
    throw new SyntaxError((cause as Error).message, { cause });
  }
}

/** Writes `data` as a YAML document. */
export function stringify(data: unknown): string {
  return yaml.safeDump(data);
}

/** Returns `schema` with `1:15` as the text that it is; js-yaml reads it as the number 75. */
function withoutBase60(schema: typeof yaml.CORE_SCHEMA): typeof schema {
  const numbers = schema.compiledImplicit.filter(({ tag }: { tag: string }) =>
    tag.endsWith(":int") || tag.endsWith(":float")
  );
  const implicit = numbers.map((number: typeof yaml.Type) =>
    new yaml.Type(number.tag, {
      kind: "scalar",
      construct: number.construct,
      resolve: (text: string | null) =>
        !text?.includes(":") && number.resolve(text),
    })
  );
  return new yaml.Schema({ include: [schema], implicit });
}
