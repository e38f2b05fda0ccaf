/**
 * The text of an expression as the tokenizer gets it.
 *
 * @module
 */

/** Stands for a field in the text of an expression: a character that no text may hold. */
export const FIELD_MARK = "\ufdd0";

/** The text of an expression, in which every {@linkcode FIELD_MARK} stands for the next field. */
export interface Source {
  /** The text to read. */
  readonly text: string;
  /** For each character of `text`, and its end, the column that the user knows it by. */
  readonly columns: readonly number[];
}
