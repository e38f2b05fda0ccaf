/**
 * Texts that can be shown to people: what would do something to a terminal or begin a line is shown, not done.
 *
 * @module
 */

/** Controls of both sets, separators of lines and paragraphs, and what turns the direction of writing. */
const DOES_SOMETHING =
  /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Returns the text in one line: a line feed becomes `\n`, other characters that do something `\u001b`. */
export function visible(text: string): string {
  return text.replace(DOES_SOMETHING, shown);
}

/** Returns a text of several lines that we have laid out: its line feeds and tabs stay. What is written reads the same in JSON. */
export function visibleLines(text: string): string {
  return text.replace(
    DOES_SOMETHING,
    (character) =>
      character === "\n" || character === "\t" ? character : escaped(character),
  );
}

function shown(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  return character === "\t" ? "\\t" : escaped(character);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
