/** What YAML loses or misreads without a word is said, where it stands. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigurationError, problemText } from "../../src/config/problem.ts";
import { parseSource } from "../../src/config/source.ts";
import {
  endpointOptions,
  LaboratoryFolder,
  testAccepted,
  testRefused,
} from "./laboratory_folder.ts";

/** Returns what is said about a text that is refused. */
function refusal(text: string): string {
  return assertThrows(() => parseSource(text, "f"), ConfigurationError).message;
}

Deno.test("a value that is read as a comment or as an anchor is no empty value", () => {
  const lost: [text: string, place: string, written: string][] = [
    ["get_str: #01RD\n", "1:10", "#01RD is a comment"],
    ["a: 1\nget_str:   #01RD # c\nb: 2\n", "2:12", "#01RD # c is a comment"],
    ["get_str: &A?\n", "1:10", "&A? is an anchor"],
    ["get_str: &A?", "1:10", "&A? is an anchor"],
    ["get_str:\n  &A?\nb: 1\n", "2:3", "&A? is an anchor"],
    ["a:\n- #1\n- b\n", "2:3", "#1 is a comment"],
    ["a:\n- b\n- #1\n", "3:3", "#1 is a comment"],
    ["a:\n- &x\n- b\n", "2:3", "&x is an anchor"],
    ["a: [b, &x]\n", "1:8", "&x is an anchor"],
    ["- b: #1\n  c: 1\n", "1:6", "#1 is a comment"],
    ["? a\n: #1\n", "2:3", "#1 is a comment"],
  ];
  for (const [text, place, written] of lost) {
    const said = refusal(text);
    assert(said.startsWith(`f:${place}: ${written} in YAML, so `), said);
    assert(said.includes("If it is a text, write it in quotes"), said);
  }
});

Deno.test("what is meant to be empty, or to be a comment, is left alone", () => {
  const kept: [text: string, data: unknown][] = [
    ["a:\nb: 1\n", { a: null, b: 1 }],
    ["a: # 01RD\nb: 1\n", { a: null, b: 1 }],
    ["a: ~ #1\n", { a: null }],
    ["a: #list\n  - 1\n", { a: [1] }],
    ["a: #map\n  b: 1\n", { a: { b: 1 } }],
    ["a:\n  #b\n  c: 1\n", { a: { c: 1 } }],
    ["a: &x {b: 1}\nc: *x\n", { a: { b: 1 }, c: { b: 1 } }],
    ['a: "#01RD"\nb: "&A?"\n', { a: "#01RD", b: "&A?" }],
    ["a: |\n  #1\n  x\u00a0y\n", { a: "#1\nx\u00a0y\n" }],
    ["a: x#1\n", { a: "x#1" }],
  ];
  for (const [text, data] of kept) {
    const source = parseSource(text, "f")!;
    assertEquals(source.data, data);
    assertEquals(source.problems, []);
  }
});

Deno.test("a comment that may be the end of a command is warned of", () => {
  const warnings = (text: string) =>
    parseSource(text, "f")!.problems.map(problemText);
  assertEquals(warnings("a:\n  - get_str: MEAS? #2\n"), [
    "f:2:20: warning: #2 is a comment in YAML. If it belongs to a[0].get_str, write all of it in quotes.",
  ]);
  for (const end of ["#18HELLO", "#H1F", "#b101", "#q17 x"]) {
    assertEquals(warnings(`a: WORD ${end}\n`).length, 1, end);
  }
  for (const end of ["# 2", "#x", "#Hour", "#bad idea", "## 2"]) {
    assertEquals(warnings(`a: WORD ${end}\n`), [], end);
  }
  assertEquals(warnings('a: "WORD" #2\n'), []);
});

Deno.test("a text that needs quotes is said to, where it begins", () => {
  const values: [value: string, why: string][] = [
    ["@101", "what begins with @ is"],
    ["%x", "what begins with % is"],
    ["`x`", "what begins with ` is"],
    ["]x", "what begins with ] is"],
    [",x", "what begins with , is"],
    ["|x", "what begins with | is"],
    [">{}", "what begins with > is"],
    ["*IDN? 1", "what begins with * is"],
    ["- x", "what begins with - is"],
    ["{}*2", "what begins with { is"],
    ["{} + {}", "what begins with { is"],
    ["[0]*{}", "what begins with [ is"],
    ["{x}+{y}", "what begins with { is"],
    ["'ON' if {}==1 else 'OFF'", "the first ' ends before"],
    ['"a" + {}', 'the first " ends before'],
    ["'it's'", "the first ' ends before"],
    ["VOLT: {}", "a colon and a blank in it end a key"],
  ];
  for (const [value, why] of values) {
    const contexts: [text: string, place: string][] = [
      [`key: ${value}`, "1:6"],
      [`key: ${value}\nb: 1\n`, "1:6"],
      [`a: 1\nb:\n  - c: 1\n    key:  ${value} # c\n    d: 1\n`, "4:11"],
    ];
    for (const [text, place] of contexts) {
      const said = refusal(text);
      const expected = `f:${place}: ${value} has to stand in quotes: ${why}`;
      assert(said.startsWith(expected), `${said}\n${text}`);
    }
  }
  for (const value of ["*IDN?", "!x"]) {
    const said = refusal(`a: ${value}\n`);
    assert(said.includes("If it is a text, write it in quotes."), said);
  }
  const said = refusal("a: [b, @1]\n");
  assert(said.startsWith("f:1:8: this has to stand in quotes"), said);
});

