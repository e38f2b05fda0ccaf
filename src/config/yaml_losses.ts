/**
 * What a YAML text loses without a word: values that are read as comments or anchors, and characters that nobody sees.
 *
 * @module
 */
import { INVISIBLE } from "./invisible.ts";
import type { Path } from "./position.ts";
import { plainWord, type YamlNode } from "./yaml_tree.ts";

/** A place at which something is lost. */
export interface Loss {
  /** What is lost: a whole value, perhaps the end of one, or the look of a character. */
  readonly kind: "value" | "end" | "invisible";
  /** The path of the value. */
  readonly path: Path;
  /** The offset of what is read as something else. */
  readonly at: number;
  /** What stands there. */
  readonly written: string;
}

/** A comment without a blank behind its `#`. */
const CLOSE_COMMENT = /([ \t]*)(#[^ \t\r\n#][^\r\n]*)/y;

/** The beginning of a comment that may be a part of a command: `#2`, `#H1F`. */
const DATA = /^#(?:\d|(?:H[\dA-F]+|Q[0-7]+|B[01]+)(?![\dA-Z]))/i;

/** Returns what a text loses, of which `top` is known. */
export function lossesOf(text: string, top: YamlNode): Loss[] {
  const losses: Loss[] = [];
  const path: (string | number)[] = [];
  const note = (kind: Loss["kind"], at: number, written: string) =>
    losses.push({ kind, path: [...path], at, written });

  const noteInvisible = (at: number, word: string) => {
    const found = plainWord(word) && INVISIBLE.exec(word);
    if (found) note("invisible", at + found.index, found[0]);
  };
  const visit = (node: YamlNode): void => {
    const { key, behind, value, word, anchor } = node;
    if (typeof path.at(-1) === "string" && key !== undefined) {
      noteInvisible(key, text.slice(key, behind));
    }
    if (value === undefined && behind !== undefined) {
      const comment = commentAt(text, behind);
      if (comment) note("value", comment.at, comment.written);
      const name = `&${anchor}`;
      const at = anchor === undefined ? -1 : text.indexOf(name, behind);
      if (at >= 0) note("value", at, name);
    }
    if (value !== undefined && word !== undefined) {
      noteInvisible(value, word);
      const comment = commentAt(text, value + word.length);
      const isDoubtful = !/^(?:["'|>~]|null$)/i.test(word) && comment &&
        DATA.test(comment.written);
      if (isDoubtful) note("end", comment.at, comment.written);
    }
    const members = node.members ?? [];
    for (const [step, member] of members.entries()) {
      // A key that is read as a number is known by two names.
      if (typeof step === "string" && (member.keyWord ?? step) !== step) {
        continue;
      }
      path.push(step);
      visit(member);
      path.pop();
    }
  };
  visit(top);
  return losses;
}

function commentAt(
  text: string,
  behind: number,
): { at: number; written: string } | undefined {
  CLOSE_COMMENT.lastIndex = behind;
  const [, blanks = "", comment] = CLOSE_COMMENT.exec(text) ?? [];
  return comment === undefined
    ? undefined
    : { at: behind + blanks.length, written: comment.trimEnd() };
}
