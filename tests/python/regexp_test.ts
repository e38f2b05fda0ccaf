import { assert, assertEquals, assertThrows } from "@std/assert";
import { assertGrowsLinearly } from "../growth.ts";
import {
  MatchLimitError,
  PatternError,
  type PatternUse,
  pythonRegExp,
} from "../../src/python/regexp.ts";

type Found = readonly [
  position: number,
  groups: readonly (string | null)[],
  named: Readonly<Record<string, string | null>>,
  text: string,
];

Deno.test("patterns find what CPython finds", () => {
  const url = new URL("fixtures/python_regexp.jsonl", import.meta.url);
  const lines = Deno.readTextFileSync(url).trimEnd().split("\n");
  assertEquals(lines.length, 3720);
  for (const line of lines) {
    const [pattern, text, use, expected]: [
      string,
      string,
      PatternUse,
      Found | null,
    ] = JSON.parse(line);
    assertEquals(find(pattern, use, text), expected, line);
  }
});

Deno.test("an expression can be used again and again", () => {
  const expression = pythonRegExp(r`\d+`, "match");
  for (let round = 0; round < 3; round++) assert(expression.test("12a"));
});

Deno.test("characters beyond ASCII are letters, digits and one character each", () => {
  assert(pythonRegExp(r`\w+`, "fullmatch").test("größe_é"));
  assert(pythonRegExp(".", "fullmatch").test("\u{1f600}"));
  assert(pythonRegExp("[\u{1f600}x]", "fullmatch").test("\u{1f600}"));
  assert(!pythonRegExp(r`(?a)\w+`, "fullmatch").test("größe"));
  assert(pythonRegExp(r`\bé\b`, "search").test("a é b"));
});

Deno.test("flags hold in their group", () => {
  assert(pythonRegExp("(?s:a.)b.", "search").test("a\nbx"));
  assert(!pythonRegExp("(?s:a.)b.", "search").test("a\nb\n"));
  assert(pythonRegExp("(?i)a(?-i:b)", "fullmatch").test("Ab"));
  assert(!pythonRegExp("(?i)a(?-i:b)", "fullmatch").test("AB"));
});

Deno.test("what JavaScript does not have, or Python neither, is refused with its place", () => {
  const cases: readonly (readonly [string, number | undefined, string])[] = [
    ["(?x)a", 1, 'flag "x" is not supported'],
    ["a(?i)b", 2, "stand at its start"],
    ["(?P<1a>x)", 1, '"1a" cannot be the name'],
    ["(?P<a>x)(?P<a>y)", 9, 'two groups are named "a"'],
    ["(?<a>x)", 1, "(?P<name>...)"],
    ["a*+", 3, "possessive"],
    ["(?>a)", 1, "not supported"],
    ["(?(1)a|b)", 1, "not supported"],
    [r`a\y`, 2, "unknown escape"],
    ["ab\\", 3, "unknown escape"],
    ["[a", 1, 'closing "]" is missing'],
    ["[]", 1, 'closing "]" is missing'],
    ["(a", 3, 'closing ")" is missing'],
    ["a)", 2, 'no "("'],
    ["*a", undefined, "is wrong"],
    ["[z-a]", undefined, "is wrong"],
    ["a{3,2}", undefined, "is wrong"],
  ];
  for (const [pattern, column, message] of cases) {
    const error = assertThrows(
      () => pythonRegExp(pattern),
      PatternError,
      message,
    );
    assertEquals(error.column, column, pattern);
  }
});

Deno.test("what Python refuses is refused, and what would be too large", () => {
  const cases: readonly (readonly [string, string])[] = [
    [r`\1(a)`, "no group 1 before"],
    [r`(a\1)`, "group 1 is not closed before"],
    ["(?P=n)", 'no group "n" before'],
    ["a**", "two quantifiers"],
    ["^*", "Nothing to repeat"],
    ["(?<=a+)b", "column 1: what is looked for behind needs a fixed length"],
    ["(".repeat(101), "nested more than 100 deep"],
    ["a{2001}", "is too long"],
    ["(?:(?:){99999}){99999}", "is too long"],
    ["(?:a{99}){99}", "is too long"],
  ];
  for (const [pattern, message] of cases) {
    assertThrows(() => pythonRegExp(pattern), PatternError, message);
  }
});

