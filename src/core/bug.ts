/**
 * Errors that are bugs of whoever wrote a handler.
 *
 * @module
 */
import { isReplyError } from "../wire/mod.ts";
import { isFieldError } from "./declaration/mod.ts";

/**
 * Returns where an error comes from, a line a call, if it is a bug: nobody has foreseen it. What handlers throw to be told to clients,
 * and what the operating system refuses, says all in its message; of that there are no lines.
 */
export function bugTrace(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const isForeseen = isReplyError(error) || isFieldError(error) ||
    "code" in error || Object.hasOwn(Deno.errors, error.name);
  if (isForeseen) return [];
  return (error.stack ?? "").split("\n").filter((line) => /^ +at /.test(line))
    .map((line) => line.trim());
}
