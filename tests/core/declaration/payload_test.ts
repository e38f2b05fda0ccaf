import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { toPayload } from "../../../src/core/mod.ts";
import { type Json, stringifyJson } from "../../../src/wire/mod.ts";
import { LogRecords } from "../log_records.ts";

class Spectrum {
  peaks = [1, 2];
}

class Reading {
  toString(): string {
    return "1.5 V";
  }
}

Deno.test("JSON stays as it is", () => {
  const values: Json[] = [
    null,
    true,
    0.5,
    "x",
    -9223372036854775808n,
    18446744073709551615n,
    [1, [2, { a: null }]],
    { a: { b: [] } },
  ];
  for (const value of values) assertEquals(toPayload(value), value);
});

Deno.test("nothing is null, alone and in lists, and left out of objects", () => {
  assertEquals(toPayload(undefined), null);
  assertEquals(toPayload({ values: [undefined, 1] }), { values: [null, 1] });
  assertEquals(toPayload(new Array(2)), [null, null]);
  assertEquals(toPayload({ a: undefined, b: 1 }), { b: 1 });
});

Deno.test("a date is the text of its time", () => {
  const date = new Date(Date.UTC(2026, 0, 2));

  assertEquals(toPayload(date), "2026-01-02T00:00:00.000Z");
  assertEquals(toPayload({ at: date }), { at: "2026-01-02T00:00:00.000Z" });
});

Deno.test("an object without a prototype is an object", () => {
  assertEquals(toPayload(Object.assign(Object.create(null), { a: 1 })), {
    a: 1,
  });
});

Deno.test("a number that is not finite is refused, wherever it stands (35)", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const result of [value, [value], { a: { b: value } }]) {
      const error = assertThrows(() => toPayload(result), RangeError);
      assertEquals(
        error.message,
        `The result is ${value}, which no message can carry`,
      );
    }
  }
});

Deno.test("anything else makes the whole result its text, with a line in the log", async () => {
  await using log = await LogRecords.listen();
  const cases: [unknown, string][] = [
    [new Reading(), "1.5 V"],
    [new Spectrum(), "Spectrum { peaks: [ 1, 2 ] }"],
    [
      { spectrum: new Spectrum() },
      "{ spectrum: Spectrum { peaks: [ 1, 2 ] } }",
    ],
    [[1, new Set([2])], "[ 1, Set(1) { 2 } ]"],
    [new Map([["a", 1]]), 'Map(1) { "a" => 1 }'],
    [2n ** 64n, "18446744073709551616"],
    [[2n ** 64n], "[ 18446744073709551616n ]"],
    [Symbol("s"), "Symbol(s)"],
  ];
  for (const [value, text] of cases) assertEquals(toPayload(value), text);

  assertEquals(log.lines("warning").length, cases.length);
  assertStringIncludes(log.lines("warning")[0]!, "is no JSON");
});

Deno.test("a circle becomes a text, even one that branches at every turn", () => {
  const circle: Record<string, unknown> = {};
  circle.left = circle.right = [circle, circle];

  assertStringIncludes(toPayload(circle) as string, "Circular");
});

Deno.test("what is nested too deeply becomes a text", () => {
  let nested: unknown = 1;
  for (let i = 0; i < 250; i++) nested = [nested];

  assertEquals(typeof toPayload(nested), "string");
});

Deno.test("every payload can be sent", () => {
  const results = [
    new Spectrum(),
    { a: [new Date(0), undefined, 2n ** 80n] },
    { deep: { fn: () => 1 } },
    Object.create({ inherited: 1 }),
    { toString: 1, x: Symbol("s") },
    Object.assign(Object.create(null), { x: Symbol("s") }),
    JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}'),
  ];
  for (const result of results) stringifyJson(toPayload(result));

  assertEquals(Reflect.get({}, "polluted"), undefined);
});
