/**
 * Matches a regular expression within a bound of time.
 *
 * It tries what Python's `re` tries, in the same order, and so finds what that finds. It remembers which branches have
 * failed at which position and tries none of them twice: the time grows with the length of the text. Only look-around
 * and references to groups can take longer, up to {@linkcode MAX_STEPS}.
 *
 * @module
 */
import { MatchLimitError } from "./pattern_error.ts";
import type { Program } from "./regexp_program.ts";

/** The longest text that is searched, in UTF-16 units. */
export const MAX_TEXT = 100_000;

/** The most instructions of one search: less than half a second. */
export const MAX_STEPS = 5_000_000;

/** One search in one text. */
export class Machine {
  readonly #program: Program;
  readonly #text: string;
  /** Positions, -1 for those that have not been kept. */
  readonly #registers: Int32Array;
  /** A bit for each branch and position that has been tried. */
  readonly #tried: Uint32Array;
  /** What to go back to: an instruction and a position, or a register (counted down from -1) and what it held. */
  readonly #stack: number[] = [];
  #steps = 0;

  /** Makes ready to search. Throws {@linkcode MatchLimitError} if the text is too long. */
  constructor(program: Program, text: string) {
    if (text.length > MAX_TEXT) {
      throw new MatchLimitError(
        `a text of ${text.length} characters is too long for a regular expression: ${MAX_TEXT} is the most`,
      );
    }
    this.#program = program;
    this.#text = text;
    this.#registers = new Int32Array(program.registers).fill(-1);
    const bits = program.isRegular ? program.branches * (text.length + 1) : 0;
    this.#tried = new Uint32Array(Math.ceil(bits / 32));
  }

  /**
   * Returns the positions where the match (0) and the groups begin and end, -1 for groups that take no part; `undefined` if the text
   * does not match from there on. Throws {@linkcode MatchLimitError}.
   */
  matchAt(start: number): Int32Array | undefined {
    const end = this.#run(0, start, this.#program.isRegular);
    if (end === -1) return undefined;
    this.#registers[0] = start;
    this.#registers[1] = end;
    return this.#registers;
  }

  /** Runs from an instruction to `match`; returns the position there, -1 if no way leads there. */
  #run(first: number, start: number, remembers: boolean): number {
    const { instructions } = this.#program;
    const text = this.#text;
    const stack = this.#stack;
    const base = stack.length;
    let [at, position] = [first, start];
    for (;;) {
      if (++this.#steps > MAX_STEPS) this.#tooMany();
      const instruction = instructions[at++]!;
      let holds = true;
      switch (instruction.op) {
        case "character": {
          const character = text.codePointAt(position);
          holds = character !== undefined && instruction.test(character);
          position += character! > 0xffff ? 2 : 1;
          break;
        }
        case "split":
          holds = !remembers || this.#isNew(instruction.branch, position);
          if (holds) stack.push(instruction.second, position);
          at = instruction.first;
          break;
        case "jump":
          at = instruction.to;
          break;
        case "keep":
          stack.push(
            -1 - instruction.register,
            this.#registers[instruction.register]!,
          );
          this.#registers[instruction.register] = position;
          break;
        case "stuck":
          if (this.#registers[instruction.register] === position) {
            at = instruction.to;
          }
          break;
        case "place":
          holds = instruction.test(text, position);
          break;
        case "reference": {
          const end = this.#repeated(instruction, position);
          holds = end !== -1;
          position = end;
          break;
        }
        case "look":
          holds = this.#look(at, position, instruction);
          at = instruction.to;
          break;
        case "match":
          return position;
      }
      if (holds) continue;
      at = this.#back(base);
      if (at === -1) return -1;
      position = stack.pop()!;
    }
  }

  /**
   * Undoes what has been kept since the last split that has another way to go. Returns the instruction of that way and leaves its
   * position on the stack; -1 if there is none.
   */
  #back(base: number): number {
    const stack = this.#stack;
    while (stack.length > base) {
      const position = stack.pop()!;
      const at = stack.pop()!;
      if (at >= 0) {
        stack.push(position);
        return at;
      }
      this.#registers[-1 - at] = position;
    }
    return -1;
  }

  #isNew(branch: number, position: number): boolean {
    const bit = branch * (this.#text.length + 1) + position;
    const mask = 1 << (bit & 31);
    if (this.#tried[bit >>> 5]! & mask) return false;
    this.#tried[bit >>> 5]! |= mask;
    return true;
  }

  #look(
    body: number,
    position: number,
    { isNegative, behind }: { isNegative: boolean; behind: number },
  ): boolean {
    const start = this.#before(position, behind);
    if (start === -1) return isNegative;
    const base = this.#stack.length;
    // What fails in here once may be found another time: nothing is remembered.
    const isFound = this.#run(body, start, false) !== -1;
    if (isFound && isNegative) {
      while (this.#back(base) !== -1) this.#stack.pop();
    }
    if (isFound && !isNegative) this.#forgetWays(base);
    return isFound !== isNegative;
  }

  /** Drops the other ways, so that what has been found stays, but not what the registers held. */
  #forgetWays(base: number): void {
    const stack = this.#stack;
    const kept: number[] = [];
    for (let at = base; at < stack.length; at += 2) {
      if (stack[at]! < 0) kept.push(stack[at]!, stack[at + 1]!);
    }
    stack.length = base;
    for (const item of kept) stack.push(item);
  }

  #before(position: number, characters: number): number {
    let at = position;
    for (let left = characters; left > 0; left--) {
      if (at === 0) return -1;
      at--;
      if (at > 0 && this.#text.codePointAt(at - 1)! > 0xffff) at--;
    }
    return at;
  }

  /** Returns where the text of a group ends that stands here once more, -1 if it does not. */
  #repeated(
    { group, ignoreCase }: { group: number; ignoreCase: boolean },
    position: number,
  ): number {
    const [from, to] = [
      this.#registers[2 * group]!,
      this.#registers[2 * group + 1]!,
    ];
    if (to === -1) return -1;
    this.#steps += to - from;
    const end = position + to - from;
    const [once, again] = [
      this.#text.slice(from, to),
      this.#text.slice(position, end),
    ];
    const isSame = once === again ||
      ignoreCase && once.toLowerCase() === again.toLowerCase();
    return isSame ? end : -1;
  }

  #tooMany(): never {
    throw new MatchLimitError(
      `the regular expression takes more than ${MAX_STEPS} steps on a text of ${this.#text.length} characters`,
    );
  }
}
