/**
 * Reads an expression: Python's grammar of expressions, without what has no place in a calibration. This is the part
 * down to the operators.
 *
 * @module
 */
import { MAX_SOURCE } from "./limits.ts";
import { PrimaryParser } from "./primary_parser.ts";
import { ExpressionError } from "./python_error.ts";
import type { Source } from "./source.ts";
import type {
  BinaryOperator,
  ComparisonOperator,
  Node,
  UnaryOperator,
} from "./syntax.ts";
import { TokenReader } from "./token_reader.ts";
import { tokenize } from "./tokens.ts";

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

/** Reads the text of an expression. Throws {@linkcode ExpressionError}, which names the column. */
export function parse(source: Source): Node {
  if (source.text.length > MAX_SOURCE) {
    throw new ExpressionError(
      `the text is longer than ${MAX_SOURCE} characters`,
      1,
    );
  }
  return new Parser(new TokenReader(tokenize(source))).readAll();
}

/** Reads tokens by recursive descent, one method for each level of the grammar. */
class Parser {
  readonly #reader: TokenReader;
  readonly #primaries: PrimaryParser;

  constructor(reader: TokenReader) {
    this.#reader = reader;
    this.#primaries = new PrimaryParser(reader, () => this.#expression());
  }

  readAll(): Node {
    const first = this.#expression();
    const node = this.#reader.is(",")
      ? this.#primaries.tuple(first, "")
      : first;
    if (this.#reader.token.kind !== "end") this.#reader.unexpected();
    return node;
  }

  #expression(): Node {
    return this.#reader.nested(() => {
      if (this.#reader.is("lambda")) {
        this.#reader.fail("lambda is not supported");
      }
      if (this.#reader.is("*") || this.#reader.is("**")) {
        this.#reader.fail("unpacking with * is not supported");
      }
      const value = this.#logic("or");
      if (!this.#reader.take("if")) return value;
      const condition = this.#logic("or");
      this.#reader.need("else");
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
    if (!this.#reader.is(kind)) return first;
    const operands = [first];
    while (this.#reader.take(kind)) operands.push(operand());
    return { kind, operands };
  }

  #not(): Node {
    if (!this.#reader.take("not")) return this.#comparison();
    return this.#reader.nested(() => ({ kind: "not", operand: this.#not() }));
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
    const token = this.#reader.token;
    if (token.kind === "operator" && ORDERS.has(token.operator)) {
      this.#reader.skip();
      return token.operator as ComparisonOperator;
    }
    if (this.#reader.take("in")) return "in";
    if (this.#reader.take("is")) {
      return this.#reader.take("not") ? "is not" : "is";
    }
    if (!this.#reader.take("not")) return undefined;
    this.#reader.need("in");
    return "not in";
  }

  /** Reads operators that bind at least so tightly (precedence climbing). */
  #arithmetic(precedence: number): Node {
    const first = this.#unary();
    const rest: [BinaryOperator, Node][] = [];
    for (;;) {
      const token = this.#reader.token;
      if (token.kind !== "operator") break;
      const binds = PRECEDENCE.get(token.operator) ?? 0;
      if (binds < precedence) break;
      this.#reader.skip();
      const operand = this.#arithmetic(binds + 1);
      rest.push([token.operator as BinaryOperator, operand]);
    }
    return rest.length > 0 ? { kind: "arithmetic", first, rest } : first;
  }

  #unary(): Node {
    const token = this.#reader.token;
    if (token.kind !== "operator" || !/^[-+~]$/.test(token.operator)) {
      return this.#power();
    }
    this.#reader.skip();
    return this.#reader.nested(() => ({
      kind: "unary",
      operator: token.operator as UnaryOperator,
      operand: this.#unary(),
    }));
  }

  #power(): Node {
    const base = this.#primaries.read();
    if (!this.#reader.take("**")) return base;
    const exponent = this.#reader.nested(() => this.#unary());
    return { kind: "arithmetic", first: base, rest: [["**", exponent]] };
  }
}
