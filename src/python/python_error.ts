/**
 * What goes wrong in an expression: while it is read, and while it is evaluated.
 *
 * @module
 */

/** The classes of Python's exceptions that an evaluation can raise. */
export type PythonErrorKind =
  | "AttributeError"
  | "IndexError"
  | "KeyError"
  | "MemoryError"
  | "NameError"
  | "OverflowError"
  | "TimeoutError"
  | "TypeError"
  | "ValueError"
  | "ZeroDivisionError";

/** An error while an expression is evaluated, as Python would raise it. */
export class PythonError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "PythonError";

  /** Makes an error of a Python class; `message` reads as `kind: text`. */
  constructor(
    /** The class of the Python exception. */
    readonly kind: PythonErrorKind,
    text: string,
  ) {
    super(`${kind}: ${text}`);
  }
}

/** An error in the text of an expression, found when it is read. */
export class ExpressionError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "ExpressionError";

  /** Makes an error at a place of the text. */
  constructor(
    text: string,
    /** Where the mistake is: 1 for the first character of the text. */
    readonly column: number,
  ) {
    super(text);
  }
}
