/**
 * Tells at which line and column the keys and values of a YAML or JSON text stand.
 *
 * @module
 */
import type { Path, Place, Position, Positions } from "./position.ts";
import { TextLines } from "./text_lines.ts";
import { type Failure, readEvents } from "./yaml_events.ts";
import { isInBrackets, type YamlFaults, yamlFaults } from "./yaml_faults.ts";
import { type Loss, lossesOf } from "./yaml_losses.ts";
import {
  plainWord,
  type YamlNode,
  type YamlTree,
  yamlTree,
} from "./yaml_tree.ts";

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
  const body = text.replace(/^\ufeff/, "");
  const { top, failure } = readEvents(body);
  const tree = yamlTree(body, top);
  const lines = new TextLines(body);
  return new YamlPositions(lines, tree, failure, [tree.top]);
}

/** What looks wrong in a text: what ends the reading, and what is read as something else than what it looks like. */
export interface Faults extends YamlFaults {
  /** An empty item that ends a list in a list; parsers take the outer items for its neighbours. */
  readonly emptyLastItem?: number | undefined;
  /** A key that is a list or a map; parsers make nonsense of it. */
  readonly keyWithMembers?: number | undefined;
}

/** The index of a YAML text. Made by {@linkcode indexYaml}. */
export class YamlPositions implements Positions {
  readonly #lines: TextLines;
  readonly #tree: YamlTree;
  readonly #failure: Failure | undefined;
  readonly #faults: Faults;
  readonly #tops: readonly YamlNode[];

  /** Joins the parts of an index. A path is looked up from each of `tops`, the first that knows it counts. */
  constructor(
    lines: TextLines,
    tree: YamlTree,
    failure: Failure | undefined,
    tops: readonly YamlNode[],
  ) {
    this.#lines = lines;
    this.#tree = tree;
    this.#failure = failure;
    this.#faults = {
      ...failure && yamlFaults(lines.text, failure),
      emptyLastItem: tree.emptyLastItem,
      keyWithMembers: tree.keyWithMembers,
    };
    this.#tops = tops;
  }

  /** Keys that stand twice in one map. */
  get duplicateKeys(): DuplicateKey[] {
    return this.#tree.repeatedKeys.map(({ path, first, second }) => ({
      path,
      first: this.#lines.positionOf(first),
      second: this.#lines.positionOf(second),
    }));
  }

  /** Returns the first place with a certain fault in the text, if there is one. */
  fault(name: keyof Faults): Position | undefined {
    return this.#position(this.#faults[name]);
  }

  /** What the text loses without a word. */
  get losses(): (Loss & { readonly position: Position })[] {
    return lossesOf(this.#lines.text, this.#tree.top).map((loss) => ({
      ...loss,
      position: this.#lines.positionOf(loss.at),
    }));
  }

  /** Whether the reading ended early, between brackets. */
  get endsInBrackets(): boolean {
    return this.#failure !== undefined &&
      isInBrackets(this.#lines.text, this.#failure);
  }

  /** Returns a line of the text, counted from 1; an empty one if there is none. */
  line(number: number): string {
    return this.#lines.line(number);
  }

  /** Why the text was not read to its end, in the words of js-yaml, and where. */
  get refusal():
    | { readonly reason: string; readonly position: Position | undefined }
    | undefined {
    const { reason, at } = this.#failure ?? {};
    return reason === undefined
      ? undefined
      : { reason, position: this.#position(at) };
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

  /** Returns the word in which the single value at a path, or the value that its alias stands for, is written without quotes. */
  wordAt(path: Path): string | undefined {
    const node = this.#find(path);
    return plainWord((node?.target ?? node)?.word);
  }

  /** Returns the word in which a key is written, if it stands without quotes and is read as a number or a truth. */
  keyWordAt(path: Path): string | undefined {
    return this.#find(path)?.keyWord;
  }

  /** Returns an index for data that has been taken out of the map at `prefix`; paths that it does not hold count from the top. */
  within(prefix: Path): YamlPositions {
    const inner = descend(this.#tops[0], prefix);
    const tops = inner ? [inner, ...this.#tops] : this.#tops;
    return new YamlPositions(this.#lines, this.#tree, this.#failure, tops);
  }

  #find(path: Path): YamlNode | undefined {
    for (const top of this.#tops) {
      const node = descend(top, path);
      if (node) return node;
    }
    return undefined;
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
  top: YamlNode | undefined,
  path: Path,
): YamlNode | undefined {
  let node = top;
  for (const step of path) node = node && memberOf(node, step);
  return node;
}

/** Returns a member, also one that `<<` takes over; not through more than 100 of them, which may be a circle. */
function memberOf(
  node: YamlNode,
  step: string | number,
  depth = 0,
): YamlNode | undefined {
  const members = membersOf(node);
  if (!(members instanceof Map)) return members?.[Number(step)];
  const own = members.get(String(step));
  const merged = members.get("<<");
  if (own || !merged || depth > 100) return own;
  const maps = membersOf(merged);
  const sources = maps instanceof Map ? [merged] : maps ?? [];
  for (const source of sources) {
    const found = memberOf(source, step, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function membersOf(node: YamlNode): YamlNode["members"] {
  return node.members ?? node.target?.members;
}
