/**
 * Finds the fields of a format text, such as the `{:.2f}` in `"T = {:.2f} K"`, as Python's `str.format` does.
 *
 * @module
 */
import { PythonError } from "./python_error.ts";

/** A piece of a format text. */
export type MarkupPiece = LiteralPiece | FieldPiece;

/** Characters that stand for themselves. */
export interface LiteralPiece {
  /** Tells the pieces apart. */
  readonly kind: "literal";
  /** The characters. */
  readonly text: string;
  /** The position of the first of them. */
  readonly start: number;
}

/** A field in braces. */
export interface FieldPiece {
  /** Tells the pieces apart. */
  readonly kind: "field";
  /** What stands before `!` and `:`. */
  readonly name: string;
  /** The letter after `!`, an empty text if there is none. */
  readonly conversion: string;
  /** What stands after `:`. */
  readonly spec: string;
  /** The position of the opening brace. */
  readonly start: number;
  /** The position after the closing brace. */
  readonly end: number;
}

/** An error in a format text, and where it is. */
export class MarkupError extends PythonError {
  /** Makes a ValueError at a position, counted from 0. */
  constructor(
    text: string,
    /** Where the mistake is, counted from 0. */
    readonly position: number,
  ) {
    super("ValueError", text);
  }
}

/** Cuts a format text into its pieces; `{{` and `}}` are braces. Throws {@linkcode MarkupError}. */
export function parseMarkup(text: string): MarkupPiece[] {
  const pieces: MarkupPiece[] = [];
  let position = 0;
  while (position < text.length) {
    const brace = text.slice(position).search(/[{}]/);
    const at = brace < 0 ? text.length : position + brace;
    const doubled = brace >= 0 && text[at + 1] === text[at];
    const end = doubled ? at + 1 : at;
    if (end > position) {
      const literal = text.slice(position, end);
      pieces.push({ kind: "literal", text: literal, start: position });
    }
    if (doubled) position = at + 2;
    else if (brace < 0) position = at;
    else {
      const field = parseField(text, at);
      pieces.push(field);
      position = field.end;
    }
  }
  return pieces;
}

/** Reads the field whose opening brace stands at a position. */
function parseField(text: string, start: number): FieldPiece {
  const fail = (message: string, position: number): never => {
    throw new MarkupError(message, position);
  };
  if (text[start] === "}") {
    fail("Single '}' encountered in format string", start);
  }
  if (start === text.length - 1) {
    fail("Single '{' encountered in format string", start);
  }
  const nameEnd = endOfName(text, start + 1);
  const name = text.slice(start + 1, nameEnd);
  if (text[nameEnd] === "{") fail("unexpected '{' in field name", nameEnd);
  if (text[nameEnd] === undefined) {
    fail("expected '}' before end of string", start);
  }
  let conversion = "";
  let at = nameEnd;
  if (text[at] === "!") {
    conversion = text[at + 1] ??
      fail("end of string while looking for conversion specifier", at);
    at += 2;
    if (text[at] === undefined) fail("unmatched '{' in format spec", start);
    if (text[at] !== ":" && text[at] !== "}") {
      fail("expected ':' after conversion specifier", at);
    }
  }
  if (text[at] === "}") {
    return { kind: "field", name, conversion, spec: "", start, end: at + 1 };
  }
  const end = closingBrace(text, at + 1) ??
    fail("unmatched '{' in format spec", start);
  const spec = text.slice(at + 1, end);
  return { kind: "field", name, conversion, spec, start, end: end + 1 };
}

/** The position of the first `{`, `}`, `:` or `!` outside of square brackets, or the end of the text. */
function endOfName(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "[") {
      const close = text.indexOf("]", at);
      if (close < 0) return text.length;
      at = close;
    } else if (/[{}:!]/.test(text[at]!)) return at;
  }
  return text.length;
}

function closingBrace(text: string, from: number): number | undefined {
  let open = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") open++;
    if (text[at] === "}" && --open === 0) return at;
  }
  return undefined;
}
