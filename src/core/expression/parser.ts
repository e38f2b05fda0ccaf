/**
 * Reads an expression: Python's grammar of expressions, without what has no place in a calibration.
 *
 * @module
 */
import type { Arguments } from "./function.ts";
import { MAX_NESTING, MAX_SOURCE } from "./limits.ts";
import { ExpressionError } from "./python_error.ts";
import type { Source } from "./source.ts";
import type {
  BinaryOperator,
  ComparisonOperator,
  Node,
  SliceTrailer,
  SubscriptTrailer,
  Trailer,
  UnaryOperator,
} from "./syntax.ts";
import { type Token, tokenize } from "./tokens.ts";

/** How tightly the left-associative operators bind. */
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ["|", 1],
  ["^", 2],
  ["&", 3],
  ["<<", 4],
  [">>", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["//", 6],
  ["%", 6],
]);
const ORDERS = new Set(["<", "<=", ">", ">=", "==", "!="]);
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);
const OPERATOR_WORDS = new Set(["and", "or", "not", "if", "else", "in", "is"]);
const STATEMENT_WORDS = new Set(
  "as assert async await break class continue def del elif except finally for from global import nonlocal pass raise return try while with yield"
    .split(" "),
);
/** The names whose attributes are names of their own, such as `math.pi`. */
const MODULES = new Set(["math", "numpy", "np"]);

/** Reads the text of an expression. Throws {@linkcode ExpressionError}, which names the column. */
export function parse(source: Source): Node {
  if (source.text.length > MAX_SOURCE) {
    throw new ExpressionError(
      `the text is longer than ${MAX_SOURCE} characters`,
      1,
    );
  }
  return new Parser(tokenize(source)).readAll();
}

/** Reads tokens by recursive descent, one method for each level of the grammar. */
class Parser {
  #next = 0;
  #depth = 0;
  readonly #tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readAll(): Node {
    const first = this.#expression();
    const node = this.#is(",") ? this.#tuple(first, "") : first;
    if (this.#token.kind !== "end") this.#unexpected();
    return node;
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  /** Tells whether the next token is an operator or word, and not a text of that look. */
  #is(text: string): boolean {
    const token = this.#token;
    return (token.kind === "operator" && token.operator === text) ||
      (token.kind === "name" && token.name === text);
  }

