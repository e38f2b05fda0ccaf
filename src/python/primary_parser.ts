/**
 * Reads what operators stand between: numbers, texts, names, brackets, and the calls and subscripts that follow them.
 *
 * @module
 */
import type { Arguments } from "./function.ts";
import type {
  Node,
  SliceTrailer,
  SubscriptTrailer,
  Trailer,
} from "./syntax.ts";
import { isKeyword, type TokenReader } from "./token_reader.ts";

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["True", true],
  ["False", false],
  ["None", null],
]);
/** The names whose attributes are names of their own, such as `math.pi`. */
const MODULES = new Set(["math", "numpy", "np"]);

/** Reads the operands of operators. */
export class PrimaryParser {
  readonly #reader: TokenReader;
  readonly #expression: () => Node;

  /** Reads from the tokens, and what stands in brackets with `expression`. */
  constructor(reader: TokenReader, expression: () => Node) {
    this.#reader = reader;
    this.#expression = expression;
  }

  /** Reads a value with all that follows it. Throws {@linkcode ExpressionError}. */
  read(): Node {
    const first = this.#atom();
    const trailers: Trailer[] = [];
    for (;;) {
      const { column } = this.#reader.token;
      if (this.#reader.take("(")) {
        trailers.push({ kind: "call", given: this.#arguments(), column });
      } else if (this.#reader.take("[")) {
        trailers.push(this.#subscript());
      } else if (this.#reader.take(".")) {
        trailers.push(this.#method());
      } else {
        return trailers.length > 0
          ? { kind: "primary", first, trailers }
          : first;
      }
    }
  }

  #method(): Trailer {
    const { column } = this.#reader.token;
    const name = this.#attributeName();
    if (!this.#reader.take("(")) {
      this.#reader.fail(
        `".${name}" is not called: an attribute can be a method only, such as .strip()`,
        column,
      );
    }
    return { kind: "method", name, given: this.#arguments(), column };
  }

  #attributeName(): string {
    const token = this.#reader.token;
    if (token.kind !== "name" || isKeyword(token.name)) {
      return this.#reader.unexpected();
    }
    this.#reader.skip();
    return token.name;
  }

  /** Reads what follows the opening bracket of a call. */
  #arguments(): Arguments<Node> {
    const positions: Node[] = [];
    const keywords = new Map<string, Node>();
    while (!this.#reader.take(")")) {
      const token = this.#reader.token;
      const following = this.#reader.following;
      const named = following?.kind === "operator" &&
        following.operator === "=";
      if (token.kind === "name" && !isKeyword(token.name) && named) {
        if (keywords.has(token.name)) {
          this.#reader.fail(`keyword argument repeated: ${token.name}`);
        }
        this.#reader.skip();
        this.#reader.skip();
        keywords.set(token.name, this.#expression());
      } else {
        if (keywords.size > 0) {
          this.#reader.fail(
            "an argument without a name follows one with a name",
          );
        }
        positions.push(this.#expression());
      }
      this.#reader.needCommaOr(")");
    }
    return { positions, keywords };
  }

  /** Reads what follows the opening square bracket of a subscript or slice. */
  #subscript(): SubscriptTrailer | SliceTrailer {
    const part = () =>
      this.#reader.is(":") || this.#reader.is("]")
        ? undefined
        : this.#expression();
    const start = part();
    if (this.#reader.take(":")) {
      const stop = part();
      const step = this.#reader.take(":") ? part() : undefined;
      this.#reader.need("]");
      return { kind: "slice", start, stop, step };
    }
    if (start === undefined) return this.#reader.unexpected();
    const index = this.#reader.is(",") ? this.tuple(start, "]") : start;
    this.#reader.need("]");
    return { kind: "subscript", index };
  }

  #atom(): Node {
    const token = this.#reader.token;
    switch (token.kind) {
      case "number":
        this.#reader.skip();
        return { kind: "literal", value: token.value };
      case "field":
        this.#reader.skip();
        return { kind: "field", field: token.field };
      case "text":
        return this.#text();
      case "name":
        return this.#name(token.name, token.column);
      case "operator":
        if (this.#reader.take("(")) return this.#parentheses();
        if (this.#reader.take("[")) {
          const items = this.#items("]");
          return { kind: "list", items };
        }
        if (this.#reader.take("{")) return this.#dict();
        return this.#reader.unexpected();
      case "end":
        return this.#reader.unexpected();
    }
  }

  /** Reads texts that stand side by side: they are one. */
  #text(): Node {
    const pieces: (string | number)[] = [];
    for (;;) {
      const token = this.#reader.token;
      if (token.kind !== "text") return { kind: "text", pieces };
      pieces.push(...token.pieces);
      this.#reader.skip();
    }
  }

  #name(name: string, column: number): Node {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) {
      this.#reader.skip();
      return { kind: "literal", value: constant };
    }
    if (isKeyword(name)) {
      return this.#reader.unexpected();
    }
    this.#reader.skip();
    if (!MODULES.has(name)) return { kind: "name", name, column };
    if (!this.#reader.take(".")) {
      this.#reader.fail(
        `"${name}" is a module: write ${name}.sqrt(...)`,
        column,
      );
    }
    return { kind: "name", name: `${name}.${this.#attributeName()}`, column };
  }

  #parentheses(): Node {
    if (this.#reader.take(")")) return { kind: "tuple", items: [] };
    const first = this.#expression();
    const node = this.#reader.is(",") ? this.tuple(first, ")") : first;
    this.#reader.need(")");
    return node;
  }

  /** Reads the rest of a tuple up to its end, which stays unread. */
  tuple(first: Node, end: string): Node {
    const items = [first];
    while (this.#reader.take(",")) {
      if (this.#reader.token.kind === "end" || this.#reader.is(end)) break;
      items.push(this.#expression());
    }
    return { kind: "tuple", items };
  }

  #items(end: string): Node[] {
    const items: Node[] = [];
    while (!this.#reader.take(end)) {
      items.push(this.#expression());
      this.#reader.needCommaOr(end);
    }
    return items;
  }

  #dict(): Node {
    const entries: [Node, Node][] = [];
    while (!this.#reader.take("}")) {
      const key = this.#expression();
      if (this.#reader.is(",") || this.#reader.is("}")) {
        this.#reader.fail("sets are not supported: write a list, [1, 2]");
      }
      this.#reader.need(":");
      entries.push([key, this.#expression()]);
      this.#reader.needCommaOr("}");
    }
    return { kind: "dict", entries };
  }
}
