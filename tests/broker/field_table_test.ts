import { assert, assertEquals, assertThrows } from "@std/assert";
import { AmqpError } from "../../src/broker/amqp_error.ts";
import {
  deepestNesting,
  type FieldTable,
  type FieldValue,
  readTable,
  skipTable,
  writeTable,
} from "../../src/broker/field_table.ts";
import { Reader } from "../../src/broker/reader.ts";
import { Writer } from "../../src/broker/writer.ts";
import { Random } from "./random.ts";

function encode(table: FieldTable): Uint8Array {
  const writer = new Writer();
  writeTable(writer, table);
  return writer.take();
}

function decode(bytes: Uint8Array): FieldTable {
  return readTable(new Reader(bytes));
}

/** A table with one field `a` whose type letter and bytes are given. */
function oneField(type: string, ...bytes: number[]): Uint8Array {
  const field = [1, 0x61, type.charCodeAt(0), ...bytes];
  return Uint8Array.from([0, 0, 0, field.length, ...field]);
}

function randomValue(random: Random, depth: number): FieldValue {
  switch (random.below(depth > 4 ? 8 : 10)) {
    case 0:
      return random.pick(["", "text", "Grüße \u{1F4A1}", "\uFEFFmark", "\0"]);
    case 1:
      return random.pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 2 ** 31]);
    case 2:
      return random.pick([2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 40]);
    case 3:
      return random.pick([0.5, -1e300, Infinity, NaN]);
    case 4:
      return random.pick([2n ** 62n, -(2n ** 63n)]);
    case 5:
      return random.below(2) === 1;
    case 6:
      return null;
    case 7:
      return random.bytes(random.below(20));
    case 8:
      return Array.from(
        { length: random.below(4) },
        () => randomValue(random, depth + 1),
      );
    default:
      return randomTable(random, depth + 1);
  }
}

function randomTable(random: Random, depth = 0): FieldTable {
  const names = ["a", "__proto__", "constructor", "", "ä".repeat(127), "b"];
  return new Map(
    Array.from({ length: random.below(5) }, () => [
      random.pick(names),
      randomValue(random, depth),
    ]),
  );
}

Deno.test("a field table that was written is read back as it was", () => {
  const random = new Random(1);
  for (let round = 0; round < 2000; round++) {
    const table = randomTable(random);
    assertEquals(decode(encode(table)), table);
  }
});

Deno.test("stepping over a field table ends where reading it does", () => {
  const random = new Random(2);
  for (let round = 0; round < 1000; round++) {
    const reader = new Reader(
      Uint8Array.from([...encode(randomTable(random)), 1, 2, 3]),
    );
    skipTable(reader);
    assertEquals(reader.remaining, 3);
  }
});

const types: [title: string, bytes: Uint8Array, value: FieldValue][] = [
  ["boolean", oneField("t", 1), true],
  ["signed 8-bit", oneField("b", 0xff), -1],
  ["unsigned 8-bit", oneField("B", 0xff), 255],
  ["signed 16-bit", oneField("s", 0xff, 0xfe), -2],
  ["unsigned 16-bit", oneField("u", 0xff, 0xfe), 65534],
  ["signed 32-bit", oneField("I", 0xff, 0xff, 0xff, 0xfd), -3],
  ["unsigned 32-bit", oneField("i", 0xff, 0xff, 0xff, 0xfd), 4294967293],
  ["signed 64-bit", oneField("l", ...new Array(8).fill(0xff)), -1],
  [
    "unsigned 64-bit",
    oneField("L", ...new Array(8).fill(0xff)),
    2n ** 64n - 1n,
  ],
  ["timestamp", oneField("T", 0, 0, 0, 0, 0, 0, 1, 0), 256],
  ["float", oneField("f", 0x3f, 0, 0, 0), 0.5],
  ["double", oneField("d", 0x3f, 0xe0, 0, 0, 0, 0, 0, 0), 0.5],
  ["decimal", oneField("D", 2, 0, 0, 1, 0x2c), 3],
  ["void", oneField("V"), null],
  ["byte array", oneField("x", 0, 0, 0, 1, 7), Uint8Array.of(7)],
];

for (const [title, bytes, value] of types) {
  Deno.test(`a field of type ${title} is read and stepped over`, () => {
    assertEquals(decode(bytes), new Map([["a", value]]));
    const reader = new Reader(bytes);
    skipTable(reader);
    assertEquals(reader.remaining, 0);
  });
}

Deno.test("random and mutated bytes give a table or a syntax error, nothing else", () => {
  const random = new Random(3);
  let read = 0;
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = random.below(2) === 1
      ? random.bytes(random.below(60))
      : encode(randomTable(random));
    for (
      let change = random.below(4);
      change > 0 && bytes.length > 0;
      change--
    ) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    for (const parse of [readTable, skipTable]) {
      try {
        parse(new Reader(bytes));
        read++;
      } catch (error) {
        assert(error instanceof AmqpError, `${error}`);
        assertEquals(error.code, 502);
        refused++;
      }
    }
  }
  assert(read > 1000 && refused > 1000, `${read} read, ${refused} refused`);
});

Deno.test("tables and arrays nested too deeply are a syntax error, not a stack overflow", () => {
  const nest = (depth: number, wrap: (inner: FieldValue) => FieldValue) => {
    let value: FieldValue = null;
    for (let level = 0; level < depth; level++) value = wrap(value);
    return encode(new Map([["a", value]]));
  };
  for (
    const wrap of [
      (inner: FieldValue) => new Map([["a", inner]]),
      (inner: FieldValue) => [inner],
    ]
  ) {
    decode(nest(deepestNesting - 1, wrap));
    for (const depth of [deepestNesting + 1, 2000]) {
      const bytes = nest(depth, wrap);
      assertThrows(() => decode(bytes), AmqpError, "nested deeper");
      assertThrows(() => skipTable(new Reader(bytes)), AmqpError, "nested");
    }
  }
});

Deno.test("a text that is not UTF-8 is a syntax error", () => {
  const bytes = oneField("S", 0, 0, 0, 1, 0xff);
  assertThrows(() => decode(bytes), AmqpError, "not UTF-8");
});

Deno.test("a short text that is too long is cut between two characters", () => {
  const writer = new Writer().shortString("ä".repeat(200));
  assertEquals(new Reader(writer.take()).shortString(), "ä".repeat(127));
});
