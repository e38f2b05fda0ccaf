/**
 * Cuts the text of an expression into tokens.
 *
 * @module
 */
import { MAX_BITS } from "./limits.ts";
import { bitLength } from "./integers.ts";
import { ExpressionError } from "./python_error.ts";
import { FIELD_MARK, type Source } from "./source.ts";
import { readText } from "./text_literal.ts";

/** A token, and the column at which it starts. */
export type Token =
  & { readonly column: number }
  & (
    | { readonly kind: "number"; readonly value: bigint | number }
    | { readonly kind: "text"; readonly pieces: readonly (string | number)[] }
    | { readonly kind: "field"; readonly field: number }
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "operator"; readonly operator: string }
    | { readonly kind: "end" }
  );

const NUMBER = new RegExp(
  [
    /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+/,
    /(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?/,
  ].map((part) => part.source).join("|"),
  "y",
);
const NAME = /[\p{L}_][\p{L}\p{N}_]*/yu;
const TEXT_START = /(r|u|fr?|rf|br?|rb|)('''|"""|'|")/iy;
const OPERATOR = /\*\*|\/\/|<<|>>|<=|>=|==|!=|:=|[-+*/%&|^~<>()[\]{},:.=@]/y;
const BLANK = /[ \t\f]+|#[^\n]*/y;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/** Cuts the text into tokens. Throws {@linkcode ExpressionError} for what cannot be a token. */
export function tokenize(source: Source): Token[] {
  const { text, columns } = source;
  const tokens: Token[] = [];
  let fields = 0;
  let brackets = 0;
  let position = 0;
  const fail = (message: string, at = position): never => {
    throw new ExpressionError(message, columns[at]!);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(text);
  };

  while (position < text.length) {
    const column = columns[position]!;
    const blank = match(BLANK);
    if (blank) {
      position += blank[0].length;
      continue;
    }
    if (text[position] === "\n" || text[position] === "\r") {
      if (brackets === 0) fail("a line break is possible in brackets only");
      position++;
      continue;
    }
    if (text[position] === FIELD_MARK) {
      checkNeighbours(source, position);
      tokens.push({ kind: "field", field: fields++, column });
      position++;
      continue;
    }
    const start = match(TEXT_START);
    if (start) {
      const literal = readText(source, position, start, fields);
      tokens.push({ kind: "text", pieces: literal.pieces, column });
      fields = literal.fields;
      position = literal.end;
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      const value = readNumber(number[0], column);
      tokens.push({ kind: "number", value, column });
      position += number[0].length;
      if (WORD_CHARACTER.test(characterAt(text, position))) {
        fail(
          /[jJ]/.test(text[position]!)
            ? "complex numbers are not supported"
            : "a letter or digit directly after a number: put an operator or a blank between them",
        );
      }
      continue;
    }
    const name = match(NAME);
    if (name) {
      tokens.push({ kind: "name", name: name[0].normalize("NFKC"), column });
      position += name[0].length;
      continue;
    }
    const operator = match(OPERATOR)?.[0] ??
      fail(`unexpected character ${shown(characterAt(text, position))}`);
    if (/[([{]/.test(operator)) brackets++;
    if (/[)\]}]/.test(operator)) brackets--;
    tokens.push({ kind: "operator", operator, column });
    position += operator.length;
  }
  tokens.push({ kind: "end", column: columns[text.length]! });
  return tokens;
}

function readNumber(literal: string, column: number): bigint | number {
  const digits = literal.replaceAll("_", "");
  if (/^0[xob]/i.test(digits)) return checkSize(BigInt(digits), column);
  if (/[.e]/i.test(digits)) return Number(digits);
  if (/^0+[1-9]/.test(digits)) {
    throw new ExpressionError(
      `leading zeros in decimal integer literals are not permitted: write ${
        digits.replace(/^0+/, "")
      } instead of ${digits}`,
      column,
    );
  }
  return checkSize(BigInt(digits), column);
}

function checkSize(value: bigint, column: number): bigint {
  if (bitLength(value) <= MAX_BITS) return value;
  throw new ExpressionError("the integer has too many digits", column);
}

/** A reading is a value of its own: `1{}` is not a number that starts with 1. */
function checkNeighbours({ text, columns }: Source, position: number): void {
  const before = text[position - 1] ?? "";
  const after = text.slice(position + 1, position + 3);
  const neighbour = /[\p{L}\p{N}_.\ufdd0]/u.test(before)
    ? before
    : /^(?:[\p{L}\p{N}_\ufdd0]|\.\d)/u.test(after)
    ? after[0]!
    : undefined;
  if (neighbour === undefined) return;
  const beside = neighbour === FIELD_MARK
    ? "another reading"
    : shown(neighbour);
  throw new ExpressionError(
    `the reading stands directly beside ${beside}: it is a value of its own, not a part of a number or name. Put an operator or a blank between them, or quotes around both`,
    columns[position]!,
  );
}

function characterAt(text: string, position: number): string {
  const code = text.codePointAt(position);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** Shows a character; one that nobody sees by its code. */
function shown(character: string): string {
  if (!/[\p{C}\p{Z}]/u.test(character)) return JSON.stringify(character);
  const code = character.codePointAt(0)!.toString(16).toUpperCase();
  return `U+${code.padStart(4, "0")}`;
}
