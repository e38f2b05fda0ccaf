/**
 * Computes the value of an expression by walking its tree.
 *
 * @module
 */
import { contains, equal, ordered } from "./compare.ts";
import { Dict } from "./dict.ts";
import { type Arguments, call } from "./function.ts";
import type { Meter } from "./limits.ts";
import { methodOf } from "./methods.ts";
import { applyBinary, applyUnary } from "./operators.ts";
import { PythonError } from "./python_error.ts";
import { refuseReading, truth } from "./reading_text.ts";
import { slice, subscript } from "./subscript.ts";
import type {
  ArithmeticNode,
  ComparisonNode,
  ComparisonOperator,
  Node,
  PrimaryNode,
  Trailer,
} from "./syntax.ts";
import {
  asNumber,
  List,
  plainText,
  Tuple,
  typeName,
  type Value,
} from "./value.ts";

/** What a reading counts as where it stands outside of quotes. */
export interface Reading {
  /** What operators and functions get: the number, if the reading is or spells one. */
  readonly value: Value;
  /** What methods get: the text, if the reading is one. */
  readonly shown: Value;
}

/** What an evaluation needs. */
export interface Context {
  /** The values of the names. */
  readonly names: ReadonlyMap<string, Value>;
  /** Returns what a field outside of quotes stands for. */
  readonly reading: (field: number) => Reading;
  /** Returns what a field inside of quotes stands for. */
  readonly text: (field: number) => string;
  /** Counts the steps. */
  readonly meter: Meter;
}

/** Returns the value of the expression. Throws {@linkcode PythonError}. */
export function evaluate(node: Node, context: Context): Value {
  const { meter } = context;
  meter.spend(1);
  switch (node.kind) {
    case "literal":
      return node.value;
    case "field":
      return context.reading(node.field).value;
    case "text":
      return joinPieces(node.pieces, context);
    case "name":
      return lookUp(node.name, context);
    case "list":
      return new List(node.items.map((item) => evaluate(item, context)));
    case "tuple":
      return new Tuple(node.items.map((item) => evaluate(item, context)));
    case "dict": {
      const entries = node.entries.map(([key, value]) =>
        [evaluate(key, context), evaluate(value, context)] as const
      );
      return new Dict(entries, meter);
    }
    case "unary":
      return applyUnary(
        node.operator,
        operand(node.operand, node.operator, context),
      );
    case "not":
      return !truth(evaluate(node.operand, context), "not");
    case "arithmetic":
      return arithmetic(node, context);
    case "comparison":
      return comparison(node, context);
    case "and":
    case "or":
      return logic(node.kind, node.operands, context);
    case "condition":
      return truth(evaluate(node.condition, context), "if")
        ? evaluate(node.value, context)
        : evaluate(node.otherwise, context);
    case "primary":
      return primary(node, context);
  }
}

function lookUp(name: string, { names }: Context): Value {
  const value = names.get(name);
  if (value !== undefined) return value;
  throw new PythonError("NameError", `name '${name}' is not defined`);
}

function joinPieces(
  pieces: readonly (string | number)[],
  { text, meter }: Context,
): string {
  const joined = pieces
    .map((piece) => typeof piece === "string" ? piece : text(piece))
    .join("");
  meter.spendLength(joined.length);
  return joined;
}

/** Evaluates an operand of arithmetic, which a reading can be only if it is a number. */
function operand(node: Node, operator: string, context: Context): Value {
  const value = evaluate(node, context);
  if (node.kind !== "field" || asNumber(value) !== undefined) return value;
  refuseReading(value, operator, "a number");
  throw new PythonError(
    "TypeError",
    `"${operator}" needs a number, but the reading is of class ${
      typeName(value)
    }`,
  );
}

function arithmetic(node: ArithmeticNode, context: Context): Value {
  // An operator complains about its own left side, and each node is evaluated once.
  let result = operand(node.first, node.rest[0]![0], context);
  for (const [operator, right] of node.rest) {
    const value = operand(right, operator, context);
    result = applyBinary(operator, result, value, context.meter);
  }
  return result;
}

function comparison(node: ComparisonNode, context: Context): Value {
  let left = evaluate(node.first, context);
  for (const [operator, rightNode] of node.rest) {
    const right = evaluate(rightNode, context);
    if (!compare(operator, left, right, context.meter)) return false;
    left = right;
  }
  return true;
}

function compare(
  operator: ComparisonOperator,
  a: Value,
  b: Value,
  meter: Meter,
): boolean {
  switch (operator) {
    case "==":
      return equal(a, b, meter);
    case "!=":
      return !equal(a, b, meter);
    case "in":
      return contains(b, a, meter);
    case "not in":
      return !contains(b, a, meter);
    case "is":
    case "is not":
      refuseReading(a, operator, "something else than a text");
      refuseReading(b, operator, "something else than a text");
      return (a === b) === (operator === "is");
    default:
      // Of two texts, as they stand here, the order is that of texts.
      return ordered(operator, plainText(a), plainText(b), meter);
  }
}

function logic(
  kind: "and" | "or",
  operands: readonly Node[],
  context: Context,
): Value {
  let value: Value = null;
  for (const node of operands) {
    value = evaluate(node, context);
    if (truth(value, kind) === (kind === "or")) break;
  }
  return value;
}

function primary({ first, trailers }: PrimaryNode, context: Context): Value {
  context.meter.spend(trailers.length);
  const isMethod = trailers[0]?.kind === "method";
  let value = first.kind === "field" && isMethod
    ? context.reading(first.field).shown
    : evaluate(first, context);
  for (const trailer of trailers) value = follow(value, trailer, context);
  return value;
}

function follow(value: Value, trailer: Trailer, context: Context): Value {
  const { meter } = context;
  const part = (node: Node | undefined) =>
    node === undefined ? null : evaluate(node, context);
  switch (trailer.kind) {
    case "call":
      if (
        typeof value !== "object" || value === null ||
        value.kind !== "function"
      ) {
        throw new PythonError(
          "TypeError",
          `'${typeName(value)}' object is not callable`,
        );
      }
      return call(value, evaluateArguments(trailer.given, context), meter);
    case "method": {
      const object = plainText(value);
      const method = methodOf(object, trailer.name);
      const given = evaluateArguments(trailer.given, context);
      return call(method, given, meter, object);
    }
    case "subscript":
      return subscript(value, evaluate(trailer.index, context), meter);
    case "slice": {
      const [start, stop] = [part(trailer.start), part(trailer.stop)];
      return slice(value, start, stop, part(trailer.step), meter);
    }
  }
}

function evaluateArguments(
  given: Arguments<Node>,
  context: Context,
): Arguments<Value> {
  const positions = given.positions.map((node) => evaluate(node, context));
  const keywords = new Map<string, Value>();
  for (const [name, node] of given.keywords) {
    keywords.set(name, evaluate(node, context));
  }
  return { positions, keywords };
}
