/**
 * Texts such as names in a block of a configuration.
 *
 * @module
 */
import { isFieldError, string } from "../core/mod.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";

const text = string();

/** Returns the text of a key of the block at `path`; `undefined` if it is left out, empty, or no text, which is reported. */
export function textAt(
  block: Readonly<Record<string, unknown>>,
  key: string,
  path: Path,
  problems: Problems,
): string | undefined {
  const value = (Object.hasOwn(block, key) ? block[key] : undefined) ?? "";
  try {
    return text.decode(value, problems.writtenAt([...path, key])) || undefined;
  } catch (error) {
    if (!isFieldError(error)) throw error;
    problems.add([...path, key], `"${key}" ${error.message}.`, "value");
    return undefined;
  }
}
