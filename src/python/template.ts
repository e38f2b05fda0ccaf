/**
 * Reads the text of a calibration: a Python expression in which `{}` stands for the reading, as `str.format` sees it.
 *
 * @module
 */
import { type FormatSpec, parseFormatSpec } from "./format_spec.ts";
import { type FieldPiece, MarkupError, parseMarkup } from "./markup.ts";
import { ExpressionError, PythonError } from "./python_error.ts";
import { FIELD_MARK, type Source } from "./source.ts";

/** A field, which stands for the reading. */
export interface Field {
  /** `r`, `s`, `a` or an empty text. */
  readonly conversion: string;
  /** How the reading is formatted. */
  readonly spec: FormatSpec;
}

/** A calibration text cut into the expression and its fields. */
export interface Template {
  /** The expression, with a mark in place of every field. */
  readonly source: Source;
  /** The fields, in order. */
  readonly fields: readonly Field[];
}

/** Reads a calibration text. Throws {@linkcode ExpressionError}, which names the column. */
export function parseTemplate(text: string): Template {
  const mark = text.indexOf(FIELD_MARK);
  if (mark >= 0) {
    throw new ExpressionError("unexpected character U+FDD0", mark + 1);
  }
  let expression = "";
  const columns: number[] = [];
  const fields: FieldPiece[] = [];
  for (const piece of readMarkup(text)) {
    if (piece.kind === "field") {
      expression += FIELD_MARK;
      columns.push(piece.start + 1);
      fields.push(piece);
    } else {
      expression += piece.text;
      for (let at = 0; at < piece.text.length; at++) {
        columns.push(piece.start + at + 1);
      }
    }
  }
  columns.push(text.length + 1);
  checkNumbering(fields);
  const source = { text: expression, columns };
  return { source, fields: fields.map(readField) };
}

function readMarkup(text: string): ReturnType<typeof parseMarkup> {
  try {
    return parseMarkup(text);
  } catch (error) {
    if (!(error instanceof MarkupError)) throw error;
    throw new ExpressionError(
      `${
        error.message.replace(/^ValueError: /, "")
      } ("{}" stands for the reading, "{{" and "}}" for braces)`,
      error.position + 1,
    );
  }
}

/** There is one reading, which `{0}` may name often, but `{}` only once. */
function checkNumbering(fields: readonly FieldPiece[]): void {
  const automatic = fields.filter(({ name }) => name === "");
  if (automatic.length > 0 && automatic.length < fields.length) {
    const other = fields.find(({ name }) => name !== "")!;
    throw new ExpressionError(
      'fields with and without a number cannot be mixed: write "{0}" everywhere',
      other.start + 1,
    );
  }
  if (automatic[1] !== undefined) {
    throw new ExpressionError(
      'a second "{}" would stand for a second reading, but there is one: write "{0}" in all places',
      automatic[1].start + 1,
    );
  }
}

function readField({ name, conversion, spec, start }: FieldPiece): Field {
  const fail = (message: string): never => {
    throw new ExpressionError(message, start + 1);
  };
  if (/^0+[.[]|^[.[]/.test(name)) {
    fail(
      `"{${name}}" reaches into the reading: write {} and then ${
        name.includes("[") ? "[...]" : "a method"
      } after it`,
    );
  }
  if (!/^0*$/.test(name)) {
    fail(
      /^\d+$/.test(name)
        ? `"{${name}}" stands for a further reading, but there is one: write {0}`
        : `"{${name}}" is not known: the reading is {} or {0}, and braces are doubled, as in {{"a": 1}}`,
    );
  }
  if (!/^[rsa]?$/.test(conversion)) {
    fail(`unknown conversion "!${conversion}": there are !r, !s and !a`);
  }
  if (/[{}]/.test(spec)) fail("a field inside of a field is not supported");
  try {
    return { conversion, spec: parseFormatSpec(spec) };
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return fail(error.message.replace(/^ValueError: /, ""));
  }
}
