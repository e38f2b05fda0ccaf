/**
 * The text of anything at all.
 *
 * @module
 */

/** Returns what a person would want to read of a value of any kind. Never throws. */
export function textOf(value: unknown): string {
  try {
    const text = String(value);
    const saysNothing = text.startsWith("[object ") || Array.isArray(value);
    return saysNothing ? Deno.inspect(value) : text;
  } catch {
    // Its own text fails, or it has none.
    return `a value of type ${typeof value}`;
  }
}
