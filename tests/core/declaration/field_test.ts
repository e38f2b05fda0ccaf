import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  boolean,
  type Field,
  FieldError,
  integer,
  json,
  list,
  number,
  oneOf,
  optional,
  readOnly,
  required,
  setup,
  show,
  string,
} from "../../../src/core/mod.ts";
import { assertGrowsLinearly } from "../../growth.ts";

/** What a field makes of a value. */
type Decoder = Pick<Field<unknown>, "decode">;

/** Asserts what a field makes of values. */
function accepts(field: Decoder, values: [unknown, unknown][]): void {
  for (const [input, output] of values) {
    assertEquals(field.decode(input), output, `of ${show(input)}`);
  }
}

/** Asserts that a field refuses values, and the texts with which it does. */
function refuses(field: Decoder, values: [unknown, string][]): void {
  for (const [input, text] of values) {
    const error = assertThrows(() => field.decode(input), FieldError);
    assertEquals(error.message, text);
  }
}

/** An object whose text cannot be had. */
const hostile = {
  toString: 1,
  toJSON() {
    throw new Error("no");
  },
};

Deno.test("a number may be spelled by a text, as in the files of the field (185)", () => {
  accepts(number(), [
    [0.2, 0.2],
    [-7, -7],
    ["5", 5],
    [" 5 ", 5],
    ["+5", 5],
    ["-.5", -0.5],
    ["2.", 2],
    ["1e-3", 0.001],
    ["1E3", 1000],
    [5n, 5],
  ]);
});

Deno.test("a number refuses what is none, and says what it received", () => {
  refuses(number(), [
    ["lots", 'must be a number: received "lots"'],
    ["", 'must be a number: received ""'],
    [" ", 'must be a number: received " "'],
    ["0x10", 'must be a number: received "0x10"'],
    ["1_000", 'must be a number: received "1_000"'],
    ["Infinity", 'must be a number: received "Infinity"'],
    ["1e999", 'must be a number: received "1e999"'],
    [NaN, "must be a number: received NaN"],
    [Infinity, "must be a number: received Infinity"],
    [true, "must be a number: received true"],
    [null, "must be a number: received null"],
    [undefined, "must be a number: received undefined"],
    [[5], "must be a number: received [5]"],
    [{ a: 1 }, 'must be a number: received {"a":1}'],
  ]);
});

Deno.test("a long text that is no number is refused in time that grows with its length", () => {
  for (const pump of ["1", "1.", "e1", " ", "-"]) {
    assertGrowsLinearly(
      `${pump}...x`,
      (times) => {
        const text = pump.repeat(times) + "x";
        assertThrows(() => number().decode(text), FieldError);
        assertThrows(() => integer().decode(text), FieldError);
      },
      2000,
    );
  }
});

Deno.test("a number keeps to its limits, which belong to it", () => {
  const field = number({ minimum: 0, maximum: 1 });

  accepts(field, [[0, 0], [1, 1], ["0.5", 0.5]]);
  refuses(field, [
    [-0.1, "must be at least 0: received -0.1"],
    ["1.5", "must be at most 1: received 1.5"],
  ]);
});

Deno.test("an integer is whole and exact", () => {
  const field = integer({ minimum: 1, maximum: 65535 });

  accepts(field, [[1, 1], ["5672", 5672], [5.0, 5], ["1e3", 1000], [7n, 7]]);
  refuses(field, [
    [1.5, "must be a whole number: received 1.5"],
    [2 ** 53, "must be a whole number: received 9007199254740992"],
    ["abc", 'must be a whole number: received "abc"'],
    [0, "must be at least 1: received 0"],
    [65536, "must be at most 65535: received 65536"],
  ]);
});

Deno.test("true and false have the spellings of dripline files", () => {
  for (const yes of [true, "true", "True", "YES", "on", "y", 1, "1", 1n]) {
    assertStrictEquals(boolean().decode(yes), true);
  }
  for (const no of [false, "false", "False", "NO", "off", "n", 0, "0", 0n]) {
    assertStrictEquals(boolean().decode(no), false);
  }
  refuses(boolean(), [
    ["maybe", 'must be true or false: received "maybe"'],
    [2, "must be true or false: received 2"],
    ["", 'must be true or false: received ""'],
    [null, "must be true or false: received null"],
    [["true"], 'must be true or false: received ["true"]'],
    [{}, "must be true or false: received {}"],
  ]);
});

