/**
 * Turns a regular expression that has been read into instructions for {@linkcode Machine}.
 *
 * @module
 */
import {
  type CharacterTest,
  type Look,
  type Node,
  type PlaceTest,
  type Repeat,
  widths,
} from "./regexp_node.ts";

/** The most instructions of one expression: `a{1000}` has 1000. */
export const MAX_INSTRUCTIONS = 2000;

/** One step of a match. Where nothing else is said, the next instruction follows. */
export type Instruction =
  | { readonly op: "character"; readonly test: CharacterTest }
  | { readonly op: "place"; readonly test: PlaceTest }
  /** Two ways to go on. `branch` counts these instructions. */
  | {
    readonly op: "split";
    first: number;
    second: number;
    readonly branch: number;
  }
  | { readonly op: "jump"; to: number }
  /** Keeps the position in a register. */
  | { readonly op: "keep"; readonly register: number }
  /** Jumps if the position is still that of the register: a round that took nothing is the last one. */
  | { readonly op: "stuck"; readonly register: number; to: number }
  /** Matches the instructions that follow, up to `match`, and goes on at `to`. */
  | {
    readonly op: "look";
    readonly isNegative: boolean;
    readonly behind: number;
    to: number;
  }
  | {
    readonly op: "reference";
    readonly group: number;
    readonly ignoreCase: boolean;
  }
  | { readonly op: "match" };

/** A regular expression, ready to be matched. */
export interface Program {
  /** What to do, from the first on. */
  readonly instructions: readonly Instruction[];
  /** How many splits there are. */
  readonly branches: number;
  /** How many positions are kept: two for each group, then one for each loop that needs it. */
  readonly registers: number;
  /** Whether what has failed at a position fails there whatever the groups hold. */
  readonly isRegular: boolean;
}

/** Returns the program of an expression with a number of groups, `undefined` if it would be too long. */
export function compile(root: Node, groups: number): Program | undefined {
  const compiler = new Compiler(2 * (groups + 1));
  try {
    return compiler.compile(root);
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

class TooLong extends Error {}

class Compiler {
  readonly #instructions: Instruction[] = [];
  #branches = 0;
  #registers: number;
  #isRegular = true;
  /** Parts of nothing are repeated at no cost of instructions: they count as well. */
  #parts = 0;

  constructor(registers: number) {
    this.#registers = registers;
  }

  compile(root: Node): Program {
    this.#emit(root);
    this.#add({ op: "match" });
    return {
      instructions: this.#instructions,
      branches: this.#branches,
      registers: this.#registers,
      isRegular: this.#isRegular,
    };
  }

  get #next(): number {
    return this.#instructions.length;
  }

  #add<T extends Instruction>(instruction: T): T {
    if (this.#instructions.push(instruction) > MAX_INSTRUCTIONS) {
      throw new TooLong();
    }
    return instruction;
  }

  #split(): Instruction & { op: "split" } {
    return this.#add({
      op: "split",
      first: 0,
      second: 0,
      branch: this.#branches++,
    });
  }

  #emit(node: Node): void {
    if (++this.#parts > 10 * MAX_INSTRUCTIONS) throw new TooLong();
    switch (node.kind) {
      case "character":
        this.#add({ op: "character", test: node.test });
        break;
      case "place":
        this.#add({ op: "place", test: node.test });
        break;
      case "sequence":
        for (const part of node.parts) this.#emit(part);
        break;
      case "choice":
        this.#choice(node.parts);
        break;
      case "repeat":
        this.#repeat(node);
        break;
      case "group":
        this.#add({ op: "keep", register: 2 * node.index });
        this.#emit(node.body);
        this.#add({ op: "keep", register: 2 * node.index + 1 });
        break;
      case "look":
        this.#look(node);
        break;
      case "reference":
        this.#isRegular = false;
        this.#add({
          op: "reference",
          group: node.index,
          ignoreCase: node.ignoreCase,
        });
    }
  }

  #choice(parts: readonly Node[]): void {
    const ends = [];
    for (const part of parts.slice(0, -1)) {
      const split = this.#split();
      split.first = this.#next;
      this.#emit(part);
      ends.push(this.#add({ op: "jump", to: 0 }));
      split.second = this.#next;
    }
    this.#emit(parts.at(-1)!);
    for (const end of ends) end.to = this.#next;
  }

  #repeat({ body, least, most, isLazy }: Repeat): void {
    for (let round = 0; round < least; round++) this.#emit(body);
    if (most === Infinity) return this.#loop(body, isLazy);
    const splits = [];
    for (let round = least; round < most; round++) {
      const split = this.#split();
      splits.push(split);
      this.#prefer(split, this.#next, isLazy);
      this.#emit(body);
    }
    for (const split of splits) this.#otherwise(split, this.#next, isLazy);
  }

  #loop(body: Node, isLazy: boolean): void {
    const start = this.#next;
    const split = this.#split();
    this.#prefer(split, this.#next, isLazy);
    const register = widths(body)[0] === 0 ? this.#registers++ : undefined;
    if (register !== undefined) this.#add({ op: "keep", register });
    this.#emit(body);
    const stuck = register === undefined
      ? undefined
      : this.#add({ op: "stuck", register, to: 0 });
    this.#add({ op: "jump", to: start });
    this.#otherwise(split, this.#next, isLazy);
    if (stuck) stuck.to = this.#next;
  }

  /** Sets the way of one round more. */
  #prefer(
    split: { first: number; second: number },
    to: number,
    isLazy: boolean,
  ): void {
    split[isLazy ? "second" : "first"] = to;
  }

  /** Sets the way without another round. */
  #otherwise(
    split: { first: number; second: number },
    to: number,
    isLazy: boolean,
  ): void {
    split[isLazy ? "first" : "second"] = to;
  }

  #look({ body, isNegative, behind }: Look): void {
    const look = this.#add({ op: "look", isNegative, behind, to: 0 });
    this.#emit(body);
    this.#add({ op: "match" });
    look.to = this.#next;
  }
}
