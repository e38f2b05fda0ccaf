/**
 * Reads regular expressions of Python's `re`.
 *
 * @module
 */
import { PatternError } from "./pattern_error.ts";
import {
  isTextEnd,
  literal,
  placeEscape,
  readCharacterEscape,
} from "./regexp_escape.ts";
import { type CharacterTest, type Node, widths } from "./regexp_node.ts";

/** A regular expression that has been read. */
export interface Pattern {
  /** The whole expression. */
  readonly root: Node;
  /** How many groups it has. */
  readonly groups: number;
  /** The groups that have names. */
  readonly names: ReadonlyMap<string, number>;
}

/** Reads an expression. Throws {@linkcode PatternError}. */
export function parsePattern(pattern: string): Pattern {
  return new Parser(pattern).parse();
}

/** The flags that hold in one group. */
interface Flags {
  /** `a`: `\w`, `\d`, `\s` and `\b` know ASCII alone. */
  readonly ascii: boolean;
  /** `s`: a point matches a line break. */
  readonly dotAll: boolean;
  /** `i`: upper and lower case are the same. */
  readonly ignoreCase: boolean;
  /** `m`: `^` and `$` match at every line. */
  readonly multiline: boolean;
}

const QUANTIFIER = /^(?:[*+?]|\{(\d*)(?:(,)(\d*))?\})/;
const FLAGS = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/;

/** How deep groups may be nested. */
const MAX_NESTING = 100;

