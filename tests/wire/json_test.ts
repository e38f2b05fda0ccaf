import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  isJsonObject,
  type Json,
  JsonError,
  maxJsonDepth,
  parseJson,
  stringifyJson,
} from "../../src/wire/mod.ts";
import { Random } from "./random.ts";

Deno.test("integers of 64 bits are read exactly, as bigint where a number would round", () => {
  assertEquals<Json>(parseJson("9007199254740991"), 9007199254740991);
  assertEquals<Json>(parseJson("9007199254740993"), 9007199254740993n);
  assertEquals<Json>(parseJson("-9223372036854775808"), -(2n ** 63n));
  assertEquals<Json>(parseJson("18446744073709551615"), 2n ** 64n - 1n);
  assertEquals<Json>(parseJson('[{"a":18446744073709551615}]'), [
    { a: 2n ** 64n - 1n },
  ]);
});

Deno.test("integers beyond 64 bits and numbers with a fraction or exponent are read as doubles", () => {
  assertEquals<Json>(parseJson("18446744073709551616"), 2 ** 64);
  assertEquals<Json>(parseJson("-9223372036854775809"), -(2 ** 63));
  assertEquals<Json>(parseJson("9007199254740993.0"), 2 ** 53);
  assertEquals<Json>(parseJson("9007199254740993e0"), 2 ** 53);
  assertEquals<Json>(parseJson("0.12345678901234567"), 0.12345678901234567);
});

Deno.test("numbers are written so that they come back as they were", () => {
  assertEquals(stringifyJson(18446744073709551615n), "18446744073709551615");
  assertEquals(
    stringifyJson([2 ** 53, -0, 1e21, 5, 0.5]),
    "[9007199254740992.0,-0.0,1e+21,5,0.5]",
  );
});

Deno.test("a number too large for a double is no JSON", () => {
  for (
    const text of [
      "1e400",
      "[-1E+400]",
      '{"a":1e0309}',
      "1" + "0".repeat(309),
      "1" + "0".repeat(250) + "e99",
    ]
  ) {
    assertThrows(() => parseJson(text), JsonError, "too large");
  }
  assertEquals<Json>(parseJson("1e308"), 1e308);
  assertEquals<Json>(parseJson('"1e400"'), "1e400");
});

Deno.test("what is not strict JSON is refused", () => {
  for (
    const text of [
      "",
      "{oops",
      "[1,]",
      "NaN",
      "'a'",
      "1 2",
      "/**/1",
      "\ufeff1",
      "01",
    ]
  ) {
    assertThrows(() => parseJson(text), JsonError);
  }
});

Deno.test("half a character is refused, read or written, in texts and in names", () => {
  for (const text of ['"\\ud800"', '["\\uDFFF"]', '{"\\ud83d":1}']) {
    assertThrows(() => parseJson(text), JsonError, "half a character");
  }
  assertEquals<Json>(parseJson('"\\ud834\\udd1e"'), "𝄞");
  assertThrows(
    () => stringifyJson({ values: ["\ud800"] }),
    JsonError,
    "payload.values.0",
  );
  assertThrows(
    () => stringifyJson({ a: { "\ud800": 1 } }),
    JsonError,
    "a name in payload.a",
  );
});

Deno.test("of a name that comes twice, the last counts", () => {
  assertEquals<Json>(parseJson('{"a":1,"a":2}'), { a: 2 });
});

Deno.test("a member named __proto__ is a member and nothing else", () => {
  for (const number of ["1", "1234567890123456789"]) {
    const text = `{"__proto__":{"a":${number}}}`;
    const value = parseJson(text);
    assert(isJsonObject(value));
    assertEquals(Object.keys(value), ["__proto__"]);
    assertEquals(Object.getPrototypeOf(value), Object.prototype);
    assertEquals(value.a, undefined);
    assertEquals(stringifyJson(value), text);
  }
});

Deno.test("nesting is bounded when read and when written", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  const deepest = parseJson(nested(maxJsonDepth));
  assertEquals(stringifyJson(deepest), nested(maxJsonDepth));
  for (const depth of [maxJsonDepth + 1, 100_000]) {
    assertThrows(() => parseJson(nested(depth)), JsonError);
    assertThrows(
      () => parseJson(nested(depth).replace("[]", "[1234567890123456789]")),
      JsonError,
    );
  }
  assertThrows(() => stringifyJson([deepest]), JsonError, "deeper than 200");
});

