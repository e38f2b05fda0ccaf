import { assertEquals, assertStrictEquals } from "@std/assert";
import { HeaderTables } from "../../src/mesh/header_tables.ts";

Deno.test("headers of one kind come in the same object, with new values and nothing left of the old ones", () => {
  const tables = new HeaderTables();
  const first = tables.filled({ a: 1, b: "x" });
  assertEquals(first, { a: 1, b: "x" });
  const second = tables.filled({ a: 2, b: undefined });
  assertStrictEquals(second, first);
  assertEquals(second, { a: 2, b: undefined });
});

Deno.test("headers of other names, or in another order, come in an object of their own", () => {
  const tables = new HeaderTables();
  const first = tables.filled({ a: 1, b: 2 });
  assertEquals(Object.keys(tables.filled({ b: 3, a: 4 })), ["b", "a"]);
  assertEquals(tables.filled({ a: 5 }), { a: 5 });
  assertEquals(first, { a: 1, b: 2 });
});

Deno.test("what is given is neither kept nor changed", () => {
  const tables = new HeaderTables();
  const given = { a: 1 };
  tables.filled(given);
  tables.filled({ a: 2 });
  assertEquals(given, { a: 1 });
});
