/**
 * Regular expressions of Python's `re`, as dripline configurations hold them, matched within a bound of time.
 *
 * @module
 */
import { PatternError } from "./pattern_error.ts";
import { Machine } from "./regexp_machine.ts";
import { isTextEnd } from "./regexp_escape.ts";
import type { Node } from "./regexp_node.ts";
import { parsePattern, type Pattern } from "./regexp_parser.ts";
import { compile, MAX_INSTRUCTIONS, type Program } from "./regexp_program.ts";

export { MatchLimitError, PatternError } from "./pattern_error.ts";

/** Which of Python's functions a pattern is for: find it anywhere, at the start, or as the whole text. */
export type PatternUse = "search" | "match" | "fullmatch";

/** What a regular expression has found. */
export interface PatternMatch {
  /** Where it begins, in UTF-16 units. */
  readonly index: number;
  /** The text that matches. */
  readonly text: string;
  /** What each group has matched, `undefined` for one that takes no part. */
  readonly captures: readonly (string | undefined)[];
  /** What the groups with names have matched. Has no prototype. */
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** A regular expression of Python. */
export class PythonRegExp {
  readonly #pattern: Pattern;
  readonly #program: Program;
  readonly #use: PatternUse;

  /** Reads an expression. Throws {@linkcode PatternError}. */
  constructor(pattern: string, use: PatternUse) {
    this.#use = use;
    this.#pattern = parsePattern(pattern);
    const { root, groups } = this.#pattern;
    const program = compile(use === "fullmatch" ? whole(root) : root, groups);
    if (!program) {
      throw new PatternError(
        `the regular expression ${
          JSON.stringify(pattern)
        } is too long: with its repetitions written out it has more than ${MAX_INSTRUCTIONS} parts`,
        undefined,
      );
    }
    this.#program = program;
  }

  /** The names of groups. */
  get groupNames(): readonly string[] {
    return [...this.#pattern.names.keys()];
  }

  /** Returns what the expression finds first in the text, `undefined` if nothing. Throws a `MatchLimitError`. */
  exec(text: string): PatternMatch | undefined {
    const machine = new Machine(this.#program, text);
    const last = this.#use === "search" ? text.length : 0;
    for (let start = 0; start <= last; start++) {
      const positions = machine.matchAt(start);
      if (positions) return this.#match(text, positions);
      if (text.codePointAt(start)! > 0xffff) start++;
    }
    return undefined;
  }

  /** Tells whether the expression finds anything in the text. Throws a `MatchLimitError`. */
  test(text: string): boolean {
    return this.exec(text) !== undefined;
  }

  #match(text: string, positions: Int32Array): PatternMatch {
    const captured = (index: number) =>
      positions[2 * index + 1] === -1
        ? undefined
        : text.slice(positions[2 * index], positions[2 * index + 1]);
    const groups: Record<string, string | undefined> = Object.create(null);
    for (const [name, index] of this.#pattern.names) {
      groups[name] = captured(index);
    }
    return {
      index: positions[0]!,
      text: captured(0)!,
      captures: Array.from(
        { length: this.#pattern.groups },
        (_, index) => captured(index + 1),
      ),
      groups,
    };
  }
}

/** Returns the expression that finds what Python's would. Throws {@linkcode PatternError}. */
export function pythonRegExp(
  pattern: string,
  use: PatternUse = "search",
): PythonRegExp {
  return new PythonRegExp(pattern, use);
}

function whole(root: Node): Node {
  return {
    kind: "sequence",
    parts: [root, { kind: "place", test: isTextEnd }],
  };
}
