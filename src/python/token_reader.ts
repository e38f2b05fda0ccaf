/**
 * Goes through tokens one by one, and says what is wrong with the next one.
 *
 * @module
 */
import { MAX_NESTING } from "./limits.ts";
import { ExpressionError } from "./python_error.ts";
import type { Token } from "./tokens.ts";

const OPERATOR_WORDS = new Set(["and", "or", "not", "if", "else", "in", "is"]);
const STATEMENT_WORDS = new Set(
  "as assert async await break class continue def del elif except finally for from global import lambda nonlocal pass raise return try while with yield"
    .split(" "),
);

/** Tells whether the word belongs to the language, and can be no name. */
export function isKeyword(word: string): boolean {
  return OPERATOR_WORDS.has(word) || STATEMENT_WORDS.has(word);
}

/** Goes through tokens one by one. */
export class TokenReader {
  #next = 0;
  #depth = 0;
  readonly #tokens: readonly Token[];

  /** Starts at the first of the tokens, the last of which is the end. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The next token. */
  get token(): Token {
    return this.#tokens[this.#next]!;
  }

  /** The token after the next one. */
  get following(): Token | undefined {
    return this.#tokens[this.#next + 1];
  }

  /** Goes on to the token after the next one. */
  skip(): void {
    this.#next++;
  }

  /** Tells whether the next token is an operator or word, and not a text of that look. */
  is(text: string): boolean {
    const token = this.token;
    return (token.kind === "operator" && token.operator === text) ||
      (token.kind === "name" && token.name === text);
  }

  /** Goes on if the next token is that operator or word, and tells whether it is. */
  take(text: string): boolean {
    const found = this.is(text);
    if (found) this.#next++;
    return found;
  }

  /** Goes on if the next token is that operator or word. Throws {@linkcode ExpressionError} otherwise. */
  need(text: string): void {
    if (!this.take(text)) this.unexpected(text);
  }

  /** Goes on behind a comma, unless the list ends here. Throws {@linkcode ExpressionError} if there is neither. */
  needCommaOr(end: string): void {
    if (!this.is(end)) this.need(this.token.kind === "end" ? end : ",");
  }

  /** Throws {@linkcode ExpressionError} about the next token, or another column. */
  fail(message: string, column: number = this.token.column): never {
    throw new ExpressionError(message, column);
  }

  /** Throws {@linkcode ExpressionError} because the next token cannot stand there. */
  unexpected(wanted?: string): never {
    const token = this.token;
    if (this.is("for") || this.is("async")) {
      this.fail("comprehensions are not supported");
    }
    if (this.is(":=") || this.is("=")) {
      this.fail("assignments are not supported: compare with ==");
    }
    if (this.is("@")) this.fail("the operator @ is not supported");
    const instead = wanted === undefined ? "" : `, where "${wanted}" is due`;
    switch (token.kind) {
      case "end":
        return this.fail(`the expression ends too early${instead}`);
      case "field":
        return this.fail(`unexpected reading${instead}`);
      case "text":
        return this.fail(`unexpected text in quotes${instead}`);
      case "number":
        return this.fail(`unexpected number${instead}`);
      case "name":
        return this.fail(
          STATEMENT_WORDS.has(token.name)
            ? `"${token.name}" belongs to a statement: only an expression is possible here`
            : `unexpected "${token.name}"${instead}`,
        );
      case "operator":
        return this.fail(`unexpected "${token.operator}"${instead}`);
    }
  }

  /** Reads what is one level deeper. Throws {@linkcode ExpressionError} when that is too deep. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_NESTING) {
      this.fail(`nested more than ${MAX_NESTING} deep`);
    }
    const result = read();
    this.#depth--;
    return result;
  }
}