Deno.test("a text takes every scalar", () => {
  accepts(string(), [
    ["volts", "volts"],
    ["", ""],
    [5, "5"],
    [1.5, "1.5"],
    [true, "true"],
    [12345678901234567890n, "12345678901234567890"],
  ]);
  refuses(string(), [
    [null, "must be text: received null"],
    [undefined, "must be text: received undefined"],
    [["a"], 'must be text: received ["a"]'],
  ]);
});

Deno.test("one of several texts is found or the likely one is suggested", () => {
  const field = oneOf(["open", "closed"]);

  accepts(field, [["open", "open"]]);
  refuses(field, [
    [
      "opne",
      'must be one of "open", "closed": received "opne". Did you mean "open"?',
    ],
    [
      "Open",
      'must be one of "open", "closed": received "Open". Did you mean "open"?',
    ],
    [
      "transmogrified",
      'must be one of "open", "closed": received "transmogrified"',
    ],
    [7, 'must be one of "open", "closed": received 7'],
  ]);
});

Deno.test("a list takes a single value as a list of one, and names the item that is wrong", () => {
  const field = list(number());

  accepts(field, [[[1, "2"], [1, 2]], [3, [3]], [[], []]]);
  refuses(field, [
    [[1, "x"], 'item 2 must be a number: received "x"'],
    ["x", 'item 1 must be a number: received "x"'],
  ]);
  refuses(list(list(number())), [
    [[[1], [2, "y"]], 'item 2 item 2 must be a number: received "y"'],
  ]);
});

Deno.test("an error that is no FieldError passes through a list", () => {
  const broken: Field<never> = {
    schema: {},
    decode() {
      throw new RangeError("a defect of the field");
    },
  };

  assertThrows(() => list(broken).decode([1]), RangeError, "a defect");
});

Deno.test("json takes anything", () => {
  accepts(json(), [[null, null], [{ a: [1] }, { a: [1] }], ["x", "x"]]);
});

Deno.test("an optional value may be missing or null, but not wrong", () => {
  const field = optional(integer());

  accepts(field, [[undefined, undefined], [null, undefined], [5, 5]]);
  refuses(field, [["x", 'must be a whole number: received "x"']]);
  assertStrictEquals(field.optional, true);
});

Deno.test("an optional field encodes what is there and leaves alone what is missing", () => {
  const field = optional({
    ...number(),
    encode: (value: number) => `${value} V`,
  });

  assertEquals(field.encode?.(5), "5 V");
  assertEquals(field.encode?.(undefined), undefined);
  assertEquals(optional(number()).encode, undefined);
});

Deno.test("access and necessity are said around a field", () => {
  assertEquals(required(number()).required, true);
  assertEquals(readOnly(number()).access, "get");
  assertEquals(setup(number()).access, "none");
  assertEquals(number().access, undefined);
});

Deno.test("fields carry their JSON Schema", () => {
  assertEquals(number({ minimum: 0, description: "d" }).schema, {
    type: "number",
    minimum: 0,
    description: "d",
  });
  assertEquals(integer({ maximum: 3 }).schema, { type: "integer", maximum: 3 });
  assertEquals(boolean().schema, { type: "boolean" });
  assertEquals(string().schema, { type: "string" });
  assertEquals(oneOf(["a", "b"]).schema, { enum: ["a", "b"] });
  assertEquals(list(string()).schema, {
    type: "array",
    items: { type: "string" },
  });
  assertEquals(json({ description: "d" }).schema, { description: "d" });
});

Deno.test("an error shows a long value cut short, and never fails at a strange one", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;

  assertEquals(show("x".repeat(100)), `"${"x".repeat(56)}...`);
  assertEquals(show("x".repeat(100)).length, 60);
  assertEquals(show(12345678901234567890n), "12345678901234567890");
  for (
    const strange of [
      circle,
      hostile,
      Object.create(null),
      Symbol("s"),
      () => {},
      {
        deep: 1n,
      },
    ]
  ) {
    assertEquals(typeof show(strange), "string");
  }
});

Deno.test("every field refuses every strange value with a FieldError", () => {
  const fields: Decoder[] = [
    number(),
    integer(),
    boolean(),
    string(),
    oneOf(["a"]),
    list(number()),
  ];
  const strange = [
    hostile,
    Object.create(null),
    Symbol("s"),
    () => {},
    { toString: 1, valueOf: 2 },
    [[]],
  ];
  for (const field of fields) {
    for (const value of strange) {
      assertThrows(() => field.decode(value), FieldError);
    }
  }
});
