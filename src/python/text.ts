/**
 * Texts as Python sees them: as code points, and with Python's own blanks.
 *
 * @module
 */
import type { Meter } from "./limits.ts";

/** The inside of a character class: what Python takes for white space, which is not what JavaScript does. */
export const BLANKS =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const BLANK = new RegExp(`[${BLANKS}]`);

/** Tells whether the character is white space. */
export function isBlank(character: string): boolean {
  return BLANK.test(character);
}

/** Returns the text without white space at its ends. */
export function strip(text: string): string {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text[from]!)) from++;
  while (to > from && isBlank(text[to - 1]!)) to--;
  return text.slice(from, to);
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
