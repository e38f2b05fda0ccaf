import { assertEquals, assertThrows } from "@std/assert";
import { readOperands } from "../../src/cli/payload.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { givenBy } from "./given.ts";

/** Reads the operands of a command line that is written with blanks between its words. */
function operands(line: string) {
  return readOperands(givenBy(...line.split(" ")));
}

Deno.test("values and members become the payload (199, 200, 201, 202, 209)", () => {
  const table: [line: string, payload: unknown][] = [
    ["get x", {}],
    ["cmd x -s on_set new_value=12", { new_value: 12 }],
    ["cmd x -s m 1 a=2", { a: 2, values: [1] }],
    ["set x 7 8 9 --values v1", { values: ["v1", 8, 9] }],
    ["set x --values 3 -4", { values: ["3", "-4"] }],
    ["get x -P a b", { payload: ["a", "b"] }],
    ["set peaches -5", { values: [-5] }],
    ["set peaches -.5", { values: [-0.5] }],
    ["set peaches -5e3", { values: [-5000] }],
    ["set peaches -5e-3", { values: [-0.005] }],
    ["set x true", { values: [true] }],
    ["set x True", { values: ["True"] }],
    ["set x '5'", { values: ["5"] }],
    ["set x 'a=b'", { values: ["a=b"] }],
    ["set x k=", { k: null }],
    ["set x a.b=1 a.c=x", { a: { b: 1, c: "x" } }],
    ["set x l.0=1 l.2=true", { l: [1, null, true] }],
    ["set x values.1=5 7", { values: [7, 5] }],
    ["set x 12345678901234567890", { values: [12345678901234567890n] }],
    ["set x url=http://a/?b=c", { url: "http://a/?b=c" }],
    ["cmd x broker=1 config.load=2", { broker: 1, config: { load: 2 } }],
  ];
  for (const [line, payload] of table) {
    assertEquals<unknown>(operands(line).payload, payload, line);
  }
});

Deno.test("an empty word is null", () => {
  const given = givenBy("set", "x", "");

  assertEquals(readOperands(given).payload, { values: [null] });
});

Deno.test("what addresses the mesh is no part of the payload", () => {
  assertEquals(operands("set x 5 dripline_mesh.broker=lab a=1"), {
    target: "x",
    overrides: ["dripline_mesh.broker=lab"],
    payload: { a: 1, values: [5] },
    values: ["5"],
    save: undefined,
  });
});

Deno.test("save= names a file and is no part of the payload", () => {
  const { save, payload } = operands("get x save=out.json");

  assertEquals([save, payload], ["out.json", {}]);
});

Deno.test("load= takes members from a file, under those of the command line", () => {
  const file = Deno.makeTempFileSync({ suffix: ".yaml" });
  try {
    Deno.writeTextFileSync(file, "a: 1\nb: {c: two}\nvalues: [1, 2]\n");
    assertEquals<unknown>(operands(`cmd x b.d=3 9 load=${file}`).payload, {
      a: 1,
      b: { c: "two", d: 3 },
      values: [9, 2],
    });
  } finally {
    Deno.removeSync(file);
  }
});

Deno.test("a key that is none is refused", () => {
  for (const word of ["=5", "a..b=5", "0=5", "a.99999=1"]) {
    const error = assertThrows(() => operands(`set x ${word}`), UsageError);
    assertEquals(error.exitCode, 114, word);
  }
});

Deno.test("no key reaches what objects inherit", () => {
  const { payload } = operands("cmd x __proto__.polluted=1 constructor=2");

  assertEquals(Object.keys(payload), ["__proto__", "constructor"]);
  assertEquals(Object.getPrototypeOf(payload), Object.prototype);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("--string, --number and --json-value say outright what every value is", () => {
  const table: [line: string, payload: unknown][] = [
    ["set x --string 5 true k=1e3", { values: ["5", "true"], k: "1e3" }],
    ["set x 5 --number k=1e3", { values: [5], k: 1000 }],
    [
      'set x --json-value [1,"a"] k={"b":null}',
      { values: [[1, "a"]], k: { b: null } },
    ],
  ];
  for (const [line, payload] of table) {
    assertEquals<unknown>(operands(line).payload, payload, line);
  }
  const refused: [line: string, says: string][] = [
    ["set x --number true", '"true" is none'],
    ["set x --number k=0x1F", '"0x1F" is none'],
    ["set x --json-value open", "double quotes"],
    ["set x --json-value --string 5", "contradict"],
  ];
  for (const [line, says] of refused) {
    assertThrows(() => operands(line), UsageError, says);
  }
});
