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
  /** Tells the nodes apart. */
  readonly kind: "literal";
  /** The value. */
  readonly value: bigint | number | boolean | null;
}

/** A place outside of quotes where a reading is put in. */
export interface FieldNode {
  /** Tells the nodes apart. */
  readonly kind: "field";
  /** Which field of the template it is, counted from 0. */
  readonly field: number;
}

/** A text in quotes: characters, and the numbers of the fields between them. */
export interface TextNode {
  /** Tells the nodes apart. */
  readonly kind: "text";
  /** The characters, and the numbers of the fields between them. */
  readonly pieces: readonly (string | number)[];
}

/** A name, with its module if it has one: `abs`, `math.pi`. */
export interface NameNode {
  /** Tells the nodes apart. */
  readonly kind: "name";
  /** The name. */
  readonly name: string;
  /** Where it stands in the text: 1 for the first character. */
  readonly column: number;
}

/** A list or tuple written out. */
export interface DisplayNode {
  /** Tells the nodes apart. */
  readonly kind: "list" | "tuple";
  /** The items, in order. */
  readonly items: readonly Node[];
}

/** A dict written out. */
export interface DictNode {
  /** Tells the nodes apart. */
  readonly kind: "dict";
  /** The keys with their values, in order. */
  readonly entries: readonly (readonly [key: Node, value: Node])[];
}

/** `-x` and its likes. */
export interface UnaryNode {
  /** Tells the nodes apart. */
  readonly kind: "unary";
  /** The operator. */
  readonly operator: UnaryOperator;
  /** What it is applied to. */
  readonly operand: Node;
}

/** `not x`. */
export interface NotNode {
  /** Tells the nodes apart. */
  readonly kind: "not";
  /** What it is applied to. */
  readonly operand: Node;
}

/** `first op x op y ...`, computed from left to right. */
export interface ArithmeticNode {
  /** Tells the nodes apart. */
  readonly kind: "arithmetic";
  /** What stands first. */
  readonly first: Node;
  /** The operators, each with what stands to its right. */
  readonly rest: readonly (readonly [BinaryOperator, Node])[];
}

/** `first < x <= y ...`, true if every neighbouring pair compares so. */
export interface ComparisonNode {
  /** Tells the nodes apart. */
  readonly kind: "comparison";
  /** What stands first. */
  readonly first: Node;
  /** The operators, each with what stands to its right. */
  readonly rest: readonly (readonly [ComparisonOperator, Node])[];
}

/** `x and y and ...`, `x or y or ...`: gives the operand that decides. */
export interface LogicNode {
  /** Tells the nodes apart. */
  readonly kind: "and" | "or";
  /** The operands, two or more. */
  readonly operands: readonly Node[];
}

/** `value if condition else otherwise`. */
export interface ConditionNode {
  /** Tells the nodes apart. */
  readonly kind: "condition";
  /** What decides. */
  readonly condition: Node;
  /** The result if the condition is true. */
  readonly value: Node;
  /** The result if the condition is false. */
  readonly otherwise: Node;
}

/** A value with the calls, methods and subscripts that follow it: `x.split(",")[1]`. */
export interface PrimaryNode {
  /** Tells the nodes apart. */
  readonly kind: "primary";
  /** The value. */
  readonly first: Node;
  /** What follows, one or more. */
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
  /** Tells the nodes apart. */
  readonly kind: "call";
  /** The arguments. */
  readonly given: Arguments<Node>;
  /** Where it stands in the text: 1 for the first character. */
  readonly column: number;
}

/** `.name(arguments)`. */
export interface MethodTrailer {
  /** Tells the nodes apart. */
  readonly kind: "method";
  /** The name. */
  readonly name: string;
  /** The arguments. */
  readonly given: Arguments<Node>;
  /** Where it stands in the text: 1 for the first character. */
  readonly column: number;
}

/** `[index]`. */
export interface SubscriptTrailer {
  /** Tells the nodes apart. */
  readonly kind: "subscript";
  /** The index or key. */
  readonly index: Node;
}

/** `[start:stop:step]`, each of which may be left out. */
export interface SliceTrailer {
  /** Tells the nodes apart. */
  readonly kind: "slice";
  /** The first position. */
  readonly start: Node | undefined;
  /** The position after the last one. */
  readonly stop: Node | undefined;
  /** How far to go each time. */
  readonly step: Node | undefined;
}
