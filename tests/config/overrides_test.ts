import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { applyOverrides, parseOverride } from "../../src/config/overrides.ts";
import { ConfigurationError } from "../../src/config/problem.ts";

function applied(
  data: Record<string, unknown>,
  ...overrides: string[]
): Record<string, unknown> {
  return applyOverrides(data, overrides.map(parseOverride));
}

function refusal(...overrides: string[]): string {
  const data = { lst: [1], text: "t" };
  return assertThrows(() => applied(data, ...overrides), ConfigurationError)
    .message;
}

Deno.test("an argument is a dotted key and a typed value", () => {
  assertEquals(parseOverride("a.b.0=x=y"), {
    key: "a.b.0",
    path: ["a", "b", 0],
    value: "x=y",
  });
  assertEquals(parseOverride("a=").value, null);
  assertEquals(parseOverride("a.01=5").path, ["a", "01"]);
});

Deno.test("a value replaces what it names (184)", () => {
  const data = { lst: [1, 2], map: { a: 1 }, x: 1 };
  assertEquals(applied(data, "lst=5", "map=", "x=y"), {
    lst: 5,
    map: null,
    x: "y",
  });
});

Deno.test("an address below a map leaves the rest of the map (184)", () => {
  const data = { mesh: { broker: "a", broker_port: 1 }, name: "n" };
  assertEquals(applied(data, "mesh.broker=b", "mesh.new.er=true"), {
    mesh: { broker: "b", broker_port: 1, new: { er: true } },
    name: "n",
  });
});

Deno.test("an index changes only that item (184)", () => {
  const data = { mars: { moons: ["Phobos", "Deimos"] } };
  assertEquals(applied(data, "mars.moons.1=moony"), {
    mars: { moons: ["Phobos", "moony"] },
  });
  assertEquals(data.mars.moons, ["Phobos", "Deimos"]);
});

Deno.test("lists grow as needed, and holes do not erase (184)", () => {
  assertEquals(applied({}, "a.0=5"), { a: [5] });
  assertEquals(applied({}, "a.1=x", "a.2=y"), { a: [null, "x", "y"] });
  assertEquals(applied({ a: [1] }, "a.2=x"), { a: [1, null, "x"] });
  assertEquals(applied({ a: [{ b: 1 }] }, "a.0.c.1=x"), {
    a: [{ b: 1, c: [null, "x"] }],
  });
});

Deno.test("a word of digits is a key where there is a map", () => {
  assertEquals(applied({ a: { "0": "CLOSE", b: 1 } }, "a.0=OPEN"), {
    a: { "0": "OPEN", b: 1 },
  });
});

Deno.test("a single value on the way gives way", () => {
  assertEquals(applied({ a: 5, b: null }, "a.x=1", "b.0=2"), {
    a: { x: 1 },
    b: [2],
  });
});

Deno.test("the last of equal arguments wins", () => {
  assertEquals(applied({}, "a=1", "a=2"), { a: 2 });
});

Deno.test("a list is not replaced by a map", () => {
  assertEquals(
    refusal("lst.first=5"),
    'lst.first=: lst is a list, so an index has to follow, not "first".',
  );
});

Deno.test("arguments that are none are refused by name", () => {
  assertStringIncludes(refusal("lst"), "lst: not a key=value argument");
  for (const argument of ["=5", ".a=5", "a.=5", "a..b=5"]) {
    assertStringIncludes(refusal(argument), `${argument.slice(0, -1)}: `);
  }
  assertStringIncludes(refusal("0.a=5"), "0.a=: a configuration is a map");
  assertStringIncludes(refusal("a.10001=5"), "a.10001=: an index is at most");
  assertStringIncludes(
    refusal(`a.${"9".repeat(400)}=5`),
    "an index is at most",
  );
  assertStringIncludes(refusal(`${"a.".repeat(200)}b=5`), "at most 100 words");
});

Deno.test("the value of a refused argument is not shown", () => {
  assert(!refusal("lst.password=secret").includes("secret"));
  assert(!refusal("a..password=secret").includes("secret"));
});

Deno.test("keys that JavaScript knows are keys like any other", () => {
  const data = applied({}, "__proto__.polluted=1", "constructor.prototype.x=1");
  assertEquals(
    JSON.stringify(data),
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"x":1}}}',
  );
  assert(!("polluted" in {}) && !("x" in {}) && !("polluted" in data));
});
