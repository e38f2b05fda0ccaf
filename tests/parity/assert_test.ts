/**
 * What this project may expect of `@std/assert`: passes on the stand-in in npm/ and, with deno.jsr.json, on the real one.
 *
 * @module
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  AssertionError,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";

Deno.test("each assertion passes what it promises", async () => {
  const error = new RangeError("out of range");

  assert(1);
  assertEquals({ a: [1, new Map([["b", 2]])] }, {
    a: [1, new Map([["b", 2]])],
  });
  assertNotEquals({ a: 1 }, { a: 2 });
  assertStrictEquals(error, error);
  assertStringIncludes("peaches", "each");
  assertMatch("peaches", /^p.*s$/);
  assertAlmostEquals(0.1 + 0.2, 0.3);
  assertAlmostEquals(1, 1.1, 0.2);
  assertStrictEquals(
    assertThrows(
      () => {
        throw error;
      },
      RangeError,
      "out of",
    ),
    error,
  );
  assertStrictEquals(
    await assertRejects(() => Promise.reject(error), Error, "range"),
    error,
  );
});

Deno.test("without a class anything may be thrown, and is handed back", async () => {
  const thrown: unknown = assertThrows(() => {
    throw "a text";
  });

  assertStrictEquals(thrown, "a text");
  assertStrictEquals(await assertRejects(() => Promise.reject(7)), 7);
});

Deno.test("each assertion fails with an AssertionError", async () => {
  const fails: (() => unknown)[] = [
    () => assert(0),
    () => assertEquals<unknown>({ a: 1 }, { a: 2 }),
    () => assertEquals<unknown>({ a: undefined }, {}),
    () => assertEquals<unknown>([1], { 0: 1 }),
    () => assertNotEquals([1], [1]),
    () => assertStrictEquals<unknown>([1], [1]),
    () => assertStringIncludes("peaches", "chips"),
    () => assertMatch("peaches", /chips/),
    () => assertAlmostEquals(1, 1.1),
    () => assertThrows(() => 0),
    () => assertThrows(throwing(new Error("a")), TypeError),
    () => assertThrows(throwing(new Error("a")), Error, "b"),
    () => assertThrows(throwing("a text"), Error),
  ];
  for (const fail of fails) assertThrows(fail, AssertionError);

  const rejections: (() => Promise<unknown>)[] = [
    () => assertRejects(() => Promise.resolve()),
    () => assertRejects(() => Promise.reject(new Error("a")), TypeError),
    () => assertRejects(() => Promise.reject(new Error("a")), Error, "b"),
    () => assertRejects(throwing(new Error("not even a promise"))),
  ];
  for (const fail of rejections) await assertRejects(fail, AssertionError);
});

Deno.test("a failure says what the test says", () => {
  assertThrows(() => assert(false, "no such"), AssertionError, "no such");
  assertThrows(
    () => assertStringIncludes("a", "b", "no such"),
    AssertionError,
    "no such",
  );
});

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}
