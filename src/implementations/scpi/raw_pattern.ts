/**
 * Finds the value in the answer of an instrument.
 *
 * @module
 */
import {
  MatchLimitError,
  PatternError,
  type PatternMatch,
  type PythonRegExp,
  pythonRegExp,
} from "../../python/mod.ts";
import { ReplyError } from "../../wire/mod.ts";

/** A Python regular expression with a group `value_raw`. */
export class RawPattern {
  readonly #source: string;
  readonly #expression: PythonRegExp;

  /** Reads the expression. Throws a `PatternError`, also if it has no such group. */
  constructor(source: string) {
    this.#source = source;
    this.#expression = pythonRegExp(source, "search");
    if (this.#expression.groupNames.includes("value_raw")) return;
    throw new PatternError(
      `the regular expression ${
        JSON.stringify(source)
      } needs a group (?P<value_raw>...) round the value`,
      undefined,
    );
  }

  /**
   * Returns what the group `value_raw` matches, null if it takes no part. Throws a `ReplyError` of code 304 if the answer does not
   * match, or is too long to be searched.
   */
  find(answer: string): string | null {
    const match = this.#search(answer);
    if (match) return match.groups.value_raw ?? null;
    throw new ReplyError(
      "service_error_invalid_value",
      `device returned unparsable result, [${answer}] has no match to input regex [${this.#source}]`,
    );
  }

  #search(answer: string): PatternMatch | undefined {
    try {
      return this.#expression.exec(answer);
    } catch (cause) {
      if (!(cause instanceof MatchLimitError)) throw cause;
      throw new ReplyError(
        "service_error_invalid_value",
        `device returned unparsable result, input regex [${this.#source}] gives up: ${cause.message}`,
        { cause },
      );
    }
  }
}
