/**
 * Characters that look like a blank, or like nothing.
 *
 * @module
 */

/** A character that nobody sees, and that is no blank to YAML. */
export const INVISIBLE: RegExp =
  /(?![\t\r\n])\p{Cc}|[\p{Cf}\p{Zl}\p{Zp}\u034f\u115f\u1160\u3164\uffa0]|(?! )\p{Zs}/u;

const NAMES: ReadonlyMap<string, string> = new Map([
  ["\u00a0", "a no-break space"],
  ["\u00ad", "a soft hyphen"],
  ["\u200b", "a zero width space"],
  ["\u2028", "a line separator"],
  ["\u202f", "a narrow no-break space"],
  ["\ufeff", "a byte order mark"],
  ["\u3000", "an ideographic space"],
]);

/** Returns the code of a character, and its name if it is met often: `U+00A0, a no-break space`. */
export function characterName(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase();
  const name = NAMES.get(character);
  return `U+${code.padStart(4, "0")}${name ? `, ${name}` : ""}`;
}
