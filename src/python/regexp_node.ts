/**
 * The parts of a regular expression after it has been read.
 *
 * @module
 */

/** Tells whether a character, given as its code point, is the one. */
export type CharacterTest = (codePoint: number) => boolean;

/** Tells whether something holds at a position of a text, between two characters. */
export type PlaceTest = (text: string, position: number) => boolean;

/** A part of a regular expression. */
export type Node =
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "place"; readonly test: PlaceTest }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | Repeat
  | {
    readonly kind: "group";
    /** 1 for the first. */
    readonly index: number;
    readonly body: Node;
  }
  | Look
  | {
    readonly kind: "reference";
    readonly index: number;
    readonly ignoreCase: boolean;
  };

/** A part with `*`, `+`, `?` or `{2,3}` behind it. */
export interface Repeat {
  /** Marks the kind of part. */
  readonly kind: "repeat";
  /** What is repeated. */
  readonly body: Node;
  /** How often it has to match. */
  readonly least: number;
  /** How often it may match; `Infinity` for no bound. */
  readonly most: number;
  /** Whether fewer rounds are tried first. */
  readonly isLazy: boolean;
}

/** A part that looks ahead or behind without taking anything. */
export interface Look {
  /** Marks the kind of part. */
  readonly kind: "look";
  /** What is looked for. */
  readonly body: Node;
  /** Whether it must not be there. */
  readonly isNegative: boolean;
  /** How many characters before this place it begins: 0 to look ahead. */
  readonly behind: number;
}

/** Returns how many characters a part takes at least and at most. */
export function widths(node: Node): readonly [least: number, most: number] {
  switch (node.kind) {
    case "character":
      return [1, 1];
    case "place":
    case "look":
      return [0, 0];
    case "reference":
      return [0, Infinity];
    case "group":
      return widths(node.body);
    case "repeat": {
      const [least, most] = widths(node.body);
      return [least * node.least, most === 0 ? 0 : most * node.most];
    }
    case "sequence":
      return node.parts.map(widths).reduce(
        ([least, most], [more, muchMore]) => [least + more, most + muchMore],
        [0, 0],
      );
    case "choice": {
      const all = node.parts.map(widths);
      return [
        Math.min(...all.map(([least]) => least)),
        Math.max(...all.map(([_, most]) => most)),
      ];
    }
  }
}
