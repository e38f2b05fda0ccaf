/**
 * Holds the index of a YAML text to its parser: whatever key the parser finds has a place, and stands there.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parse, stringify } from "@std/yaml";
import { type Path, pathText } from "../../src/config/position.ts";
import { readEvents } from "../../src/config/yaml_events.ts";
import { indexYaml } from "../../src/config/yaml_positions.ts";
import { Random } from "../wire/random.ts";
import { OWN_FIXTURES } from "./own_fixtures.ts";

/** A tree as a configuration may hold it. */
type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

const CORE = { schema: "core", allowDuplicateKeys: true } as const;

const TEXTS = [
  "peaches",
  "2*{}",
  "a: b",
  "#c",
  "x # y",
  "it's",
  'say "hi"',
  "",
  " ",
  "5",
  "true",
  "~",
  "- a",
  "? a",
  "[1]",
  "{}",
  "*x",
  "&x",
  "!t",
  "|",
  "%",
  "\r\n",
  "two\nlines\n",
  "\n\n  three\n lines",
  "('localhost', 5025)",
  "\\w+",
  "é𝄞",
  "---",
  ":",
  "-",
  "__proto__",
  "12:30",
  "a very long text that is folded when it is written, word by word, line by line, so that it goes on",
];

function tree(random: Random, depth: number): Tree {
  switch (random.below(depth > 0 ? 7 : 4)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
      return random.pick([0, -1, 2.5, 1e30, 123456]);
    case 2:
    case 3:
      return random.pick(TEXTS);
    case 4:
      return random.list(4, () => tree(random, depth - 1));
    default:
      return map(random, depth - 1);
  }
}

function map(random: Random, depth: number): { [key: string]: Tree } {
  const entry = () => [random.pick(TEXTS), tree(random, depth)] as const;
  return Object.fromEntries(random.list(5, entry));
}

/** Writes a tree in one of many styles. */
class Writer {
  readonly #random: Random;
  readonly #lineEnd: string;

  constructor(random: Random) {
    this.#random = random;
    this.#lineEnd = random.pick(["\n", "\n", "\r\n"]);
  }

  write(tree: { [key: string]: Tree }): string {
    const start = this.#random.pick(["", "", "---\n", "# c\n", "\ufeff"]);
    const text = start + this.#block(tree, 0) + "\n";
    return text.replaceAll("\n", this.#lineEnd);
  }

  /** Returns a value in block style: what stands behind the key or dash, line ends included. */
  #value(tree: Tree, indent: number, ofKey: boolean): string {
    if (typeof tree !== "object" || tree === null) {
      return ` ${this.#scalar(tree, false)}${this.#comment()}`;
    }
    if (Object.keys(tree).length === 0 || this.#random.below(4) === 0) {
      return ` ${this.#flow(tree, indent)}${this.#comment()}`;
    }
    const deeper = indent + 1 + this.#random.below(4);
    const mayAlign = ofKey && Array.isArray(tree) &&
      this.#random.below(3) === 0;
    return `${this.#comment()}\n${
      this.#block(tree, mayAlign ? indent : deeper)
    }`;
  }

  #block(tree: Tree[] | { [key: string]: Tree }, indent: number): string {
    const blanks = " ".repeat(indent);
    const lines = Array.isArray(tree)
      ? tree.map((item) => `${blanks}-${this.#item(item, indent)}`)
      : Object.entries(tree).map(([key, value]) => {
        const colon = this.#random.pick([":", ":", " :"]);
        return blanks + this.#scalar(key, false) + colon +
          this.#value(value, indent, true);
      });
    if (lines.length === 0) return blanks + (Array.isArray(tree) ? "[]" : "{}");
    const between = () =>
      this.#random.below(6) === 0 ? `\n${" ".repeat(3)}# a: b\n` : "\n";
    return lines.reduce((text, line) => text + between() + line);
  }

  /** Returns an item, whose map or list may begin on the line of its dash. */
  #item(tree: Tree, indent: number): string {
    const isFull = typeof tree === "object" && tree !== null &&
      Object.keys(tree).length > 0;
    if (!isFull || this.#random.below(2) === 0) {
      return this.#value(tree, indent, false);
    }
    const gap = 1 + this.#random.below(3);
    const block = this.#block(tree, indent + 1 + gap);
    return " ".repeat(gap) + block.trimStart();
  }

  #flow(tree: Tree, indent: number): string {
    if (typeof tree !== "object" || tree === null) {
      return this.#scalar(tree, true);
    }
    const blanks = " ".repeat(indent + 1 + this.#random.below(3));
    const gap = () =>
      this.#random.pick(["", " ", `\n${blanks}`, ` # x: [y\n${blanks}`]);
    const members = Array.isArray(tree)
      ? tree.map((item) => this.#flow(item, indent))
      : Object.entries(tree).map(([key, value]) =>
        `${this.#scalar(key, true)}: ${this.#flow(value, indent)}`
      );
    const inner = members.map((member) => gap() + member + gap()).join(",");
    return Array.isArray(tree) ? `[${inner}${gap()}]` : `{${inner}${gap()}}`;
  }

  #scalar(value: null | boolean | number | string, inFlow: boolean): string {
    if (typeof value !== "string") return String(value);
    const isPlain = /^[A-Za-z(\\][\w()., '*+\\]*[\w)+]$/.test(value) &&
      !/^(?:true|null)$/.test(value) && !(inFlow && value.includes(","));
    const style = this.#random.below(3);
    if (isPlain && style > 0) return value;
    const isOneLine = !/[\r\n]/.test(value);
    if (isOneLine && style === 1) return `'${value.replaceAll("'", "''")}'`;
    return JSON.stringify(value);
  }

  #comment(): string {
    return this.#random.pick(["", "", "", " # c: d", "  "]);
  }
}

