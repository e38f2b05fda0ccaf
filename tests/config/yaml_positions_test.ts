import { assertEquals, assertStrictEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { type Path, pathText } from "../../src/config/position.ts";
import { indexYaml } from "../../src/config/yaml_positions.ts";

/** Returns what an index says about a place: `3:5`. */
function key(text: string, ...path: Path): string | undefined {
  const position = indexYaml(text).keyAt(path);
  return position && `${position.line}:${position.column}`;
}

function value(text: string, ...path: Path): string | undefined {
  const position = indexYaml(text).valueAt(path);
  return position && `${position.line}:${position.column}`;
}

Deno.test("a path is written as people write it", () => {
  assertEquals(pathText([]), "");
  assertEquals(
    pathText(["endpoints", 1, "log_interval"]),
    "endpoints[1].log_interval",
  );
});

Deno.test("keys and values of nested block maps have their places", () => {
  const text = "name : peaches\ndripline_mesh:\n  broker:  localhost\n";
  assertEquals(key(text, "name"), "1:1");
  assertEquals(value(text, "name"), "1:8");
  assertEquals(key(text, "dripline_mesh", "broker"), "3:3");
  assertEquals(value(text, "dripline_mesh", "broker"), "3:12");
  assertEquals(value(text, "dripline_mesh"), "3:3");
});

Deno.test("an item of a list stands at its dash, its keys where they are written", () => {
  const text = "endpoints:\n  - name: a\n    module: B\n  -\n    name: c\n";
  assertEquals(key(text, "endpoints", 0), "2:3");
  assertEquals(value(text, "endpoints", 0), "2:5");
  assertEquals(key(text, "endpoints", 0, "module"), "3:5");
  assertEquals(key(text, "endpoints", 1), "4:3");
  assertEquals(value(text, "endpoints", 1, "name"), "5:11");
});

Deno.test("a list may stand as far left as its key, and lists may stand in lists", () => {
  const text = "a:\n- - 1\n  - 2\n- - 3\nb: 4\n";
  assertEquals(value(text, "a", 0, 1), "3:5");
  assertEquals(value(text, "a", 1, 0), "4:5");
  assertEquals(key(text, "b"), "5:1");
});

Deno.test("flow style over several lines, and JSON, have places", () => {
  const text = '{"a":1, # x\n "b": {"c":\n [2, {d: e}, f: g]},\n"h" : "i"}';
  assertEquals(key(text, "a"), "1:2");
  assertEquals(value(text, "a"), "1:6");
  assertEquals(value(text, "b", "c", 0), "3:3");
  assertEquals(key(text, "b", "c", 1, "d"), "3:7");
  assertEquals(key(text, "b", "c", 2, "f"), "3:14");
  assertEquals(value(text, "h"), "4:7");
});

Deno.test("quoted keys are known by what they mean", () => {
  const text = `"a\\u0062\\"": 1\n'it''s': 2\n"x: y": 3\n`;
  assertEquals(key(text, 'ab"'), "1:1");
  assertEquals(key(text, "it's"), "2:1");
  assertEquals(value(text, "x: y"), "3:9");
});

Deno.test("keys that are numbers, booleans or nothing are known by their texts", () => {
  const text = "0: a\n0x10: b\nTrue: c\n~: d\non: e\n.inf: f\n";
  assertEquals(key(text, "0"), "1:1");
  assertEquals(key(text, "16"), "2:1");
  assertEquals(key(text, "true"), "3:1");
  assertEquals(key(text, "null"), "4:1");
  assertEquals(key(text, "on"), "5:1");
  assertEquals(key(text, "Infinity"), "6:1");
});

Deno.test("a quoted key that is too long to be a name has no place, but its neighbours have", () => {
  const long = "x".repeat(2000);
  const text = `"${long}": 1\n${long}: 2\nb: 3\n`;
  assertEquals(key(`"${long}": 1\n`, long), undefined);
  assertEquals(key(text, long), "2:1");
  assertEquals(key(text, "b"), "3:1");
});

Deno.test("scalars over several lines hide nothing and show nothing", () => {
  const text = [
    "plain: one",
    "  two # no: key",
    "  ",
    "single: 'a",
    "  no: key'",
    'double: "a \\" b:',
    '  no: key"',
    "literal: |+",
    "  no: key",
    "",
    "    # no comment",
    "folded: >-2",
    "    no: key",
    "last: 1",
  ].join("\n");
  assertEquals(Object.keys(parse(text) as object), [
    "plain",
    "single",
    "double",
    "literal",
    "folded",
    "last",
  ]);
  assertEquals(key(text, "last"), "14:1");
  assertEquals(value(text, "folded"), "12:9");
  assertEquals(key(text, "plain", "no"), undefined);
  assertEquals(key(text, "no"), undefined);
});

Deno.test("a value with an anchor or a tag begins behind them", () => {
  const text = "a: &x !!str 5\nb: &y\n  c: 1\nd: !!map\n  e: 2\n";
  assertEquals(value(text, "a"), "1:13");
  assertEquals(value(text, "b"), "3:3");
  assertEquals(key(text, "d", "e"), "5:3");
});

Deno.test("an alias stands where it is written, what it holds where the anchor is", () => {
  const text = "a: &x\n  b: 1\nc: *x\n";
  assertEquals(value(text, "c"), "3:4");
  assertEquals(key(text, "c", "b"), "2:3");
});

Deno.test("an anchor that contains its own alias is no trap", () => {
  const text = "a: &x [*x]\n";
  assertEquals(value(text, "a", 0, 0, 0), "1:8");
});

Deno.test("single values without quotes are known as they are written", () => {
  const text =
    "a: 0017 # c\nb: [0x1F,1.10 , {1e3: ~}]\n? c\n: !!int +5\nd: &x 010\ne: *x\n";
  const word = (...path: Path) => indexYaml(text).wordAt(path);
  assertEquals(word("a"), "0017");
  assertEquals(word("b", 0), "0x1F");
  assertEquals(word("b", 1), "1.10");
  assertEquals(word("b", 2, "1000"), "~");
  assertEquals(word("c"), "+5");
  assertEquals(word("e"), "010");
  assertEquals(word("b"), undefined);
  assertEquals(word("f"), undefined);
  assertEquals(indexYaml("a: '5'\nb: |\n  6\n").wordAt(["a"]), undefined);
});

Deno.test("explicit keys have places", () => {
  const text = "? a\n: b\n? c\n: - d\n  - e\nf: g\n";
  assertEquals(key(text, "a"), "1:3");
  assertEquals(value(text, "a"), "2:3");
  assertEquals(value(text, "c", 1), "5:5");
  assertEquals(key(text, "f"), "6:1");
});

Deno.test("a byte order mark, CR LF, tabs between words and other alphabets are counted as editors do", () => {
  const text = "\ufeffa: 1\r\nb:\t2\r\nµ: 'é' # ü\r\nc:\r\n  - d: 3\r\n";
  assertEquals(key(text, "a"), "1:1");
  assertEquals(value(text, "b"), "2:4");
  assertEquals(value(text, "µ"), "3:4");
  assertEquals(value(text, "c", 0, "d"), "5:8");
});

Deno.test("CR alone ends a line", () => {
  assertEquals(key("a: 1\rb: 2\r", "b"), "2:1");
});

Deno.test("directives and document markers frame the first document", () => {
  const text = "%YAML 1.2\n# c\n---\na: 1\n...\nb: 2\n";
  assertEquals(key(text, "a"), "4:1");
  assertEquals(key(text, "b"), undefined);
});

Deno.test("an empty value has no place of its own", () => {
  const text = "a:\nb: 1\n";
  assertEquals(value(text, "a"), undefined);
  assertEquals(key(text, "a"), "1:1");
});

Deno.test("nearest() falls back to the key, the keys above and the top", () => {
  const index = indexYaml("# c\na:\n  - b:\n");
  assertEquals(index.nearest(["a", 0, "b"], "value"), { line: 3, column: 5 });
  assertEquals(index.nearest(["a", 0, "x", "y"]), { line: 3, column: 3 });
  assertEquals(index.nearest(["x"]), { line: 2, column: 1 });
  assertEquals(indexYaml("").nearest(["x"]), undefined);
});

Deno.test("keys that stand twice are found, in every map for itself", () => {
  const index = indexYaml("a:\n  b: 1\n  'b': 2\n  b: 3\nb: {c: 1, c: 2}\n");
  assertEquals(index.duplicateKeys, [
    {
      path: ["a", "b"],
      first: { line: 2, column: 3 },
      second: { line: 3, column: 3 },
    },
    {
      path: ["a", "b"],
      first: { line: 3, column: 3 },
      second: { line: 4, column: 3 },
    },
    {
      path: ["b", "c"],
      first: { line: 5, column: 5 },
      second: { line: 5, column: 11 },
    },
  ]);
  assertEquals(value("a: 1\na: 2\n", "a"), "2:4");
});

Deno.test("an index of what was taken out of a map knows the places, and those of the rest", () => {
  const index = indexYaml("name: x\nw:\n  broker: y\n").within(["w"]);
  assertEquals(index.keyAt(["broker"]), { line: 3, column: 3 });
  assertEquals(index.keyAt(["name"]), { line: 1, column: 1 });
  assertEquals(index.nearest([]), { line: 2, column: 1 });
});

Deno.test("keys that JavaScript knows are keys like any other", () => {
  const text = "__proto__: {constructor: 1}\n";
  assertEquals(key(text, "__proto__", "constructor"), "1:13");
  assertEquals(key("a: 1\n", "__proto__"), undefined);
  assertEquals(key("a: 1\n", "constructor", "name"), undefined);
});

Deno.test("what looks wrong is found where it begins", () => {
  const faults = (text: string) => {
    const index = indexYaml(text);
    return ["tabIndentation", "missingColon", "emptyLastItem", "unclosed"]
      .filter((name) => index.fault(name as "unclosed"));
  };
  assertEquals(faults("a:\n\tb: 1\n"), ["tabIndentation"]);
  assertEquals(faults("a:\n  - b\n\t- c\n"), [
    "tabIndentation",
    "missingColon",
  ]);
  assertEquals(faults("a: 1\nb = 2\nc: 3\n"), ["missingColon"]);
  assertEquals(faults("a: 1\nb\n  c: 3\n"), ["missingColon"]);
  assertEquals(faults("- - 1\n  -\n- 2\n"), ["emptyLastItem"]);
  assertEquals(faults("- -\n  - ''\n- 2\n"), []);
  assertEquals(faults("a: [1,\nb: 2\n"), ["unclosed"]);
  assertEquals(faults("a: 'b\n"), ["unclosed"]);
  assertEquals(faults("a: {\tb: 1,\n\tc: 2}\nd: 'x\n\ty'\n"), []);
});

Deno.test("texts that are nested without end, or long, or never closed are read to the end", () => {
  const long = 100_000;
  const texts = [
    "[",
    "{",
    "- ",
    "? ",
    "{? ",
    "a: ",
    "'",
    '"\\',
    "&a ",
    "!",
    "*a ",
    "|\n",
    "\n",
    "\t",
    " \n",
    "#",
    "[a,",
    "{a: ",
    "a\n",
    "- a\n",
    "a: b\n",
    "''",
    ": ",
    "]",
    ",",
    "---\n",
    "%\n",
  ];
  for (const text of texts) {
    assertStrictEquals(
      indexYaml(text.repeat(long)).keyAt(["nowhere"]),
      undefined,
    );
  }
  const deep = "{a: ".repeat(50) + "1" + "}".repeat(50);
  assertEquals(key(deep, ...Array<string>(50).fill("a")), "1:198");
});