/** Goes through a pattern piece by piece. */
class Parser {
  readonly #pattern: string;
  readonly #names = new Map<string, number>();
  /** The groups that are open: no reference may name them. */
  readonly #open = new Set<number>();
  #groups = 0;
  #depth = 0;
  #at = 0;
  #flags: Flags = {
    ascii: false,
    dotAll: false,
    ignoreCase: false,
    multiline: false,
  };

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Pattern {
    const root = this.#choice();
    if (this.#at < this.#pattern.length) this.#fail('there is no "(" for it');
    return { root, groups: this.#groups, names: this.#names };
  }

  get #rest(): string {
    return this.#pattern.slice(this.#at);
  }

  #fail(reason: string): never {
    throw new PatternError(
      `the regular expression ${JSON.stringify(this.#pattern)}, column ${
        this.#at + 1
      }: ${reason}`,
      this.#at + 1,
    );
  }

  /** Fails for a reason that is in no one place. */
  #wrong(reason: string): never {
    throw new PatternError(
      `the regular expression ${
        JSON.stringify(this.#pattern)
      } is wrong: ${reason}`,
      undefined,
    );
  }

  #choice(): Node {
    const parts = [this.#sequence()];
    while (this.#pattern[this.#at] === "|") {
      this.#at++;
      parts.push(this.#sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.#pattern.length) {
      if ("|)".includes(this.#pattern[this.#at]!)) break;
      const quantifier = QUANTIFIER.exec(this.#rest);
      // Python takes {} for two characters, but {,} for any number of times.
      if (quantifier && quantifier[0] !== "{}") {
        parts.push(this.#repeat(parts.pop(), quantifier));
      } else {
        const part = this.#piece();
        if (part) parts.push(part);
      }
    }
    return { kind: "sequence", parts };
  }

  #piece(): Node | undefined {
    const character = String.fromCodePoint(this.#rest.codePointAt(0)!);
    if (character === "\\") return this.#escape();
    if (character === "[") return this.#brackets();
    if (character === "(") return this.#parenthesis();
    this.#at += character.length;
    const { dotAll, multiline } = this.#flags;
    switch (character) {
      case ".":
        return {
          kind: "character",
          test: dotAll ? () => true : (codePoint) => codePoint !== 10,
        };
      case "^":
        return { kind: "place", test: multiline ? isLineStart : isTextStart };
      case "$":
        return { kind: "place", test: multiline ? isLineEnd : isLastLineEnd };
      default:
        return this.#character(literal(character));
    }
  }

  /** Makes the node of a character or a class, given as JavaScript writes it. */
  #character(source: string): Node {
    try {
      return {
        kind: "character",
        test: characterTest(source, this.#flags.ignoreCase),
      };
    } catch (error) {
      this.#wrong((error as Error).message.split(": ").at(-1)!);
    }
  }

  #repeat(
    body: Node | undefined,
    [all, least, comma, most]: RegExpExecArray,
  ): Node {
    if (!body || body.kind === "place") this.#wrong("Nothing to repeat");
    if (body.kind === "repeat") this.#fail("there are two quantifiers");
    const [low, high] = all === "*"
      ? [0, Infinity]
      : all === "+"
      ? [1, Infinity]
      : all === "?"
      ? [0, 1]
      : [
        Number(least),
        Number(comma ? most || Infinity : least),
      ];
    if (low > high) this.#wrong("numbers out of order in {} quantifier");
    this.#at += all.length;
    if (this.#rest.startsWith("+")) {
      this.#fail("possessive quantifiers are not supported");
    }
    const isLazy = this.#rest.startsWith("?");
    if (isLazy) this.#at++;
    return { kind: "repeat", body, least: low, most: high, isLazy };
  }

  #escape(): Node {
    const { ascii } = this.#flags;
    const reference = /^\\([1-9]\d?)(?![0-7])/.exec(this.#rest);
    if (reference) {
      return this.#reference(Number(reference[1]), reference[0].length);
    }
    const place = placeEscape(this.#rest[1], ascii);
    if (place) {
      this.#at += 2;
      return { kind: "place", test: place };
    }
    const escape = readCharacterEscape(this.#rest, ascii, false);
    if (!escape) this.#fail(`unknown escape "${this.#rest.slice(0, 2)}"`);
    this.#at += escape.length;
    return this.#character(escape.pattern);
  }

  #reference(index: number, length: number): Node {
    if (index > this.#groups) this.#fail(`there is no group ${index} before`);
    if (this.#open.has(index)) {
      this.#fail(`group ${index} is not closed before`);
    }
    this.#at += length;
    const { ignoreCase } = this.#flags;
    return { kind: "reference", index, ignoreCase };
  }

  #brackets(): Node {
    const rest = this.#rest;
    const start = rest.startsWith("[^") ? "[^" : "[";
    let inner = "";
    let at = start.length;
    // A bracket that closes directly after the opening one is a character.
    for (let first = true; first || rest[at] !== "]"; first = false) {
      const character = rest[at];
      if (character === undefined) this.#fail('a closing "]" is missing');
      const escape = character === "\\"
        ? readCharacterEscape(rest.slice(at), this.#flags.ascii, true)
        : readCharacter(rest, at);
      if (!escape) this.#fail(`unknown escape "${rest.slice(at, at + 2)}"`);
      const isRange = character === "-" && !first && rest[at + 1] !== "]";
      inner += isRange ? "-" : escape.pattern;
      at += escape.length;
    }
    this.#at += at + 1;
    return this.#character(`${start}${inner}]`);
  }

  #parenthesis(): Node | undefined {
    const rest = this.#rest;
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment) {
      this.#at += comment[0].length;
      return undefined;
    }
    const back = /^\(\?P=(\w+)\)/.exec(rest);
    if (back) {
      const index = this.#names.get(back[1]!);
      return index === undefined
        ? this.#fail(`there is no group "${back[1]}" before`)
        : this.#reference(index, back[0].length);
    }
    const named = /^\(\?P<([^>]*)>/.exec(rest);
    if (named) return this.#group(named[0].length, named[1]);
    const look = /^\(\?(<?)([=!])/.exec(rest);
    if (look) return this.#look(look);
    const flags = FLAGS.exec(rest);
    if (flags) return this.#inFlags(flags);
    if (!rest.startsWith("(?")) return this.#group(1);
    this.#fail(
      rest.startsWith("(?<")
        ? "a named group is written (?P<name>...)"
        : `"${rest.slice(0, 3)}" is not supported`,
    );
  }

  /** Reads what is in a parenthesis that has been opened with so many characters. */
  #inside(length: number, flags: Flags = this.#flags): Node {
    if (++this.#depth > MAX_NESTING) {
      this.#fail(`groups are nested more than ${MAX_NESTING} deep`);
    }
    this.#at += length;
    const outer = this.#flags;
    this.#flags = flags;
    const body = this.#choice();
    this.#flags = outer;
    if (this.#pattern[this.#at] !== ")") {
      this.#fail('a closing ")" is missing');
    }
    this.#at++;
    this.#depth--;
    return body;
  }

  #group(length: number, name?: string): Node {
    const index = ++this.#groups;
    if (name !== undefined) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
        this.#fail(`"${name}" cannot be the name of a group`);
      }
      if (this.#names.has(name)) this.#fail(`two groups are named "${name}"`);
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const body = this.#inside(length);
    this.#open.delete(index);
    return { kind: "group", index, body };
  }

  #look([all, behind, sign]: RegExpExecArray): Node {
    const start = this.#at;
    const body = this.#inside(all.length);
    const [least, most] = behind ? widths(body) : [0, 0];
    if (least !== most) {
      this.#at = start;
      this.#fail("what is looked for behind needs a fixed length");
    }
    return { kind: "look", body, isNegative: sign === "!", behind: least };
  }

  #inFlags([all, on, off = "", end]: RegExpExecArray): Node | undefined {
    const refused = /[^aimsu]/.exec(on! + off)?.[0];
    if (refused !== undefined) {
      this.#fail(`the flag "${refused}" is not supported`);
    }
    const before = this.#flags;
    const switched = (flag: boolean, letter: string) =>
      on!.includes(letter) || flag && !off.includes(letter);
    const flags = {
      ascii: on!.includes("a") || before.ascii && !on!.includes("u"),
      dotAll: switched(before.dotAll, "s"),
      ignoreCase: switched(before.ignoreCase, "i"),
      multiline: switched(before.multiline, "m"),
    };
    if (end === ":") return this.#inside(all.length, flags);
    if (this.#at > 0 || off !== "") {
      this.#fail("flags for the whole expression stand at its start");
    }
    this.#flags = flags;
    this.#at += all.length;
    return undefined;
  }
}

function readCharacter(text: string, at: number): {
  pattern: string;
  length: number;
} {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  return { pattern: literal(character), length: character.length };
}

/** Returns the test for a character or a class, given as JavaScript writes it. It looks at one character at a time. */
function characterTest(source: string, ignoreCase: boolean): CharacterTest {
  const expression = new RegExp(`^${source}$`, ignoreCase ? "vi" : "v");
  const ascii = Array.from(
    { length: 128 },
    (_, codePoint) => expression.test(String.fromCodePoint(codePoint)),
  );
  return (codePoint) =>
    ascii[codePoint] ?? expression.test(String.fromCodePoint(codePoint));
}

function isTextStart(_: string, position: number): boolean {
  return position === 0;
}

function isLineStart(text: string, position: number): boolean {
  return position === 0 || text[position - 1] === "\n";
}

function isLineEnd(text: string, position: number): boolean {
  return isTextEnd(text, position) || text[position] === "\n";
}

function isLastLineEnd(text: string, position: number): boolean {
  return isTextEnd(text, position) ||
    position === text.length - 1 && text[position] === "\n";
}
