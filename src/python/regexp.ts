/**
 * Regular expressions of Python's `re`, as dripline configurations hold them, in JavaScript.
 *
 * Two rare things differ: a reference to a group that has matched nothing matches the empty text, and a group in a
 * repetition forgets what it matched in the round before.
 *
 * @module
 */
import {
  literal,
  readCharacterEscape,
  readPlaceEscape,
} from "./regexp_escape.ts";

/** Which of Python's functions a pattern is for: find it anywhere, at the start, or as the whole text. */
export type PatternUse = "search" | "match" | "fullmatch";

/** An error in a regular expression. */
export class PatternError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "PatternError";

  /** Makes an error about a pattern. */
  constructor(
    message: string,
    /** Where the mistake is: 1 for the first character; `undefined` if it is in no one place. */
    readonly column: number | undefined,
  ) {
    super(message);
  }
}

/** Returns the JavaScript expression that finds what Python's would. Throws {@linkcode PatternError}. */
export function pythonRegExp(
  pattern: string,
  use: PatternUse = "search",
): RegExp {
  const { body, ignoreCase } = new Translator(pattern).translate();
  const flags = ignoreCase ? "vi" : "v";
  try {
    // What only the compiler finds, such as a missing bracket, is found without the anchors.
    const found = new RegExp(body, flags);
    if (use === "search") return found;
    const end = use === "fullmatch" ? "$" : "";
    return new RegExp(`^(?:${body})${end}`, flags);
  } catch (error) {
    const reason = (error as Error).message.split(": ").at(-1);
    throw new PatternError(
      `the regular expression ${JSON.stringify(pattern)} is wrong: ${reason}`,
      undefined,
    );
  }
}

/** The flags that hold in one group. */
interface Flags {
  readonly ascii: boolean;
  /** `s`: a point matches a line break. */
  readonly dotAll: boolean;
  /** `m`: `^` and `$` match at every line. */
  readonly multiline: boolean;
}

const QUANTIFIER = /^(?:[*+?]|\{(\d*)(?:(,)(\d*))?\})/;
const FLAGS = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])/;

/** Goes through a pattern piece by piece. */
class Translator {
  readonly #pattern: string;
  readonly #names = new Set<string>();
  #at = 0;
  #body = "";
  #ignoreCase = false;
  #flags: Flags = { ascii: false, dotAll: false, multiline: false };
  /** The flags outside of each group that is open. */
  readonly #outer: Flags[] = [];

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  translate(): { body: string; ignoreCase: boolean } {
    while (this.#at < this.#pattern.length) this.#piece();
    if (this.#outer.length > 0) this.#fail('a closing ")" is missing');
    return { body: this.#body, ignoreCase: this.#ignoreCase };
  }

  get #rest(): string {
    return this.#pattern.slice(this.#at);
  }

  #emit(body: string, length: number): void {
    this.#body += body;
    this.#at += length;
  }

  #fail(reason: string): never {
    throw new PatternError(
      `the regular expression ${JSON.stringify(this.#pattern)}, column ${
        this.#at + 1
      }: ${reason}`,
      this.#at + 1,
    );
  }

