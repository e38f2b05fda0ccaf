import { assert, assertEquals } from "@std/assert";
import { merge } from "../../src/config/merge.ts";
import { Random } from "../wire/random.ts";

Deno.test("maps merge key by key, all the way down (184)", () => {
  assertEquals<unknown>(
    merge({ a: { b: 1, c: 2 }, d: 3 }, { a: { c: 4, e: 5 } }),
    { a: { b: 1, c: 4, e: 5 }, d: 3 },
  );
});

Deno.test("lists merge index by index, and a shorter one leaves the tail (184)", () => {
  assertEquals<unknown>(merge([1, { a: 1 }, 3], [4, { b: 2 }]), [
    4,
    { a: 1, b: 2 },
    3,
  ]);
  assertEquals<unknown>(merge([1], [2, 3]), [2, 3]);
});

Deno.test("what differs in kind is replaced", () => {
  assertEquals<unknown>(merge({ a: [1] }, { a: 5 }), { a: 5 });
  assertEquals<unknown>(merge({ a: 5 }, { a: { b: 1 } }), { a: { b: 1 } });
  assertEquals<unknown>(merge({ a: {} }, { a: [] }), { a: [] });
});

Deno.test("null replaces, a hole or undefined leaves what is there (184)", () => {
  const holed: unknown[] = [];
  holed[2] = "x";
  assertEquals<unknown>(merge([1, 2], holed), [1, 2, "x"]);
  assertEquals<unknown>(merge([1], holed), [1, null, "x"]);
  assertEquals<unknown>(merge({ a: 1, b: 2 }, { a: null, b: undefined }), {
    a: null,
    b: 2,
  });
});

Deno.test("keys that JavaScript knows merge like any other", () => {
  const base = JSON.parse('{"__proto__": {"a": 1}}');
  const over = JSON.parse('{"__proto__": {"b": 2}, "constructor": {"c": 3}}');
  const merged = merge(base, over) as object;
  assertEquals(
    JSON.stringify(merged),
    '{"__proto__":{"a":1,"b":2},"constructor":{"c":3}}',
  );
  assert(!("b" in merged));
});

Deno.test("neither side is changed, and a value over itself is itself", () => {
  const random = new Random(184);
  for (let count = 0; count < 200; count++) {
    const [base, over] = [random.json(), random.json()];
    const before = [structuredClone(base), structuredClone(over)];
    merge(base, over);
    assertEquals<unknown>([base, over], before);
    assertEquals<unknown>(merge(base, base), base);
    assertEquals<unknown>(merge(base, undefined), base);
  }
});