/** Calls `visit` for everything in `data` but the top. */
function visitAll(
  data: unknown,
  visit: (path: Path, value: unknown) => void,
  path: Path = [],
): void {
  if (path.length > 0) visit(path, data);
  if (typeof data !== "object" || data === null) return;
  for (const [key, member] of Object.entries(data)) {
    const step = Array.isArray(data) ? Number(key) : key;
    visitAll(member, visit, [...path, step]);
  }
}

/** Returns what stands in `text` from a place on. */
function textAt(text: string, line: number, column: number): string {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n/);
  return [lines[line - 1]!.slice(column - 1), ...lines.slice(line)].join("\n");
}

/** Fails unless every path that the parser finds has a place with its key, and every full value one of its own. */
function assertAllPlaced(text: string, data: unknown): void {
  const index = indexYaml(text);
  visitAll(data, (path, value) => {
    const where = `${pathText(path)} in ${JSON.stringify(text)}`;
    const position = index.keyAt(path);
    assert(position, where);
    const written = textAt(text, position.line, position.column);
    assert(
      beginsWith(written, path.at(-1)!),
      `${where} is not at ${JSON.stringify(written)}`,
    );
    if (value !== null) assert(index.valueAt(path), `value of ${where}`);
    assertWord(index.wordAt(path), value, where);
  });
  const { top } = readEvents(text.replace(/^\ufeff/, ""));
  assertEquals(shape(top?.result), shape(data), text);
}

/** Fails unless a value that is no text comes from the word in which it is written. */
function assertWord(word: string | undefined, value: unknown, where: string) {
  const isNumberOrTruth = typeof value === "number" ||
    typeof value === "boolean";
  if (!isNumberOrTruth) return;
  assert(word, `word of ${where}`);
  assertEquals(parse(word, CORE), value, where);
}

/** Returns a tree without its single values, and without numbers as keys: the two libraries read numbers of their own. */
function shape(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(shape);
  if (typeof data !== "object" || data === null) return null;
  const entries = Object.entries(data);
  return Object.fromEntries(
    entries.map((
      [key, value],
    ) => [key.replace(/^[-+.\d].*/s, "5"), shape(value)]),
  );
}

/** Tells whether a text begins with a key, quoted or not; an item of a list may begin with anything. */
function beginsWith(written: string, step: string | number): boolean {
  if (typeof step === "number") return written !== "";
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(written)?.[0];
  if (quoted !== undefined) return parse(quoted) === step;
  return written.startsWith(step) || /^[\d?|>~]/.test(written);
}

Deno.test("every key of a tree that @std/yaml wrote has its place", () => {
  const random = new Random(175);
  for (let count = 0; count < 400; count++) {
    const data = map(random, 4);
    const text = stringify(data);
    assertEquals<unknown>(parse(text, CORE), data);
    assertAllPlaced(text, data);
  }
});

Deno.test("every key of a tree has its place, in whatever style it is written", () => {
  const random = new Random(176);
  for (let count = 0; count < 1500; count++) {
    const data = map(random, 4);
    const text = new Writer(random).write(data);
    assertEquals<unknown>(parse(text, CORE), data, JSON.stringify(text));
    assertAllPlaced(text, data);
  }
});

Deno.test("every key of JSON has its place", () => {
  const random = new Random(177);
  for (let count = 0; count < 300; count++) {
    const data = map(random, 4);
    const text = JSON.stringify(data, undefined, random.pick([0, 2, "\t"]));
    assertAllPlaced(text, data);
  }
});

Deno.test("a text that was changed at random is indexed, and if it is still YAML every key has its place", () => {
  const random = new Random(178);
  const texts = [...OWN_FIXTURES.values()];
  let understood = 0;
  for (let count = 0; count < 6000; count++) {
    const text = changed(random.pick(texts).slice(0, 1500), random);
    const index = indexYaml(text);
    let data: unknown;
    try {
      data = parse(text, CORE);
    } catch {
      continue;
    }
    const isRefused = index.refusal || index.fault("emptyLastItem") ||
      index.fault("keyWithMembers");
    if (isRefused) continue;
    understood++;
    visitAll(data, (path, value) => {
      const where = `${pathText(path)} in ${JSON.stringify(text)}`;
      assert(index.keyAt(path), where);
      assertWord(index.wordAt(path), value, where);
    });
    assertEquals(shape(readEvents(text).top?.result), shape(data), text);
  }
  assert(understood > 1000, `${understood} texts were understood`);
});

const FRAGMENTS = [
  ..."\n :-#'\"[]{},|>&*!~\t\\",
  "- ",
  ": ",
  "\n  ",
  "\n- ",
  "a: ",
  "\r\n",
  "&a ",
  "'x: y'",
  "---\n",
];

function changed(text: string, random: Random): string {
  let result = text;
  for (let count = random.below(4); count >= 0; count--) {
    const at = random.below(result.length + 1);
    const removed = random.below(2) * random.below(5);
    const added = random.below(3) > 0 ? random.pick(FRAGMENTS) : "";
    result = result.slice(0, at) + added + result.slice(at + removed);
  }
  return result;
}
