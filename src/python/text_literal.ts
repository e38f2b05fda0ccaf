/**
 * Reads a text in quotes, with its escapes and the fields inside of it.
 *
 * @module
 */
import { ExpressionError } from "./python_error.ts";
import { FIELD_MARK, type Source } from "./source.ts";

/** A text that has been read. */
export interface TextLiteral {
  /** The characters, and the numbers of the fields between them. */
  readonly pieces: readonly (string | number)[];
  /** The position after the closing quotes. */
  readonly end: number;
  /** How many fields the source has up to there. */
  readonly fields: number;
}

const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\n))/y;
const CHARACTERS = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);
const REFUSED_PREFIXES = new Map([
  [
    "f",
    "f-strings are not supported: a reading is put into any text with {}, a result with str() and +",
  ],
  ["b", "bytes are not supported"],
]);

/**
 * Reads the text that starts at a position, where `start` has matched its prefix and opening quotes and `fields`
 * fields stand before it. Throws {@linkcode ExpressionError}.
 */
export function readText(
  { text, columns }: Source,
  position: number,
  start: RegExpExecArray,
  fields: number,
): TextLiteral {
  const fail = (message: string, at: number): never => {
    throw new ExpressionError(message, columns[at]!);
  };
  const prefix = start[1]!.toLowerCase();
  const quotes = start[2]!;
  for (const [letter, refusal] of REFUSED_PREFIXES) {
    if (prefix.includes(letter)) fail(refusal, position);
  }

  const pieces: (string | number)[] = [];
  let characters = "";
  let at = position + start[0].length;
  while (!text.startsWith(quotes, at)) {
    const character = text[at];
    if (
      character === undefined || (quotes.length === 1 && character === "\n")
    ) {
      return fail("the text in quotes does not end", position);
    }
    if (character === FIELD_MARK) {
      pieces.push(characters, fields++);
      characters = "";
      at++;
    } else if (character !== "\\") {
      characters += character;
      at++;
    } else if (text[at + 1] === FIELD_MARK) {
      fail("a backslash before a reading: double it", at);
    } else if (prefix === "r") {
      characters += text.slice(at, at + 2);
      at += 2;
    } else {
      ESCAPE.lastIndex = at;
      const escape = ESCAPE.exec(text);
      if (!escape && /[NxuU]/.test(text[at + 1] ?? "")) {
        fail(`the escape \\${text[at + 1]} is incomplete or unknown`, at);
      }
      characters += escape ? unescape(escape, columns[at]!) : "\\";
      at += escape ? escape[0].length : 1;
    }
  }
  pieces.push(characters);
  return { pieces, end: at + quotes.length, fields };
}

function unescape(escape: RegExpExecArray, column: number): string {
  const [, letter, x, u, U, octal, lineBreak] = escape;
  if (lineBreak !== undefined) return "";
  if (letter !== undefined) return CHARACTERS.get(letter) ?? letter;
  const code = octal === undefined
    ? parseInt((x ?? u ?? U)!, 16)
    : parseInt(octal, 8);
  if (code > 0x10ffff) {
    throw new ExpressionError("there is no such character", column);
  }
  return String.fromCodePoint(code);
}
