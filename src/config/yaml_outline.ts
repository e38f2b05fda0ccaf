/**
 * The outline of a YAML text: which keys and items it holds, and at which offsets they stand.
 *
 * @module
 */
import { parse } from "@std/yaml";

/** A value in a YAML text. */
export interface OutlineNode {
  /** The offset of its key, or of the `-` of its item. Absent at the top. */
  key?: number;
  /** The offset at which the value begins. Absent if there is nothing. */
  value?: number;
  /** What the value holds, if it is a map or a list. */
  members?: Map<string, OutlineNode> | OutlineNode[];
  /** The value that an alias stands for; of no account if there are members. */
  target?: OutlineNode;
}

/** A key that has just been passed, and its colon, if it has one. */
export interface OutlineKey {
  /** The offset at which it stands. */
  readonly at: number;
  /** The key as the parser gives it; absent if that is not known. */
  readonly text: string | undefined;
  /** Whether it was announced by `?`; its value may then begin a map or a list on the same line. */
  readonly explicit: boolean;
  /** Whether a colon was passed, so that a value follows. */
  readonly hasValue: boolean;
}

/** A key that stands twice in one map. */
export interface RepeatedKey {
  /** The path of the key. */
  readonly path: readonly (string | number)[];
  /** The offset of the one. */
  readonly first: number;
  /** The offset of the other, which counts. */
  readonly second: number;
}

/** What looks wrong in a text. Each is the offset of the first place, or `undefined`. */
export interface OutlineFaults {
  /** A key or an item that a tab indents, which parsers read as if it were not indented. */
  tabIndentation: number | undefined;
  /** A text that stands where a key is due and has no colon. */
  missingColon: number | undefined;
  /** An empty item that ends a list in a list; parsers take the outer items for its neighbours. */
  emptyLastItem: number | undefined;
  /** The innermost quote or bracket that is never closed. */
  unclosed: number | undefined;
  /** A value that is nested too deeply; there the outline ends. */
  tooDeep: number | undefined;
}

/** How deep values may be nested; what lies deeper is left out of the outline. */
const MAX_DEPTH = 200;

/** The longest key, in characters, that is read like a value to know it. What is longer is no name. */
const MAX_KEY_LENGTH = 1024;

/** Keys that may be something else than what they look like: quoted, or a number, or no text at all. */
const NOT_LITERAL =
  /^$|^["'[{~]|^[-+]?\.?(?:\d|inf|nan)|^(?:null|true|false)$/i;

/** The outline of a YAML text while it is read, and afterwards. */
export class Outline {
  /** The value at the top. */
  readonly top: OutlineNode = {};
  /** Keys that stand twice in one map. */
  readonly repeatedKeys: RepeatedKey[] = [];
  /** What looks wrong. */
  readonly faults: OutlineFaults = {
    tabIndentation: undefined,
    missingColon: undefined,
    emptyLastItem: undefined,
    unclosed: undefined,
    tooDeep: undefined,
  };
  readonly #anchors = new Map<string, OutlineNode>();
  readonly #path: (string | number)[] = [];
  #depth = 0;

  /** Runs `read` for the value at an offset, one level deeper. Returns `false` if that is too deep. */
  deeper(at: number, read: () => void): boolean {
    if (this.#depth === MAX_DEPTH) {
      this.faults.tooDeep ??= at;
      return false;
    }
    this.#depth++;
    read();
    this.#depth--;
    return true;
  }

  /** Adds a key to a map and runs `read` for its value. */
  addMember(
    members: Map<string, OutlineNode>,
    key: OutlineKey,
    read: (node: OutlineNode) => void,
  ): void {
    const node: OutlineNode = { key: key.at };
    this.#path.push(key.text ?? "?");
    if (key.text !== undefined) {
      const first = members.get(key.text)?.key;
      if (first !== undefined) {
        const path = [...this.#path];
        this.repeatedKeys.push({ path, first, second: key.at });
      }
      members.set(key.text, node);
    }
    if (key.hasValue) read(node);
    this.#path.pop();
  }

  /** Adds an item to a list and runs `read` for it. */
  addItem(
    items: OutlineNode[],
    at: number,
    read: (node: OutlineNode) => void,
  ): void {
    const node: OutlineNode = { key: at };
    this.#path.push(items.length);
    items.push(node);
    read(node);
    this.#path.pop();
  }

  /** Names a value by an anchor: `&name`. */
  setAnchor(anchor: string, node: OutlineNode): void {
    this.#anchors.set(anchor.slice(1), node);
  }

  /** Lets a value stand for the one that an alias names: `*name`. */
  setAlias(alias: string, node: OutlineNode): void {
    const target = this.#anchors.get(alias.slice(1));
    if (target) node.target = target;
  }
}

/** Returns a key as the parser gives it: numbers and booleans as their texts, quoted texts without the quotes. */
export function keyText(written: string): string | undefined {
  const key = written.trim();
  if (!NOT_LITERAL.test(key)) return key;
  if (key.length > MAX_KEY_LENGTH) return undefined;
  try {
    return String(parse(key, { schema: "core" }));
  } catch {
    return key;
  }
}
