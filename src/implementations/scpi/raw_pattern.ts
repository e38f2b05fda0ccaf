/**
 * Finds the value in the answer of an instrument.
 *
 * @module
 */
import { PatternError, pythonRegExp } from "../../python/mod.ts";
import { ReplyError } from "../../wire/mod.ts";

/** The longest answer that is searched, in UTF-16 units: matching can take time that grows fast with the length. */
const maxSearched = 100_000;

/** A Python regular expression with a group `value_raw`. */
export class RawPattern {
  readonly #source: string;
  readonly #expression: RegExp;

  /** Reads the expression. Throws a `PatternError`, also if it has no such group. */
  constructor(source: string) {
    this.#source = source;
    this.#expression = pythonRegExp(source, "search");
    const { flags } = this.#expression;
    // With an empty alternative everything matches, and the groups can be listed.
    const always = new RegExp(`${this.#expression.source}|`, flags).exec("");
    if (Object.hasOwn(always?.groups ?? {}, "value_raw")) return;
    throw new PatternError(
      `the regular expression ${
        JSON.stringify(source)
      } needs a group (?P<value_raw>...) round the value`,
      undefined,
    );
  }

  /**
   * Returns what the group `value_raw` matches, null if it takes no part. Throws a `ReplyError` of code 304 if the answer does not
   * match.
   */
  find(answer: string): string | null {
    const match = answer.length > maxSearched
      ? null
      : this.#expression.exec(answer);
    if (match) return match.groups?.value_raw ?? null;
    throw new ReplyError(
      "service_error_invalid_value",
      `device returned unparsable result, [${answer}] has no match to input regex [${this.#source}]`,
    );
  }
}