Deno.test("groups in loops keep what Python keeps", () => {
  const captures = (pattern: string, text: string) =>
    pythonRegExp(pattern).exec(text)?.captures;
  assertEquals(captures("(?:(a)|b)*", "ab"), ["a"]);
  assertEquals(captures("(a*)*", "b"), [""]);
  assertEquals(captures(r`(a)?b\1`, "b"), undefined);
  assertEquals(captures("(?=(a+))a", "aa"), ["aa"]);
  assertEquals(captures("(?!(a)b)a", "ac"), [undefined]);
});

Deno.test("a search takes time in proportion to the text, whatever the pattern", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [r`(?P<value_raw>-?\d+\.?\d*)\s*V$`, "1", ""],
    [r`(\w+_?)+$`, "a", "!"],
    ["(a*)*b", "a", ""],
    ["(a|a)*b", "a", ""],
    [r`(.*)(.*)(.*)(.*)x`, "a", ""],
    [r`(?:a?){30}a{30}$`, "a", "!"],
    [r`(\s*,\s*)*;`, " ,", ""],
    [r`\b(\w+\b\W*)*$`, "ab ", "\0"],
  ];
  for (const [pattern, pump, end] of cases) {
    const expression = pythonRegExp(pattern);
    assertGrowsLinearly(
      pattern,
      (times) => expression.test(pump.repeat(times) + end),
      1000,
    );
  }
});

Deno.test("look-around and references give up after a bounded number of steps", () => {
  const cases = [
    [r`(?=.*x)a`, "a".repeat(90_000)],
    [r`(?:(?=(a+)+$)a)+$`, "a".repeat(40) + "!"],
    [r`(\w+)+\1$`, "a".repeat(40) + "!"],
    [r`(a)(?:\1|\1\1)+$`, "a".repeat(90) + "!"],
  ] as const;
  for (const [pattern, text] of cases) {
    assertThrows(
      () => pythonRegExp(pattern).exec(text),
      MatchLimitError,
      "takes more than 5000000 steps",
    );
  }
});

Deno.test("a text that is too long is not searched", () => {
  const expression = pythonRegExp("a");
  assert(!expression.test("b".repeat(100_000)));
  assertThrows(
    () => expression.test("b".repeat(100_001)),
    MatchLimitError,
    "a text of 100001 characters is too long",
  );
});

Deno.test("no pattern throws anything but PatternError", () => {
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
  const pieces =
    r`a b ( ) (?: (?P<n> (?P=n) (?i) (?s: (?= (?<! [ [^ ] - ^ $ . | * + ? {2} {,3} {1,} { } \ \d \S \b \1 \x41 \n é 😀`
      .split(" ");
  let read = 0;
  for (let round = 0; round < 20_000; round++) {
    const pattern = Array.from(
      { length: random(10) },
      () => pieces[random(pieces.length)],
    ).join("");
    try {
      pythonRegExp(pattern);
      read++;
    } catch (error) {
      assert(error instanceof PatternError, `${pattern}: ${error}`);
    }
  }
  assert(read > 1000, `only ${read} patterns could be read`);
});

const r = String.raw;

function find(pattern: string, use: PatternUse, text: string): Found | null {
  const match = pythonRegExp(pattern, use).exec(text);
  if (!match) return null;
  const named = Object.entries(match.groups)
    .map(([name, value]) => [name, value ?? null] as const);
  const groups = match.captures.map((value) => value ?? null);
  return [match.index, groups, Object.fromEntries(named), match.text];
}
