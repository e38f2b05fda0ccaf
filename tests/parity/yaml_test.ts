/**
 * What this project may expect of `@std/yaml`: passes on the stand-in in npm/ and, with deno.jsr.json, on the real one.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { parse, stringify } from "@std/yaml";

const CORE = { schema: "core" } as const;

Deno.test("the core schema reads null, booleans and numbers, all else is text", () => {
  const read: [string, unknown][] = [
    ["~", null],
    ["null", null],
    ["true", true],
    ["False", false],
    ["yes", "yes"],
    ["on", "on"],
    ["5", 5],
    ["-5", -5],
    ["+5", 5],
    ["1.5", 1.5],
    [".5", 0.5],
    ["1e3", 1000],
    ["1_000", 1000],
    ["012", 10],
    ["08", "08"],
    ["0x1A", 26],
    ["0b101", 5],
    ["0o17", "0o17"],
    [".inf", Infinity],
    ["-.inf", -Infinity],
    [".nan", NaN],
    ['"5"', "5"],
    ["'it''s'", "it's"],
    ["1:15", "1:15"],
    ["20:59.5", "20:59.5"],
    ["2001-12-14", "2001-12-14"],
    ["2001-12-14t21:59:43Z", "2001-12-14t21:59:43Z"],
    ["1.2.3", "1.2.3"],
    ["2*{}", "2*{}"],
    ["<<", "<<"],
  ];
  for (const [text, value] of read) {
    assertEquals<unknown>(parse(`key: ${text}`, CORE), { key: value }, text);
  }
});

Deno.test("mappings, sequences, anchors, block texts and comments are understood", () => {
  const text = [
    "base: &base {a: 1} # a comment",
    "list:",
    "  - *base",
    "  - [x, y]",
    "folded: >-",
    "  one",
    "  line",
    "literal: |",
    "  two",
    "  lines",
  ].join("\n");

  assertEquals<unknown>(parse(text, CORE), {
    base: { a: 1 },
    list: [{ a: 1 }, ["x", "y"]],
    folded: "one line",
    literal: "two\nlines\n",
  });
});

Deno.test("the core schema leaves a merge key as it is", () => {
  assertEquals<unknown>(parse("a: {<<: {b: 1}}", CORE), {
    a: { "<<": { b: 1 } },
  });
});

Deno.test("the default schema knows dates and merges", () => {
  assertEquals<unknown>(parse("a: 2001-12-14"), { a: new Date("2001-12-14") });
  assertEquals<unknown>(parse("a: {<<: {b: 1}, c: 2}"), { a: { b: 1, c: 2 } });
});

Deno.test("an empty document is null", () => {
  for (const text of ["", " \n\n", "# nothing", "---\n"]) {
    assertEquals<unknown>(parse(text, CORE), null);
  }
});

Deno.test("a key named __proto__ is a key like any other", () => {
  const read = parse("__proto__: {polluted: true}", CORE) as object;

  assert(Object.hasOwn(read, "__proto__"));
  assertStrictEquals(Object.getPrototypeOf(read), Object.prototype);
  assert(!("polluted" in read));
});

Deno.test("the last of equal keys wins if allowed, otherwise they are an error", () => {
  const text = "a: 1\nb: 2\na: 3\n";

  assertEquals<unknown>(parse(text, { ...CORE, allowDuplicateKeys: true }), {
    a: 3,
    b: 2,
  });
  const error = assertThrows(() => parse(text, CORE), SyntaxError);
  assertMatch(error.message, /duplicated.* at line 3,/);
});

Deno.test("a mistake is a SyntaxError that says where", () => {
  const wrong: [string, string][] = [
    ["- &anchor Foo\n- *other", "at line 2, column 9"],
    ['a: "\\xyz"', "at line 1, column 7"],
    ["a: 'bar\n", "at line 2, column 1"],
    ["a: 1\n b: 2\n", "at line 2, column 3"],
  ];
  for (const [text, where] of wrong) {
    assertThrows(() => parse(text, CORE), SyntaxError, where);
  }
});

Deno.test("more than one document is an error", () => {
  assertThrows(() => parse("a: 1\n---\nb: 2\n", CORE), SyntaxError);
});

Deno.test("what is written is read back", () => {
  const value = { a: [1, { b: null }], c: "yes", d: "5", e: -0.5, f: true };

  assertEquals(stringify({ a: [1, { b: null }] }), "a:\n  - 1\n  - b: null\n");
  assertEquals<unknown>(parse(stringify(value), CORE), value);
});