  #take(text: string): boolean {
    const found = this.#is(text);
    if (found) this.#next++;
    return found;
  }

  #need(text: string): void {
    if (!this.#take(text)) this.#unexpected(text);
  }

  #fail(message: string, column = this.#token.column): never {
    throw new ExpressionError(message, column);
  }

  #unexpected(wanted?: string): never {
    const token = this.#token;
    if (this.#is("for") || this.#is("async")) {
      this.#fail("comprehensions are not supported");
    }
    if (this.#is(":=") || this.#is("=")) {
      this.#fail("assignments are not supported: compare with ==");
    }
    if (this.#is("@")) this.#fail("the operator @ is not supported");
    const instead = wanted === undefined ? "" : `, where "${wanted}" is due`;
    switch (token.kind) {
      case "end":
        return this.#fail(`the expression ends too early${instead}`);
      case "field":
        return this.#fail(`unexpected reading${instead}`);
      case "text":
        return this.#fail(`unexpected text in quotes${instead}`);
      case "number":
        return this.#fail(`unexpected number${instead}`);
      case "name":
        return this.#fail(
          STATEMENT_WORDS.has(token.name)
            ? `"${token.name}" belongs to a statement: only an expression is possible here`
            : `unexpected "${token.name}"${instead}`,
        );
      case "operator":
        return this.#fail(`unexpected "${token.operator}"${instead}`);
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_NESTING) {
      this.#fail(`nested more than ${MAX_NESTING} deep`);
    }
    const result = read();
    this.#depth--;
    return result;
  }

  #expression(): Node {
    return this.#nested(() => {
      if (this.#is("lambda")) this.#fail("lambda is not supported");
      if (this.#is("*") || this.#is("**")) {
        this.#fail("unpacking with * is not supported");
      }
      const value = this.#logic("or");
      if (!this.#take("if")) return value;
      const condition = this.#logic("or");
      this.#need("else");
      return {
        kind: "condition",
        condition,
        value,
        otherwise: this.#expression(),
      };
    });
  }

  #logic(kind: "or" | "and"): Node {
    const operand = () => kind === "or" ? this.#logic("and") : this.#not();
    const first = operand();
    if (!this.#is(kind)) return first;
    const operands = [first];
    while (this.#take(kind)) operands.push(operand());
    return { kind, operands };
  }

  #not(): Node {
    if (!this.#take("not")) return this.#comparison();
    return this.#nested(() => ({ kind: "not", operand: this.#not() }));
  }

  #comparison(): Node {
    const first = this.#arithmetic(1);
    const rest: [ComparisonOperator, Node][] = [];
    for (;;) {
      const operator = this.#comparisonOperator();
      if (operator === undefined) break;
      rest.push([operator, this.#arithmetic(1)]);
    }
    return rest.length > 0 ? { kind: "comparison", first, rest } : first;
  }

  #comparisonOperator(): ComparisonOperator | undefined {
    const token = this.#token;
    if (token.kind === "operator" && ORDERS.has(token.operator)) {
      this.#next++;
      return token.operator as ComparisonOperator;
    }
    if (this.#take("in")) return "in";
    if (this.#take("is")) return this.#take("not") ? "is not" : "is";
    if (!this.#take("not")) return undefined;
    this.#need("in");
    return "not in";
  }

  /** Reads operators that bind at least so tightly (precedence climbing). */
  #arithmetic(precedence: number): Node {
    const first = this.#unary();
    const rest: [BinaryOperator, Node][] = [];
    for (;;) {
      const token = this.#token;
      if (token.kind !== "operator") break;
      const binds = PRECEDENCE.get(token.operator) ?? 0;
      if (binds < precedence) break;
      this.#next++;
      const operand = this.#arithmetic(binds + 1);
      rest.push([token.operator as BinaryOperator, operand]);
    }
    return rest.length > 0 ? { kind: "arithmetic", first, rest } : first;
  }

  #unary(): Node {
    const token = this.#token;
    if (token.kind !== "operator" || !/^[-+~]$/.test(token.operator)) {
      return this.#power();
    }
    this.#next++;
    return this.#nested(() => ({
      kind: "unary",
      operator: token.operator as UnaryOperator,
      operand: this.#unary(),
    }));
  }

  #power(): Node {
    const base = this.#primary();
    if (!this.#take("**")) return base;
    const exponent = this.#nested(() => this.#unary());
    return { kind: "arithmetic", first: base, rest: [["**", exponent]] };
  }

  #primary(): Node {
    const first = this.#atom();
    const trailers: Trailer[] = [];
    for (;;) {
      const { column } = this.#token;
      if (this.#take("(")) {
        trailers.push({ kind: "call", given: this.#arguments(), column });
      } else if (this.#take("[")) {
        trailers.push(this.#subscript());
      } else if (this.#take(".")) {
        trailers.push(this.#method());
      } else {
        return trailers.length > 0
          ? { kind: "primary", first, trailers }
          : first;
      }
    }
  }

  #method(): Trailer {
    const { column } = this.#token;
    const name = this.#attributeName();
    if (!this.#take("(")) {
      this.#fail(
        `".${name}" is not called: an attribute can be a method only, such as .strip()`,
        column,
      );
    }
    return { kind: "method", name, given: this.#arguments(), column };
  }

  #attributeName(): string {
    const token = this.#token;
    if (token.kind !== "name") return this.#unexpected();
    this.#next++;
    return token.name;
  }

  /** Reads what follows the opening bracket of a call. */
  #arguments(): Arguments<Node> {
    const positions: Node[] = [];
    const keywords = new Map<string, Node>();
    while (!this.#take(")")) {
      const token = this.#token;
      const following = this.#tokens[this.#next + 1];
      const named = following?.kind === "operator" &&
        following.operator === "=";
      if (token.kind === "name" && named) {
        if (keywords.has(token.name)) {
          this.#fail(`keyword argument repeated: ${token.name}`);
        }
        this.#next += 2;
        keywords.set(token.name, this.#expression());
      } else {
        if (keywords.size > 0) {
          this.#fail("an argument without a name follows one with a name");
        }
        positions.push(this.#expression());
      }
      if (!this.#is(")")) this.#need(",");
    }
    return { positions, keywords };
  }

  /** Reads what follows the opening square bracket of a subscript or slice. */
  #subscript(): SubscriptTrailer | SliceTrailer {
    const part = () =>
      this.#is(":") || this.#is("]") ? undefined : this.#expression();
    const start = part();
    if (this.#take(":")) {
      const stop = part();
      const step = this.#take(":") ? part() : undefined;
      this.#need("]");
      return { kind: "slice", start, stop, step };
    }
    if (start === undefined) return this.#unexpected();
    const index = this.#is(",") ? this.#tuple(start, "]") : start;
    this.#need("]");
    return { kind: "subscript", index };
  }

  #atom(): Node {
    const token = this.#token;
    switch (token.kind) {
      case "number":
        this.#next++;
        return { kind: "literal", value: token.value };
      case "field":
        this.#next++;
        return { kind: "field", field: token.field };
      case "text":
        return this.#text();
      case "name":
        return this.#name(token.name, token.column);
      case "operator":
        if (this.#take("(")) return this.#parentheses();
        if (this.#take("[")) {
          const items = this.#items("]");
          return { kind: "list", items };
        }
        if (this.#take("{")) return this.#dict();
        return this.#unexpected();
      case "end":
        return this.#unexpected();
    }
  }

  /** Reads texts that stand side by side: they are one. */
  #text(): Node {
    const pieces: (string | number)[] = [];
    for (;;) {
      const token = this.#token;
      if (token.kind !== "text") return { kind: "text", pieces };
      pieces.push(...token.pieces);
      this.#next++;
    }
  }

  #name(name: string, column: number): Node {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) {
      this.#next++;
      return { kind: "literal", value: constant };
    }
    if (OPERATOR_WORDS.has(name) || STATEMENT_WORDS.has(name)) {
      return this.#unexpected();
    }
    this.#next++;
    if (!MODULES.has(name)) return { kind: "name", name, column };
    if (!this.#take(".")) {
      this.#fail(`"${name}" is a module: write ${name}.sqrt(...)`, column);
    }
    return { kind: "name", name: `${name}.${this.#attributeName()}`, column };
  }

  #parentheses(): Node {
    if (this.#take(")")) return { kind: "tuple", items: [] };
    const first = this.#expression();
    const node = this.#is(",") ? this.#tuple(first, ")") : first;
    this.#need(")");
    return node;
  }

  /** Reads the rest of a tuple up to its end, which stays unread. */
  #tuple(first: Node, end: string): Node {
    const items = [first];
    while (this.#take(",")) {
      if (this.#token.kind === "end" || this.#is(end)) break;
      items.push(this.#expression());
    }
    return { kind: "tuple", items };
  }

  #items(end: string): Node[] {
    const items: Node[] = [];
    while (!this.#take(end)) {
      items.push(this.#expression());
      if (!this.#is(end)) this.#need(",");
    }
    return items;
  }

  #dict(): Node {
    const entries: [Node, Node][] = [];
    while (!this.#take("}")) {
      const key = this.#expression();
      if (this.#is(",") || this.#is("}")) {
        this.#fail("sets are not supported: write a list, [1, 2]");
      }
      this.#need(":");
      entries.push([key, this.#expression()]);
      if (!this.#is("}")) this.#need(",");
    }
    return { kind: "dict", entries };
  }
}