Deno.test("a character that nobody sees is named with its code, where it stands", () => {
  const places: [text: string, place: string][] = [
    ["X", "1:1"],
    ["get_str:X1\n", "1:9"],
    ["a: 1\nget_str:X1\nb: 2\n", "2:9"],
    ["a:\n Xb: 1\n", "2:2"],
    ["a: 2*X{}\n", "1:6"],
    ["a: [1, xX]\n", "1:9"],
    ["aX: 1\n", "1:2"],
    ["- a: b\n- X\n", "2:3"],
  ];
  const characters = ["\u00a0", "\u00ad", "\u200b", "\u2028", "\u3000"];
  for (const character of [...characters, "\ufeff", "\u202e"]) {
    const code = character.charCodeAt(0).toString(16).toUpperCase();
    for (const [text, place] of places) {
      if (text === "X" && character === "\ufeff") continue;
      const said = refusal(text.replace("X", `${character}b`));
      const isPlaced = said.startsWith(`f:${place}: `);
      const isNamed = said.includes(`here stands U+${code.padStart(4, "0")}`);
      assert(isPlaced && isNamed, `${said} of ${JSON.stringify(text)}`);
    }
    const quoted = `a: "x${character}" # ${character}\n`;
    assertEquals(parseSource(quoted, "f")!.data, { a: `x${character}` });
  }
});

Deno.test("a number that is not finite is refused where it stands", () => {
  for (const word of [".nan", ".inf", "-.Inf", "1e999"]) {
    assertEquals(
      refusal(`a:\n  - b: ${word}\n`),
      `f:2:8: ${word} is no finite number. If it is a text, write it in quotes: "${word}".`,
    );
  }
});

Deno.test("only one enclosing pair of single quotes is taken off, not two quotes that are no pair", () => {
  const read = (text: string) => parseSource(`a: "${text}"\n`, "f")!.data["a"];
  const kept = "'ON' if {}==1 else 'OFF'";
  assertEquals(read(kept), kept);
  assertEquals(read("'a' + {} + 'b'"), "'a' + {} + 'b'");
  assertEquals(read("'5'"), "5");
});

testRefused(
  "a text option that is given as a map or a list is told to stand in quotes",
  {
    "lab.yaml": `
module: EthernetSCPIService
socket_info: [localhost, 5025]
command_terminator: x
response_terminator: x
endpoints:
  - {name: a, module: FormatEntity, set_str: {}, get_str: []}
  - {name: b, module: FormatEntity, calibration: {}}
  - {name: c, module: FormatEntity, set_str: x, set_value_map: {}}
`,
  },
  [
    'lab.yaml:7:37: endpoint "a": "set_str" must be text: received {}. Write it in quotes.',
    'lab.yaml:7:50: endpoint "a": "get_str" must be text: received []. Write it in quotes.',
    'lab.yaml:8:37: endpoint "b": calibration is an empty map, which has nothing for any value. If {} is meant as the value, write it in quotes: "{}".',
    'lab.yaml:9:49: endpoint "c": set_value_map is an empty map, which has nothing for any value. If {} is meant as the value, write it in quotes: "{}".',
  ],
);

testAccepted(
  "expressions may stand in block style, and begin and end with quotes of their own",
  {
    "lab.yaml": `
endpoints:
  - name: a
    module: KeyValueStore
    initial_value: 1
    calibration: |
      2*{}
  - name: b
    module: KeyValueStore
    calibration: >
      (2 *
      {})

  - {name: c, module: KeyValueStore, calibration: "'ON' if {}==1 else 'OFF'"}
`,
  },
  [],
  ({ service }) => {
    assertEquals([...service.endpoints.keys()], ["a", "b", "c"]);
  },
);

testRefused(
  "a key that << takes over is located where it is written",
  {
    "lab.yaml": `
endpoints:
  - &base
    name: a
    color: red
  - <<: *base
    name: b
`,
  },
  ["a", "b"].map((name) =>
    `lab.yaml:5:5: endpoint "${name}": Endpoint has no option "color". Known: ${endpointOptions}.`
  ),
);

Deno.test("a command line reads an expression with quotes of its own as it is", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": "endpoints: [{name: a, module: KeyValueStore}]\n",
  });
  const { service } = await lab.load({
    overrides: ["endpoints.0.calibration='ON' if {}==1 else 'OFF'"],
  });
  const { calibration } = service.endpoints.get("a") as unknown as {
    calibration: string;
  };
  assertEquals(calibration, "'ON' if {}==1 else 'OFF'");
});