  #piece(): void {
    const character = String.fromCodePoint(this.#rest.codePointAt(0)!);
    if (character === "\\") return this.#escape();
    if (character === "[") return this.#brackets();
    if (character === "(") return this.#open();
    if (character === ")") {
      this.#flags = this.#outer.pop() ?? this.#fail('there is no "(" for it');
      return this.#emit(")", 1);
    }
    if (character === "|") return this.#emit("|", 1);
    if (character === ".") {
      return this.#emit(this.#flags.dotAll ? "[^]" : "[^\\n]", 1);
    }
    if (character === "^") {
      return this.#emit(this.#flags.multiline ? "(?<![^\\n])" : "^", 1);
    }
    if (character === "$") {
      const end = this.#flags.multiline ? "(?![^\\n])" : "(?=\\n?(?![^]))";
      return this.#emit(end, 1);
    }
    const quantifier = QUANTIFIER.exec(this.#rest);
    // Python takes {} for two characters, but {,} for any number of times.
    if (quantifier && quantifier[0] !== "{}") {
      return this.#quantifier(quantifier);
    }
    this.#emit(literal(character), character.length);
  }

  #quantifier([all, least, comma, most]: RegExpExecArray): void {
    const times = all.startsWith("{")
      ? `{${least || "0"}${comma ?? ""}${most ?? ""}}`
      : all;
    this.#emit(times, all.length);
    if (this.#rest.startsWith("+")) {
      this.#fail("possessive quantifiers are not supported");
    }
    if (this.#rest.startsWith("?")) this.#emit("?", 1);
  }

  #escape(): void {
    const { ascii } = this.#flags;
    const reference = /^\\[1-9]\d?(?![0-7])/.exec(this.#rest);
    const escape = reference
      ? { pattern: reference[0], length: reference[0].length }
      : readPlaceEscape(this.#rest, ascii) ??
        readCharacterEscape(this.#rest, ascii, false);
    if (!escape) this.#fail(`unknown escape "${this.#rest.slice(0, 2)}"`);
    this.#emit(escape.pattern, escape.length);
  }

  #brackets(): void {
    const start = /^\[\^?/.exec(this.#rest)![0];
    const end = (at: number) => this.#rest[at] === "]";
    let inner = "";
    let at = start.length;
    // A bracket that closes directly after the opening one is a character.
    for (let first = true; first || !end(at); first = false) {
      const character = this.#rest[at];
      if (character === undefined) this.#fail('a closing "]" is missing');
      const escape = character === "\\"
        ? readCharacterEscape(this.#rest.slice(at), this.#flags.ascii, true)
        : readCharacter(this.#rest, at);
      if (!escape) {
        this.#fail(`unknown escape "${this.#rest.slice(at, at + 2)}"`);
      }
      const isRange = character === "-" && !first && !end(at + 1);
      inner += isRange ? "-" : escape.pattern;
      at += escape.length;
    }
    this.#emit(`${start}${inner}]`, at + 1);
  }

  #open(): void {
    const rest = this.#rest;
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    if (comment) return this.#emit("", comment[0].length);
    const back = /^\(\?P=(\w+)\)/.exec(rest);
    if (back) return this.#emit(`\\k<${back[1]}>`, back[0].length);
    const named = /^\(\?P<([^>]*)>/.exec(rest);
    if (named) return this.#openNamed(named[1]!, named[0].length);
    const look = /^\(\?(?:[=!]|<[=!])/.exec(rest);
    if (look) return this.#push(look[0], look[0].length);
    const flags = FLAGS.exec(rest);
    if (flags) return this.#openFlags(flags);
    if (!rest.startsWith("(?")) return this.#push("(", 1);
    this.#fail(
      rest.startsWith("(?<")
        ? "a named group is written (?P<name>...)"
        : `"${rest.slice(0, 3)}" is not supported`,
    );
  }

  #push(body: string, length: number): void {
    this.#outer.push(this.#flags);
    this.#emit(body, length);
  }

  #openNamed(name: string, length: number): void {
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
      this.#fail(`"${name}" cannot be the name of a group`);
    }
    if (this.#names.has(name)) this.#fail(`two groups are named "${name}"`);
    this.#names.add(name);
    this.#push(`(?<${name}>`, length);
  }

  #openFlags([all, on, off = "", end]: RegExpExecArray): void {
    const refused = /[^aimsu]/.exec(on! + off)?.[0];
    if (refused !== undefined) {
      this.#fail(`the flag "${refused}" is not supported`);
    }
    const flags = {
      ascii: on!.includes("a") || this.#flags.ascii && !on!.includes("u"),
      dotAll: switched(this.#flags.dotAll, "s", on!, off),
      multiline: switched(this.#flags.multiline, "m", on!, off),
    };
    const cases = (letters: string) => letters.includes("i") ? "i" : "";
    if (end === ":") {
      const minus = cases(off) && "-i";
      this.#push(`(?${cases(on!)}${minus}:`, all.length);
    } else {
      if (this.#at > 0 || off !== "") {
        this.#fail("flags for the whole expression stand at its start");
      }
      this.#ignoreCase = cases(on!) !== "";
      this.#emit("", all.length);
    }
    this.#flags = flags;
  }
}

function switched(
  before: boolean,
  letter: string,
  on: string,
  off: string,
): boolean {
  return on.includes(letter) || before && !off.includes(letter);
}

function readCharacter(text: string, at: number): {
  pattern: string;
  length: number;
} {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  return { pattern: literal(character), length: character.length };
}
