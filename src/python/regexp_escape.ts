/**
 * The backslashes of Python's regular expressions, in JavaScript's (with its flag `v`).
 *
 * @module
 */
import type { PlaceTest } from "./regexp_node.ts";
import { BLANKS } from "./text.ts";

/** An escape that has been read. */
export interface Escape {
  /** What means the same in JavaScript, in brackets and outside of them. */
  readonly pattern: string;
  /** How many characters of the Python pattern it takes. */
  readonly length: number;
}

/** The classes of characters, each with its ASCII variant. */
const CLASSES: ReadonlyMap<string, readonly [all: string, ascii: string]> =
  new Map([
    ["d", ["[\\p{Nd}]", "[0-9]"]],
    ["D", ["[\\P{Nd}]", "[^0-9]"]],
    ["s", [`[${BLANKS}]`, "[\\t-\\r\\x20]"]],
    ["S", [`[^${BLANKS}]`, "[^\\t-\\r\\x20]"]],
    ["w", ["[\\p{L}\\p{N}_]", "[A-Za-z0-9_]"]],
    ["W", ["[^\\p{L}\\p{N}_]", "[^A-Za-z0-9_]"]],
  ]);

const CONTROLS: ReadonlyMap<string, string> = new Map([
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

const CODE =
  /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(0[0-7]{0,2}|[1-3][0-7]{2}))/;

/** Reads an escape that stands for a character or a class of them, `undefined` if there is no such one. */
export function readCharacterEscape(
  text: string,
  ascii: boolean,
  inBrackets: boolean,
): Escape | undefined {
  const letter = String.fromCodePoint(text.codePointAt(1) ?? 0);
  const length = 1 + letter.length;
  const classes = CLASSES.get(letter);
  if (classes) return { pattern: classes[ascii ? 1 : 0], length };
  const code = CODE.exec(text);
  if (code) {
    const [all, x, u, U, octal] = code;
    const value = octal === undefined
      ? parseInt((x ?? u ?? U)!, 16)
      : parseInt(octal, 8);
    if (value > 0x10ffff) return undefined;
    const pattern = literal(String.fromCodePoint(value));
    return { pattern, length: all.length };
  }
  const control = letter === "b" && !inBrackets
    ? undefined
    : CONTROLS.get(letter);
  if (control !== undefined) return { pattern: literal(control), length };
  const isKnown = text.length > 1 && !/[A-Za-z0-9]/.test(letter);
  return isKnown ? { pattern: literal(letter), length } : undefined;
}

/** Returns the test of an escape that stands for a place, such as `\\b`; `undefined` if there is no such one. */
export function placeEscape(
  letter: string | undefined,
  ascii: boolean,
): PlaceTest | undefined {
  const isWord = ascii ? isAsciiWord : isUnicodeWord;
  switch (letter) {
    case "A":
      return (_, position) => position === 0;
    case "Z":
      return isTextEnd;
    case "b":
      return (text, position) => isBoundary(text, position, isWord);
    case "B":
      // In an empty text there is no place of this kind for Python, which a later version will mend.
      return (text, position) =>
        text !== "" && !isBoundary(text, position, isWord);
    default:
      return undefined;
  }
}

/** Tells whether the position is behind the last character. */
export function isTextEnd(text: string, position: number): boolean {
  return position === text.length;
}

function isBoundary(
  text: string,
  position: number,
  isWord: (character: string) => boolean,
): boolean {
  const after = text.codePointAt(position);
  const before = position === 0 ? undefined : previous(text, position);
  return (before !== undefined && isWord(before)) !==
    (after !== undefined && isWord(String.fromCodePoint(after)));
}

/** The character that ends at a position. */
function previous(text: string, position: number): string {
  const isPair = position > 1 && text.codePointAt(position - 2)! > 0xffff;
  return text.slice(position - (isPair ? 2 : 1), position);
}

function isAsciiWord(character: string): boolean {
  return /^[A-Za-z0-9_]$/.test(character);
}

function isUnicodeWord(character: string): boolean {
  return /^[\p{L}\p{N}_]$/u.test(character);
}

/** Returns the pattern that matches one character and nothing else. */
export function literal(character: string): string {
  if (!/^[\0-\x7f]$/.test(character) || /\w/.test(character)) return character;
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
