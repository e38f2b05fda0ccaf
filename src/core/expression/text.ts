/**
 * Texts as Python sees them: as code points, and with Python's own blanks.
 *
 * @module
 */
import type { Meter } from "./limits.ts";

/** The inside of a character class: what Python takes for white space, which is not what JavaScript does. */
export const BLANKS =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const EDGES = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "g");

/** Returns the text without white space at its ends. */
export function strip(text: string): string {
  return text.replace(EDGES, "");
}

/** Returns the characters of a text: code points, not halves of surrogate pairs. */
export function characters(text: string, meter: Meter): string[] {
  meter.spendLength(text.length);
  return [...text];
}

/** Returns how many characters a text has. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
