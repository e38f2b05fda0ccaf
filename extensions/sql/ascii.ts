/**
 * Text that every database can hold, whatever its encoding.
 *
 * @module
 */

/** Writes what is not printable ASCII as JSON does: `\u00b0`. JSON stays the same JSON. */
export function ascii(text: string): string {
  return text.replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
