import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { MAX_VALUES } from "../../src/config/plain_data.ts";
import { ConfigurationError, problemText } from "../../src/config/problem.ts";
import { parseSource } from "../../src/config/source.ts";

function scalar(text: string): unknown {
  return parseSource(`key: ${text}\n`, "f")!.data["key"];
}

/** Returns what is said about a text that is refused. */
function refusal(text: string): string {
  return assertThrows(() => parseSource(text, "f"), ConfigurationError).message;
}

/** The table of spec 10.1: what is written, what it is here, and what the originals make of it if that differs. */
const SCALARS: [written: string, read: unknown, originals?: unknown][] = [
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["", null],
  ['"~"', "~"],
  ["'null'", "null"],
  ["5", 5],
  ["+5", 5],
  ['"5"', "5", 5],
  ["'5'", "5", 5],
  ["!!str 5", "5", 5],
  ["-5", -5],
  ["0x1F", 31],
  ["-0x1F", -31],
  ["010", 8],
  ["0777", 511],
  ["08", "08", 8],
  ["0b1", 1, "0b1"],
  ["0o17", "0o17"],
  ["1_000", 1000, "1_000"],
  ["1,000", "1,000"],
  ["5.0", 5],
  ["5.", 5],
  [".5", 0.5],
  ["1e3", 1000],
  ["4.00", 4],
  ["4294967295", 4294967295],
  ["4294967296", 4294967296],
  ["-2147483649", -2147483649],
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["tRue", "tRue"],
  ["false", false],
  ["yes", "yes", true],
  ["Yes", "Yes", true],
  ["YES", "YES", true],
  ["on", "on", true],
  ["On", "On", true],
  ["ON", "ON", true],
  ["y", "y", true],
  ["Y", "Y", true],
  ["no", "no", false],
  ["off", "off", false],
  ["n", "n", false],
  ["N", "N", false],
  ['"true"', "true", true],
  ["inf", "inf"],
  ["nan", "nan"],
  ["NaN", "NaN"],
  ["1.2.3", "1.2.3"],
  ["2020-01-01", "2020-01-01"],
  ["12:30", "12:30"],
  ["12:30:15", "12:30:15"],
  ["1e", "1e"],
  ['""', ""],
  ["''", ""],
  [`"'5'"`, "5"],
  [`"'abc'"`, "abc"],
  ['"ENV{HOME}"', "ENV{HOME}"],
  ['"5 "', "5 ", 5],
  ['" 5 "', " 5 "],
  ["|-\n  5", "5", 5],
];

Deno.test("scalars are those of the core schema, and quoted ones stay texts (175)", () => {
  for (const [written, read] of SCALARS) {
    assertEquals(scalar(written), read, written);
  }
});

Deno.test("one enclosing pair of single quotes inside a text is taken off", () => {
  assertEquals(scalar(`"''a''"`), "'a'");
  assertEquals(scalar(`"'"`), "'");
  assertEquals(scalar(`"''"`), "");
  assertEquals(scalar(`"'a"`), "'a");
  assertEquals(parseSource(`"'key'": 1\nlist: ["'x'"]\n`, "f")!.data, {
    "'key'": 1,
    list: ["x"],
  });
});

Deno.test("integers beyond 2^53 are kept exactly", () => {
  assertEquals(scalar("12345678901234567890"), 12345678901234567890n);
  assertEquals(scalar("-9223372036854775808"), -9223372036854775808n);
  assertEquals(scalar("1e300"), 1e300);
  assertEquals(
    parseSource('{"a": [+18446744073709551615, 9007199254740991]}', "f")!.data,
    { a: [18446744073709551615n, 9007199254740991] },
  );
  assertEquals(parseSource("a: &x 9007199254740993\nb: *x\n", "f")!.data, {
    a: 9007199254740993n,
    b: 9007199254740993n,
  });
});

Deno.test("keys are texts, whatever they look like", () => {
  const { data } = parseSource(`1: a\ntrue: b\n"on": c\n~: d\n`, "f")!;
  assertEquals(data, { "1": "a", true: "b", on: "c", null: "d" });
});

Deno.test("JSON is read too, with what YAML adds to it", () => {
  const text = '{"a": [1, -1.5e-3, null, true, "\\u00e9"], # c\n "b": {}}';
  assertEquals(parseSource(text, "f")!.data, {
    a: [1, -0.0015, null, true, "é"],
    b: {},
  });
});

Deno.test("the last of equal keys counts, with a warning that names both places (175)", () => {
  const source = parseSource("a: 1\nb:\n  - {c: 1,\n     c: 2}\na: 3\n", "f")!;
  assertEquals(source.data, { a: 3, b: [{ c: 2 }] });
  assertEquals(source.problems.map(problemText), [
    "f:4:6: warning: b[0].c stands here and at f:3:6. This one counts: remove the other.",
    "f:5:1: warning: a stands here and at f:1:1. This one counts: remove the other.",
  ]);
});

Deno.test("<< takes over the keys of a map, or of several, that its own map does not have", () => {
  const read = (text: string) => parseSource(text, "f")!.data["c"];
  const maps = "a: &x {b: 1, d: 0017}\nz: &y {b: 2, e: 3, <<: *x}\n";
  assertEquals(read(`${maps}c:\n  <<: *x\n`), { b: 1, d: 15 });
  assertEquals(read(`${maps}c: {b: 5, <<: *x}\n`), { b: 5, d: 15 });
  assertEquals(read(`${maps}c: {<<: *y}\n`), { b: 2, d: 15, e: 3 });
  assertEquals(read(`${maps}c:\n  <<: [*x, *y, {f: 4}]\n  e: 6\n`), {
    b: 1,
    d: 15,
    e: 6,
    f: 4,
  });
  assertEquals(read(`c: {"<<": 1}`), { "<<": 1 });
  const { positions } = parseSource(`${maps}c:\n  <<: [*x, *y]\n`, "f")!;
  assertEquals(positions.keyAt(["c", "e"]), { line: 2, column: 14 });
  assertEquals(positions.wordAt(["c", "d"]), "0017");
  assertStringIncludes(refusal("a:\n  <<: 5\n"), "f:2:7: << takes over");
  assertStringIncludes(refusal("a:\n  <<: [{}, 5]\n"), "f:2:7: << takes");
});

