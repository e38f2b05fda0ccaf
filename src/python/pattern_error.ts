/**
 * What can be wrong with a regular expression, or with matching it.
 *
 * @module
 */

/** An error in a regular expression. */
export class PatternError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "PatternError";

  /** Makes an error about a pattern. */
  constructor(
    message: string,
    /** Where the mistake is: 1 for the first character; `undefined` if it is in no one place. */
    readonly column: number | undefined,
  ) {
    super(message);
  }
}

/** Thrown when a text is too long to be searched, or a search takes too many steps. */
export class MatchLimitError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "MatchLimitError";
}
