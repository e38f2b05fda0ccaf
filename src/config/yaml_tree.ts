/**
 * The keys and values of a YAML text, with the places at which they stand and the words in which they are written.
 *
 * @module
 */
import { parse } from "@std/yaml";
import type { Reading } from "./yaml_events.ts";

/** A value in a YAML text. */
export interface YamlNode {
  /** The offset of its key, or of the `-` of its item. Absent at the top. */
  key?: number;
  /** Its key as it is written, without quotes, if the parser reads it as something else or it means something. */
  keyWord?: string;
  /** The offset behind the colon or the `-`. */
  behind?: number;
  /** The name that an anchor gives it. */
  anchor?: string;
  /** The offset at which the value begins. Absent if there is nothing. */
  value?: number;
  /** A single value as it is written, quotes included. */
  word?: string;
  /** What the value holds, if it is a map or a list. */
  members?: Map<string, YamlNode> | YamlNode[];
  /** The value that an alias stands for. */
  target?: YamlNode;
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

/** What is known of a text. */
export interface YamlTree {
  /** The value at the top. */
  readonly top: YamlNode;
  /** Keys that stand twice in one map. */
  readonly repeatedKeys: readonly RepeatedKey[];
  /** The offset of an empty item that ends a list in a list; parsers take the outer items for its neighbours. */
  readonly emptyLastItem: number | undefined;
  /** The offset of a key that is a list or a map. */
  readonly keyWithMembers: number | undefined;
}

/** Returns what is known of a text of which `top` was read. */
export function yamlTree(text: string, top: Reading | undefined): YamlTree {
  const builder = new TreeBuilder(text);
  if (top) builder.fill(builder.top, top);
  return builder;
}

/** The longest key, in characters, that is read like a value to know it. What is longer is no name. */
const MAX_KEY_LENGTH = 1024;

/** Keys that may be something else than what they look like: quoted, or a number, or no text at all. */
const NOT_LITERAL =
  /^$|^["'[{~]|^[-+]?\.?(?:\d|inf|nan)|^(?:null|true|false)$/i;

const SEPARATION = /(?:[ \t\r\n]+|#[^\r\n]*)*/y;
const SEPARATION_IN_FLOW =
  /(?:[ \t\r\n,]+|#[^\r\n]*)*(?:\?(?=[ \t\r\n])(?:[ \t\r\n]+|#[^\r\n]*)*)?/y;
const PROPERTIES =
  /(?:[ \t\r\n]+|#[^\r\n]*|!<[^>]*>|![^ \t\r\n]*|&[^ \t\r\n,[\]{}]*)*/y;
const ALIAS = /\*([^ \t\r\n,[\]{}]+)/y;

class TreeBuilder implements YamlTree {
  readonly top: YamlNode = {};
  readonly repeatedKeys: RepeatedKey[] = [];
  emptyLastItem: number | undefined;
  keyWithMembers: number | undefined;
  readonly #text: string;
  readonly #anchors = new Map<string, YamlNode>();
  readonly #path: (string | number)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** Enters a value, and what it holds, into `node`. */
  fill(node: YamlNode, reading: Reading): void {
    const { kind, result, anchor } = reading;
    node.behind ??= reading.start;
    if (anchor !== null) {
      node.anchor = anchor;
      this.#anchors.set(anchor, node);
    }
    if (kind === null && result === null) return;
    const at = this.#behind(PROPERTIES, reading.start);
    node.value = at;
    if (kind === null) {
      const target = this.#anchors.get(this.#match(ALIAS, at)?.[1] ?? "");
      if (target) node.target = target;
    } else if (kind === "scalar") {
      let end = reading.end;
      while (/[ \t\r\n]/.test(this.#text.charAt(end - 1))) end--;
      node.word = this.#text.slice(at, end);
    } else {
      this.#fillMembers(node, at, withoutTrial(reading));
    }
  }

  #fillMembers(node: YamlNode, at: number, reading: Reading): void {
    const { kind, inner } = reading;
    // A block map may begin with a key in brackets, at the same place.
    const isFlow = /[[{]/.test(this.#text.charAt(at)) && inner[0]?.start !== at;
    if (kind === "mapping") {
      this.#fillMap(node.members = new Map(), inner);
    } else if (isFlow) {
      this.#fillFlowList(node.members = [], at + 1, reading);
    } else this.#fillList(node.members = [], at, reading);
  }

  #fillMap(members: Map<string, YamlNode>, inner: readonly Reading[]): void {
    const readings = inner.values();
    for (const key of readings) {
      const hasValue = this.#text[this.#behind(SEPARATION, key.end)] === ":";
      const isNothing = key.kind === null && key.result === null;
      if (hasValue) this.#addMember(members, key, readings.next().value);
      else if (!isNothing) this.#addMember(members, key, undefined);
    }
  }

  #addMember(
    members: Map<string, YamlNode>,
    key: Reading,
    value: Reading | undefined,
  ): void {
    const at = this.#behind(PROPERTIES, key.start);
    const keyNode: YamlNode = {};
    this.fill(keyNode, key);
    const written = keyNode.target ?? keyNode;
    if (written.members) this.keyWithMembers ??= at;
    const text = keyText(written.word ?? "");
    const node: YamlNode = { key: at };
    this.#path.push(text ?? "?");
    const word = plainWord(written.word);
    const isRead = word !== text && text !== "null";
    if (word !== undefined && (isRead || word === "<<")) node.keyWord = word;
    for (const name of new Set([text, node.keyWord])) {
      if (name === undefined) continue;
      const first = members.get(name)?.key;
      if (first !== undefined && first !== at) {
        this.repeatedKeys.push({ path: [...this.#path], first, second: at });
      }
      members.set(name, node);
    }
    if (value) this.fill(node, value);
    this.#path.pop();
  }

  #fillList(items: YamlNode[], first: number, reading: Reading): void {
    let read = 0;
    const column = this.#columnOf(first);
    let dash = first;
    for (let left = countOf(reading.result); left > 0; left--) {
      if (this.#columnOf(dash) !== column) {
        this.emptyLastItem ??= items.at(-1)?.key;
      }
      const behind = this.#behind(SEPARATION, dash + 1);
      const isRead = reading.inner[read]?.start === behind;
      const item = isRead ? reading.inner[read++] : undefined;
      this.#addItem(items, { key: dash, behind: dash + 1 }, item);
      dash = item ? this.#behind(SEPARATION, item.end) : behind;
    }
  }

  #fillFlowList(items: YamlNode[], start: number, reading: Reading): void {
    const readings = reading.inner.values();
    let end = start;
    for (const result of reading.result as unknown[]) {
      const at = this.#behind(SEPARATION_IN_FLOW, end);
      const item = readings.next().value;
      if (!item) return;
      end = item.end;
      if (Object.is(result, item.result)) {
        this.#addItem(items, { key: at }, item);
        continue;
      }
      // `[a: b]` holds a map.
      const colon = this.#text[this.#behind(SEPARATION, end)] === ":";
      const value = colon ? readings.next().value : undefined;
      end = value?.end ?? end;
      const members = new Map<string, YamlNode>();
      this.#path.push(items.length);
      items.push({ key: at, value: at, members });
      this.#addMember(members, item, value);
      this.#path.pop();
    }
  }

  #addItem(
    items: YamlNode[],
    node: YamlNode,
    item: Reading | undefined,
  ): void {
    this.#path.push(items.length);
    items.push(node);
    if (item) this.fill(node, item);
    this.#path.pop();
  }

  #match(pattern: RegExp, at: number): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(this.#text);
  }

  #behind(pattern: RegExp, at: number): number {
    return at + (this.#match(pattern, at)?.[0].length ?? 0);
  }

  /** Returns how many characters stand before an offset on its line. */
  #columnOf(at: number): number {
    let start = at;
    while (start > 0 && !/[\r\n]/.test(this.#text.charAt(start - 1))) start--;
    return at - start;
  }
}

/** Returns a word, if it is not in quotes. */
export function plainWord(word: string | undefined): string | undefined {
  return word !== undefined && /^["'|>]/.test(word) ? undefined : word;
}

/** Returns the reading that counts: a value in brackets that begins a line is read as a key first. */
function withoutTrial(reading: Reading): Reading {
  const [first] = reading.inner;
  const isTrial = first && first.kind !== null &&
    first.result === reading.result;
  return isTrial ? first : reading;
}

function countOf(result: unknown): number {
  return Array.isArray(result) ? result.length : 0;
}

/** Returns a key as `@std/yaml` gives it: numbers and booleans as their texts, quoted texts without the quotes. */
function keyText(written: string): string | undefined {
  const key = written.trim();
  if (!NOT_LITERAL.test(key)) return key;
  if (key.length > MAX_KEY_LENGTH) return undefined;
  try {
    return String(parse(key, { schema: "core" }));
  } catch {
    return key;
  }
}
