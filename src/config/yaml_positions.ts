/**
 * Tells at which line and column the keys and values of a YAML or JSON text stand.
 *
 * @module
 */
import type { Path, Place, Position, Positions } from "./position.ts";
import { TextLines } from "./text_lines.ts";
import { outlineYaml } from "./yaml_block_reader.ts";
import type { Outline, OutlineFaults, OutlineNode } from "./yaml_outline.ts";

/** A key that stands twice in one map of a text. */
export interface DuplicateKey {
  /** The path of the key. */
  readonly path: Path;
  /** Where the key stands that is overridden. */
  readonly first: Position;
  /** Where the key stands that counts. */
  readonly second: Position;
}

/**
 * Returns an index of the first document in a YAML or JSON text.
 *
 * It never throws: what it does not understand has no position. It takes time in proportion to the text.
 */
export function indexYaml(text: string): YamlPositions {
  const outline = outlineYaml(text);
  return new YamlPositions(new TextLines(text), outline, [outline.top]);
}

/** The index of a YAML text. Made by {@linkcode indexYaml}. */
export class YamlPositions implements Positions {
  readonly #lines: TextLines;
  readonly #outline: Outline;
  readonly #tops: readonly OutlineNode[];

  /** Joins the parts of an index. A path is looked up from each of `tops`, the first that knows it counts. */
  constructor(
    lines: TextLines,
    outline: Outline,
    tops: readonly OutlineNode[],
  ) {
    this.#lines = lines;
    this.#outline = outline;
    this.#tops = tops;
  }

  /** Keys that stand twice in one map. */
  get duplicateKeys(): DuplicateKey[] {
    return this.#outline.repeatedKeys.map(({ path, first, second }) => ({
      path,
      first: this.#lines.positionOf(first),
      second: this.#lines.positionOf(second),
    }));
  }

  /** Returns the first place with a certain fault in the text, if there is one. */
  fault(name: keyof OutlineFaults): Position | undefined {
    return this.#position(this.#outline.faults[name]);
  }

  /** Returns where the key, or the `-` of the item, stands. The top has none. */
  keyAt(path: Path): Position | undefined {
    return this.#position(this.#offset(path, "key"));
  }

  /** Returns where the value begins, behind its anchor and tag. An empty value has none. */
  valueAt(path: Path): Position | undefined {
    return this.#position(this.#offset(path, "value"));
  }

  /** Returns the wanted place, or the nearest that is known: the key, the keys above it, the top. */
  nearest(path: Path, place: Place = "key"): Position | undefined {
    const exact = this.#position(this.#offset(path, place));
    if (exact) return exact;
    for (let length = path.length; length > 0; length--) {
      const key = this.keyAt(path.slice(0, length));
      if (key) return key;
    }
    return this.valueAt([]);
  }

  /** Returns the word with which the value at a path begins, or the value that its alias stands for; an empty text if it is unknown. */
  wordAt(path: Path): string {
    const node = descend(this.#tops[0], path);
    const offset = (node?.target ?? node)?.value;
    if (offset === undefined) return "";
    const word = /[^\s,[\]{}]*/y;
    word.lastIndex = offset;
    return word.exec(this.#lines.text)?.[0] ?? "";
  }

  /** Returns an index for data that has been taken out of the map at `prefix`; paths that it does not hold count from the top. */
  within(prefix: Path): YamlPositions {
    const inner = descend(this.#tops[0], prefix);
    const tops = inner ? [inner, ...this.#tops] : this.#tops;
    return new YamlPositions(this.#lines, this.#outline, tops);
  }

  #offset(path: Path, place: Place): number | undefined {
    for (const top of this.#tops) {
      const offset = descend(top, path)?.[place];
      if (offset !== undefined) return offset;
    }
    return undefined;
  }

  #position(offset: number | undefined): Position | undefined {
    return offset === undefined ? undefined : this.#lines.positionOf(offset);
  }
}

function descend(
  top: OutlineNode | undefined,
  path: Path,
): OutlineNode | undefined {
  let node = top;
  for (const step of path) {
    const members: OutlineNode["members"] = node?.members ??
      node?.target?.members;
    node = members instanceof Map
      ? members.get(String(step))
      : members?.[Number(step)];
  }
  return node;
}
