import { assert, assertEquals } from "@std/assert";
import { TopicTree } from "../../src/broker/topic_tree.ts";
import { Random } from "./random.ts";

/** The rule itself, word by word. Exponential, hence only for short patterns. */
function matches(pattern: string[], key: string[]): boolean {
  const [first, ...others] = pattern;
  if (first === undefined) return key.length === 0;
  if (first === "#") {
    return matches(others, key) ||
      (key.length > 0 && matches(pattern, key.slice(1)));
  }
  return key.length > 0 && (first === "*" || first === key[0]) &&
    matches(others, key.slice(1));
}

function split(text: string): string[] {
  return text === "" ? [] : text.split(".");
}

function randomWords(random: Random, words: string[], most: number): string {
  return Array.from(
    { length: random.below(most + 1) },
    () => random.pick(words),
  )
    .join(".");
}

Deno.test("patterns match what the rule says, after any adding and removing", () => {
  const random = new Random(4);
  let found = 0;
  for (let round = 0; round < 300; round++) {
    const tree = new TopicTree<string>();
    const patterns = new Set<string>();
    for (let step = 0; step < 25; step++) {
      const pattern = randomWords(random, ["a", "b", "*", "#", ""], 5);
      if (random.below(3) > 0) {
        tree.add(pattern, pattern);
        patterns.add(pattern);
      } else {
        const old = random.pick([...patterns, pattern]);
        tree.remove(old, old);
        patterns.delete(old);
      }
    }
    for (let step = 0; step < 20; step++) {
      const key = randomWords(random, ["a", "b", "c", ""], 6);
      const expected = [...patterns].filter((pattern) =>
        matches(split(pattern), split(key))
      );
      assertEquals([...tree.match(key)].sort(), expected.sort(), key);
      found += expected.length;
    }
  }
  assert(found > 1000);
});

Deno.test("a value with several matching patterns is found once", () => {
  const tree = new TopicTree<string>();
  for (const pattern of ["a", "a.#", "#", "*"]) tree.add(pattern, "queue");
  assertEquals([...tree.match("a")], ["queue"]);
});

Deno.test("a pattern of many hashes against a long key is decided", () => {
  const tree = new TopicTree<string>();
  tree.add(Array(120).fill("#").join("."), "hashes");
  tree.add(Array(60).fill("#.a").join(".") + ".b", "never");
  tree.add(Array(60).fill("#.*").join("."), "stars");
  const key = Array(127).fill("a").join(".");
  assertEquals([...tree.match(key)].sort(), ["hashes", "stars"]);
});

Deno.test("ten thousand patterns find the one that matches", () => {
  const tree = new TopicTree<number>();
  for (let i = 0; i < 10_000; i++) tree.add(`name${i}.#`, i);
  for (let i = 0; i < 10_000; i++) {
    assertEquals([...tree.match(`name${i}.x.y`)], [i]);
  }
});
