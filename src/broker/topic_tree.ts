/**
 * Topic patterns of dot-separated words: `*` stands for one word, `#` for any number of words.
 *
 * @module
 */

/** A word of some patterns, with what may follow it. Most have one child, or values: what a node lacks costs nothing. */
class Node<T> {
  /** Whether the word is `#`, which may take any further word. */
  readonly repeats: boolean;
  children: Map<string, Node<T>> | undefined;
  values: Set<T> | undefined;

  constructor(word: string) {
    this.repeats = word === "#";
  }
}

/**
 * Finds the values whose patterns match a key.
 *
 * The patterns share a tree of words, so the cost of a look-up depends on the words of the key and the wildcards
 * on its way, not on the number of patterns; and since all branches are followed at once, never twice from the same
 * place, no pattern makes it explode.
 */
export class TopicTree<T> {
  readonly #root = new Node<T>("");

  /** Adds a value under a pattern. */
  add(pattern: string, value: T): void {
    let node = this.#root;
    for (const word of words(pattern)) {
      node.children ??= new Map();
      let child = node.children.get(word);
      if (!child) node.children.set(word, child = new Node(word));
      node = child;
    }
    node.values ??= new Set();
    node.values.add(value);
  }

  /** Removes a value from a pattern, and the nodes that served no other. */
  remove(pattern: string, value: T): void {
    const path: [parent: Node<T>, word: string][] = [];
    let node = this.#root;
    for (const word of words(pattern)) {
      const child = node.children?.get(word);
      if (!child) return;
      path.push([node, word]);
      node = child;
    }
    node.values?.delete(value);
    for (const [parent, word] of path.reverse()) {
      const child = parent.children!.get(word)!;
      if (child.values?.size || child.children?.size) return;
      parent.children!.delete(word);
    }
  }

  /** Returns the values of all patterns that match `key`, each once. */
  match(key: string): Set<T> {
    let reached = new Set<Node<T>>();
    enter(this.#root, reached);
    for (const word of words(key)) {
      const next = new Set<Node<T>>();
      for (const node of reached) {
        if (node.repeats) enter(node, next);
        enter(node.children?.get(word), next);
        enter(node.children?.get("*"), next);
      }
      reached = next;
    }
    const found = new Set<T>();
    for (const node of reached) {
      for (const value of node.values ?? []) found.add(value);
    }
    return found;
  }
}

/** Adds a node to those reached, and what follows it if `#` stands for no word at all. */
function enter<T>(node: Node<T> | undefined, reached: Set<Node<T>>): void {
  for (
    let next = node;
    next && !reached.has(next);
    next = next.children?.get("#")
  ) {
    reached.add(next);
  }
}

function words(key: string): string[] {
  return key === "" ? [] : key.split(".");
}
