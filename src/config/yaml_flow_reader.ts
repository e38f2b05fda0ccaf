/**
 * Reads the outline of what stands between `[]` and `{}`, and of what looks the same inside and outside of them.
 *
 * @module
 */
import {
  keyText,
  type Outline,
  type OutlineKey,
  type OutlineNode,
} from "./yaml_outline.ts";
import type { YamlScanner } from "./yaml_scanner.ts";

/** Reads flow style: lists in `[]`, maps in `{}`, quoted texts, aliases, anchors and tags. */
export class FlowReader {
  readonly #scanner: YamlScanner;
  readonly #outline: Outline;

  /** Reads what `scanner` stands at into `outline`. */
  constructor(scanner: YamlScanner, outline: Outline) {
    this.#scanner = scanner;
    this.#outline = outline;
  }

  /** Reads a list, a map, a quoted text or an alias. Returns `false` if none of them stands here. */
  read(node: OutlineNode): boolean {
    const scanner = this.#scanner;
    switch (scanner.peek()) {
      case "[":
      case "{":
        if (!this.#outline.deeper(scanner.at, () => this.#collection(node))) {
          scanner.giveUp();
        }
        return true;
      case '"':
      case "'":
        this.#quoted();
        return true;
      case "*":
        this.#outline.setAlias(scanner.word(), node);
        return true;
      default:
        return false;
    }
  }

  /** Reads an anchor or a tag. Returns `false` if neither stands here. */
  readProperty(node: OutlineNode): boolean {
    const isAnchor = this.#scanner.peek() === "&";
    if (!isAnchor && this.#scanner.peek() !== "!") return false;
    const word = this.#scanner.word();
    if (isAnchor) this.#outline.setAnchor(word, node);
    return true;
  }

  #collection(node: OutlineNode): void {
    const scanner = this.#scanner;
    const start = scanner.at;
    const isMap = scanner.peek() === "{";
    const members = new Map<string, OutlineNode>();
    const items: OutlineNode[] = [];
    node.members = isMap ? members : items;
    scanner.advance();
    while (!scanner.ended) {
      scanner.skipSeparation();
      if (this.#atClosing()) return scanner.advance();
      if (isMap) this.#pair(members);
      else this.#item(items);
      scanner.skipSeparation();
      if (scanner.peek() === ",") scanner.advance();
      else if (!scanner.ended && !this.#atClosing()) return;
    }
    this.#outline.faults.unclosed ??= start;
  }

  #atClosing(): boolean {
    return this.#scanner.peek() === "]" || this.#scanner.peek() === "}";
  }

  /** Reads `key: value` or `key` inside `{}`. */
  #pair(members: Map<string, OutlineNode>): void {
    const key = this.#key({}, true);
    this.#outline.addMember(members, key, (value) => this.#value(value));
  }

  /** Reads an item of `[]`, which may be a `key: value` of its own. */
  #item(items: OutlineNode[]): void {
    const at = this.#scanner.at;
    this.#outline.addItem(items, at, (item) => {
      const key = this.#key(item, false);
      if (!key.hasValue) return;
      const members = item.members = new Map<string, OutlineNode>();
      item.value = key.at;
      this.#outline.addMember(members, key, (value) => this.#value(value));
    });
  }

  /** Passes what may be a key, and the colon behind it; enters it into `node` as a value. */
  #key(node: OutlineNode, inMap: boolean): OutlineKey {
    const scanner = this.#scanner;
    const explicit = scanner.atIndicator("?");
    if (explicit) {
      scanner.advance();
      scanner.skipSeparation();
    }
    const at = scanner.at;
    this.#value(node);
    const written = scanner.text.slice(node.value ?? at, scanner.at);
    scanner.skipSeparation();
    const hasValue = scanner.peek() === ":";
    if (hasValue) scanner.advance();
    const text = inMap || hasValue ? keyText(written) : undefined;
    return { at, text, explicit, hasValue };
  }

  #value(node: OutlineNode): void {
    const scanner = this.#scanner;
    scanner.skipSeparation();
    while (this.readProperty(node)) scanner.skipSeparation();
    const start = scanner.at;
    if (!this.read(node)) scanner.plain(0, true);
    if (scanner.at > start) node.value = start;
  }

  #quoted(): void {
    const start = this.#scanner.at;
    const isClosed = this.#scanner.quoted();
    if (!isClosed) this.#outline.faults.unclosed ??= start;
  }
}