Deno.test("NaN and infinities are refused wherever they are, and their place is named (35)", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assertThrows(
      () => stringifyJson(value),
      JsonError,
      `Cannot send payload: ${value}`,
    );
    assertThrows(
      () => stringifyJson({ a: [0, { b: value }] }),
      JsonError,
      `Cannot send payload.a.1.b: ${value} is not finite`,
    );
  }
});

Deno.test("what JSON does not have is refused, and its place is named", () => {
  class Reading {
    value = 1;
  }
  const circle: unknown[] = [];
  circle.push(circle);
  const cases: [unknown, string][] = [
    [undefined, "payload: JSON has no undefined"],
    [{ a: [undefined] }, "payload.a.0: JSON has no undefined"],
    [{ f: () => 1 }, "payload.f: JSON has no function"],
    [[Symbol("s")], "payload.0: JSON has no symbol"],
    [{ at: new Date(0) }, "payload.at: JSON has no Date"],
    [new Map(), "payload: JSON has no Map"],
    [new Uint8Array(1), "payload: JSON has no Uint8Array"],
    [[new Reading()], "payload.0: JSON has no Reading"],
    [{ toJSON: () => "x" }, "payload.toJSON: JSON has no function"],
    [{ big: 2n ** 64n }, "payload.big: 18446744073709551616 is beyond 64 bits"],
    [circle, "nested deeper"],
  ];
  for (const [value, text] of cases) {
    assertThrows(() => stringifyJson(value), JsonError, text);
  }
});

Deno.test("members that are undefined are left out", () => {
  assertEquals(
    stringifyJson({ a: undefined, b: [{ c: undefined }] }),
    '{"b":[{}]}',
  );
});

Deno.test("an object without a prototype is an object, an array or an instance is not", () => {
  assert(isJsonObject(Object.create(null)));
  assert(isJsonObject({}));
  for (const value of [null, [], new Date(0), "", 1, undefined]) {
    assert(!isJsonObject(value));
  }
});

Deno.test("whatever is written is read back equal", () => {
  const random = new Random(1);
  for (let i = 0; i < 3000; i++) {
    const value = random.json();
    const text = stringifyJson(value);
    assertEquals(parseJson(text), value, text);
  }
});

Deno.test("no text makes parseJson() throw anything but a JsonError", () => {
  const random = new Random(2);
  let refused = 0;
  for (let i = 0; i < 5000; i++) {
    const letters = random.shuffled([...stringifyJson(random.json(2))]);
    try {
      parseJson(letters.slice(random.below(3)).join(""));
    } catch (error) {
      assert(error instanceof JsonError, String(error));
      refused++;
    }
  }
  assert(refused > 1000 && refused < 5000);
});

Deno.test("what JSON.parse() takes is taken, with the same value, and nothing else", () => {
  const random = new Random(3);
  const alphabet = [
    ...'[]{},:"\\ \n\t\u00010123456789-+.eEutrfalsn',
    "\u00e9",
    "\\u00",
  ];
  let taken = 0;
  for (let i = 0; i < 20_000; i++) {
    const text = [
      ...JSON.stringify(random.list(2, () => plain(random.json(2)))),
    ];
    for (let changes = random.below(3); changes > 0; changes--) {
      const letters = random.list(1, () => random.pick(alphabet));
      text.splice(random.below(text.length + 1), random.below(2), ...letters);
    }
    const given = text.join("");
    let expected: Json;
    try {
      expected = JSON.parse(given);
    } catch {
      assertThrows(() => parseJson(given), JsonError, "", given);
      continue;
    }
    if (/\d{16}|e\+?\d{3}/i.test(given)) continue;
    taken++;
    assertEquals(parseJson(given), expected, given);
  }
  assert(taken > 5000 && taken < 15_000, `${taken}`);
});

/** What `JSON.stringify` can write of a value. */
function plain(value: Json): Json {
  return JSON.parse(
    JSON.stringify(value, (_, each) => typeof each === "bigint" ? 1 : each),
  );
}
