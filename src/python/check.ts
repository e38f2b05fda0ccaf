/**
 * Finds, before anything is evaluated, the names and methods of an expression that do not exist and the calls that
 * cannot work.
 *
 * @module
 */
import { evaluate } from "./evaluate.ts";
import {
  argumentProblem,
  type Arguments,
  type PythonFunction,
} from "./function.ts";
import { Meter } from "./limits.ts";
import { METHOD_NAMES } from "./methods.ts";
import { ExpressionError, PythonError } from "./python_error.ts";
import type { NameNode, Node, PrimaryNode, Trailer } from "./syntax.ts";
import type { Value } from "./value.ts";

/** The names that an expression may use. */
export interface Names {
  /** The value of every name. */
  readonly values: ReadonlyMap<string, Value>;
  /** Returns the sentence that says what to do about a name that does not exist. */
  readonly wayOut: (name: string) => string;
  /** Returns ` Did you mean "x"?` with a leading blank, or an empty text if no known name is near. */
  readonly suggest: (name: string, known: Iterable<string>) => string;
}

/** Checks the whole tree. Throws {@linkcode ExpressionError} for the first mistake. */
export function check(tree: Node, names: Names): void {
  checkNode(tree, names);
  if (tree.kind === "name" && isFunction(names.values.get(tree.name))) {
    throw new ExpressionError(
      `"${tree.name}" is a function, which is not called: write ${tree.name}({})`,
      tree.column,
    );
  }
}

function checkNode(node: Node, names: Names): void {
  for (const child of children(node)) checkNode(child, names);
  if (node.kind === "name" && !names.values.has(node.name)) {
    throw unknownName(node, names, "name");
  }
  if (node.kind === "primary") checkPrimary(node, names);
}

function checkPrimary({ first, trailers }: PrimaryNode, names: Names): void {
  const trailer = trailers[0]!;
  if (first.kind === "name" && trailer.kind === "call") {
    const callee = names.values.get(first.name);
    if (callee === undefined) throw unknownName(first, names, "function");
    if (!isFunction(callee)) {
      throw new ExpressionError(
        `"${first.name}" is not a function`,
        first.column,
      );
    }
    const problem = argumentProblem(callee, trailer.given);
    if (problem !== undefined) throw new ExpressionError(problem, first.column);
    if (callee.looksUp) tryCall(first, callee, trailer.given, names);
  }
  for (const each of trailers) {
    if (each.kind === "method" && !METHOD_NAMES.has(each.name)) {
      throw new ExpressionError(
        `no method ".${each.name}()" is known.${
          names.suggest(each.name, METHOD_NAMES)
        }`,
        each.column,
      );
    }
  }
}

/** Calls a function whose arguments but the first are the same for every reading, with 0 for the first. */
function tryCall(
  first: NameNode,
  { parameters }: PythonFunction,
  { positions, keywords }: Arguments<Node>,
  names: Names,
): void {
  const zero: Node = { kind: "literal", value: 0 };
  const looked = parameters[0]!.name;
  const given: Arguments<Node> = keywords.has(looked)
    ? { positions, keywords: new Map(keywords).set(looked, zero) }
    : { positions: [zero, ...positions.slice(1)], keywords };
  if (argumentNodes(given).some(hasField)) return;
  const call: Node = {
    kind: "primary",
    first,
    trailers: [{ kind: "call", given, column: first.column }],
  };
  try {
    const meter = new Meter();
    evaluate(call, { names: names.values, reading: never, text: never, meter });
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    throw new ExpressionError(error.message, first.column);
  }
}

function hasField(node: Node): boolean {
  return node.kind === "field" ||
    (node.kind === "text" &&
      node.pieces.some((piece) => typeof piece === "number")) ||
    children(node).some(hasField);
}

/** Stands for readings where there are none. */
function never(): never {
  throw new PythonError("NameError", "there is no reading");
}

function isFunction(value: Value | undefined): value is PythonFunction {
  return typeof value === "object" && value?.kind === "function";
}

function unknownName(
  { name, column }: NameNode,
  names: Names,
  what: string,
): ExpressionError {
  return new ExpressionError(
    `no ${what} "${name}" is known. ${names.wayOut(name)}`,
    column,
  );
}

function children(node: Node): Node[] {
  switch (node.kind) {
    case "literal":
    case "field":
    case "text":
    case "name":
      return [];
    case "list":
    case "tuple":
      return [...node.items];
    case "dict":
      return node.entries.flat();
    case "unary":
    case "not":
      return [node.operand];
    case "arithmetic":
    case "comparison":
      return [node.first, ...node.rest.map(([, operand]) => operand)];
    case "and":
    case "or":
      return [...node.operands];
    case "condition":
      return [node.condition, node.value, node.otherwise];
    case "primary": {
      // The name of a called function is checked together with its arguments.
      const called = node.first.kind === "name" &&
        node.trailers[0]?.kind === "call";
      const first = called ? [] : [node.first];
      return [...first, ...node.trailers.flatMap(trailerChildren)];
    }
  }
}

function trailerChildren(trailer: Trailer): Node[] {
  switch (trailer.kind) {
    case "call":
    case "method":
      return argumentNodes(trailer.given);
    case "subscript":
      return [trailer.index];
    case "slice":
      return [trailer.start, trailer.stop, trailer.step].filter((part) =>
        part !== undefined
      );
  }
}

function argumentNodes({ positions, keywords }: Arguments<Node>): Node[] {
  return [...positions, ...keywords.values()];
}
