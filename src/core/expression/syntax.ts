/**
 * The tree that the parser makes of an expression. Operators of one level stand side by side in one node, so that the
 * tree is never deeper than the brackets are.
 *
 * @module
 */
import type { OrderOperator } from "./compare.ts";
import type { Arguments } from "./function.ts";

/** A part of an expression that has a value. */
export type Node =
  | LiteralNode
  | FieldNode
  | TextNode
  | NameNode
  | DisplayNode
  | DictNode
  | UnaryNode
  | NotNode
  | ArithmeticNode
  | ComparisonNode
  | LogicNode
  | ConditionNode
  | PrimaryNode;

/** The operators with one operand. */
export type UnaryOperator = "+" | "-" | "~";

/** The operators with two operands that compute something. */
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "**"
  | "<<"
  | ">>"
  | "&"
  | "|"
  | "^";

/** The operators that say true or false. */
export type ComparisonOperator =
  | OrderOperator
  | "=="
  | "!="
  | "in"
  | "not in"
  | "is"
  | "is not";

/** A number, True, False or None. */
export interface LiteralNode {
  readonly kind: "literal";
  readonly value: bigint | number | boolean | null;
}

/** A place outside of quotes where a reading is put in. */
export interface FieldNode {
  readonly kind: "field";
  /** Which field of the template it is, counted from 0. */
  readonly field: number;
}

/** A text in quotes: characters, and the numbers of the fields between them. */
export interface TextNode {
  readonly kind: "text";
  readonly pieces: readonly (string | number)[];
}

/** A name, with its module if it has one: `abs`, `math.pi`. */
export interface NameNode {
  readonly kind: "name";
  readonly name: string;
  readonly column: number;
}

/** A list or tuple written out. */
export interface DisplayNode {
  readonly kind: "list" | "tuple";
  readonly items: readonly Node[];
}

/** A dict written out. */
export interface DictNode {
  readonly kind: "dict";
  readonly entries: readonly (readonly [key: Node, value: Node])[];
}

/** `-x` and its likes. */
export interface UnaryNode {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly operand: Node;
}

/** `not x`. */
export interface NotNode {
  readonly kind: "not";
  readonly operand: Node;
}

/** `first op x op y ...`, computed from left to right. */
export interface ArithmeticNode {
  readonly kind: "arithmetic";
  readonly first: Node;
  readonly rest: readonly (readonly [BinaryOperator, Node])[];
}

/** `first < x <= y ...`, true if every neighbouring pair compares so. */
export interface ComparisonNode {
  readonly kind: "comparison";
  readonly first: Node;
  readonly rest: readonly (readonly [ComparisonOperator, Node])[];
}

/** `x and y and ...`, `x or y or ...`: gives the operand that decides. */
export interface LogicNode {
  readonly kind: "and" | "or";
  readonly operands: readonly Node[];
}

/** `value if condition else otherwise`. */
export interface ConditionNode {
  readonly kind: "condition";
  readonly condition: Node;
  readonly value: Node;
  readonly otherwise: Node;
}

/** A value with the calls, methods and subscripts that follow it: `x.split(",")[1]`. */
export interface PrimaryNode {
  readonly kind: "primary";
  readonly first: Node;
  readonly trailers: readonly Trailer[];
}

/** What follows a value. */
export type Trailer =
  | CallTrailer
  | MethodTrailer
  | SubscriptTrailer
  | SliceTrailer;

/** `(arguments)`. */
export interface CallTrailer {
  readonly kind: "call";
  readonly given: Arguments<Node>;
  readonly column: number;
}

/** `.name(arguments)`. */
export interface MethodTrailer {
  readonly kind: "method";
  readonly name: string;
  readonly given: Arguments<Node>;
  readonly column: number;
}

/** `[index]`. */
export interface SubscriptTrailer {
  readonly kind: "subscript";
  readonly index: Node;
}

/** `[start:stop:step]`, each of which may be left out. */
export interface SliceTrailer {
  readonly kind: "slice";
  readonly start: Node | undefined;
  readonly stop: Node | undefined;
  readonly step: Node | undefined;
}