Deno.test("aliases become copies of their own", () => {
  const { data } = parseSource("a: &x {b: [1]}\nc: *x\n", "f")!;
  assertEquals(data, { a: { b: [1] }, c: { b: [1] } });
  assert(data["a"] !== data["c"]);
});

Deno.test("keys that JavaScript knows are keys like any other", () => {
  const text = "__proto__: {polluted: 1}\nconstructor: 2\ntoString: 3\n";
  const { data } = parseSource(text, "f")!;
  assertEquals(Object.keys(data), ["__proto__", "constructor", "toString"]);
  assert(!("polluted" in data));
  assert(!("polluted" in {}));
});

Deno.test("a text with nothing but comments holds no map", () => {
  for (const text of ["", "# c\n", "---\n", "~\n", "\ufeff"]) {
    assertEquals(parseSource(text, "f"), undefined);
  }
});

Deno.test("a list or a single value at the top is refused where it stands (183)", () => {
  assertEquals(
    refusal("# c\n- a\n"),
    'f:2:1: the top level is a list, but must be a map: lines of "key: value".',
  );
  assertStringIncludes(refusal("[]"), "f:1:1: the top level is a list");
  assertStringIncludes(
    refusal("name my_service\n"),
    "f:1:1: the top level is a single value",
  );
  assertStringIncludes(refusal("5"), "f:1:1: the top level is a single value");
});

Deno.test("malformed YAML is refused with line and column (183)", () => {
  const wrong: [text: string, said: string][] = [
    ["a: {b: c", "f:1:4: this is opened and never closed."],
    ['a: 1\nb: "x\nc: 2\n', "f:2:4: this is opened and never closed."],
    ["a: 1\n b: 2\n", "f:2:3: this is not YAML: bad indentation"],
    ["a: *b\n", 'f:1:6: this is not YAML: unidentified alias "b"'],
    ['a: "\\q"\n', "f:1:6: this is not YAML: unknown escape sequence"],
    ["a: 1\nb = 2\nc: 3\n", "f:2:1: a key was expected here"],
    ["a: 1\n\tb = 2\n", "f:2:2: the line is indented with a tab"],
    ['{"a": 1,\n "b" 2}\n', "f:2:6: this is not YAML"],
    ['{a: "\\q", b: [1', "f:1:7: this is not YAML: unknown escape sequence"],
    ["a: !lab 1\n", "f:1:10: this is not YAML: unknown tag !<!lab>"],
    ['{"a": [1, {"b": 2, "c": 3}', "f:1:7: this is opened and never closed."],
    ["a:\n  - b: [1, 2}\n", "f:2:8: this is opened and never closed."],
    ["- a: 1\n  b 2\n  c: 3\n", "f:2:3: a key was expected here"],
    ["a:\n  b: 1\n  'c'\n  d: 2\n", "f:3:3: a key was expected here"],
  ];
  for (const [text, said] of wrong) assertStringIncludes(refusal(text), said);
  assertStringIncludes(refusal("a: 1\n---\nb: 2\n"), "f: this is not YAML");
  assertStringIncludes(refusal("a: \0"), "this is not YAML");
  assertStringIncludes(
    refusal(`a: ${"[".repeat(30_000)}`),
    "f:1:202: the values are nested too deeply.",
  );
});

Deno.test("what parsers silently misread is refused: tabs, and an empty item that swallows the outer list", () => {
  assertStringIncludes(
    refusal("a:\n\tb: 1\n"),
    "f:2:2: the line is indented with a tab",
  );
  assertStringIncludes(
    refusal("- a:\n    -\n- b\n".replace(/^/gm, "  ").replace(/^/, "top:\n")),
    "f:3:7: the last item of this list is empty",
  );
  assertEquals(parseSource("a:\n  -\n  - b\nc:\n  -\n", "f")!.data, {
    a: [null, "b"],
    c: [null],
  });
});

Deno.test("what only one of two parsers reads is refused, because its places and words are not known", () => {
  assertEquals(
    refusal("a: [1,, 2]\n"),
    "f:1:7: this is not YAML: expected the node content, but found ','.",
  );
  assertEquals(
    refusal("a: 1\n[b]: 2\n"),
    "f:2:1: a key is a single word or text, but this is a list or a map.",
  );
});

Deno.test("aliases that multiply are refused before they fill the memory", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 12; n++) {
    const alias = `*a${n - 1}`;
    lines.push(`a${n}: &a${n} [${Array(10).fill(alias).join(", ")}]`);
  }
  assertStringIncludes(
    refusal(lines.join("\n")),
    `the file holds more than ${MAX_VALUES} values`,
  );
});

Deno.test("an alias that contains itself, and what is nested too deeply, is refused with its place", () => {
  assertStringIncludes(
    refusal("name: x\na: &x\n  - *x\n"),
    "f:3:3: the values are nested deeper than 100 levels. Does an alias contain itself?",
  );
  const nested = (levels: number) =>
    `a: ${"[".repeat(levels)}${"]".repeat(levels)}`;
  parseSource(nested(100), "f");
  assertStringIncludes(refusal(nested(101)), "f:1:104: the values are nested");
});
