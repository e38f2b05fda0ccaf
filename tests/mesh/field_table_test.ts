import { assert, assertEquals, assertThrows } from "@std/assert";
import { FieldReader } from "../../src/mesh/field_table.ts";
import { UnreadableMessage } from "../../src/wire/mod.ts";
import { Random } from "../broker/random.ts";
import { bytesOf, fieldsOf, nested, sized } from "./raw_head.ts";

function read(fields: Uint8Array): Record<string, unknown> {
  return new FieldReader(sized(fields)).table();
}

/** A table with one field. */
function one(type: string, value: Uint8Array): unknown {
  return read(fieldsOf(["a", type, value])).a;
}

const text = (value: string) => sized(new TextEncoder().encode(value));
const ones = (length: number) => new Uint8Array(length).fill(0xff);

Deno.test("a field of every type that brokers know is read; times and decimals are nothing", () => {
  assertEquals(one("t", ones(1)), true);
  assertEquals(one("b", ones(1)), -1);
  assertEquals(one("B", ones(1)), 255);
  assertEquals(one("s", ones(2)), -1);
  assertEquals(one("u", ones(2)), 65535);
  assertEquals(one("I", ones(4)), -1);
  assertEquals(one("i", ones(4)), 2 ** 32 - 1);
  assertEquals(one("l", ones(8)), -1);
  assertEquals(one("L", ones(8)), 2 ** 64);
  assertEquals(one("f", bytesOf((w) => w.uint32(0x3fc00000))), 1.5);
  assertEquals(one("d", bytesOf((w) => w.float64(0.1))), 0.1);
  assertEquals(one("S", text("é")), "é");
  assertEquals([...one("x", sized(ones(3))) as Uint8Array], [255, 255, 255]);
  assertEquals(one("V", ones(0)), null);
  assertEquals(one("T", ones(8)), null);
  assertEquals(one("D", ones(5)), null);
  assertEquals(one("A", sized(bytesOf((w) => w.uint8(0x56).uint8(0x56)))), [
    null,
    null,
  ]);
});

Deno.test("a name leads nowhere but into its table", () => {
  const table = read(
    fieldsOf(["__proto__", "S", text("x")], ["constructor", "V", ones(0)]),
  );
  assertEquals(Object.keys(table), ["__proto__", "constructor"]);
  assertEquals(table["__proto__"], "x");
  assertEquals(Object.getPrototypeOf(table), null);
});

Deno.test("what lies deeper than anything of dripline's reads as nothing, and what follows is read", () => {
  for (const type of ["F", "A"] as const) {
    const table = read(
      fieldsOf(["deep", type, nested(type, 20_000)], ["after", "S", text("x")]),
    );
    assertEquals(table.after, "x");
  }
});

Deno.test("a field of any other type, or beyond the end, makes the headers unreadable, and says why", () => {
  for (let code = 0; code < 256; code++) {
    const type = String.fromCharCode(code);
    if ("tbBsuIilLfdSxVTDAF".includes(type)) continue;
    const error = assertThrows(
      () => one(type, ones(8)),
      UnreadableMessage,
      "unknown type",
    );
    assert(error.message.includes(JSON.stringify(type)));
  }
  for (const type of "tbBsuIilLfdSxTDAF") {
    assertThrows(() => one(type, new Uint8Array(0)), UnreadableMessage);
  }
  for (const type of "SxAF") {
    assertThrows(
      () => one(type, bytesOf((w) => w.uint32(2 ** 32 - 1).uint32(0))),
      UnreadableMessage,
      "4294967295 bytes announced, 4 left",
    );
  }
  assertThrows(
    () => one("A", sized(bytesOf((w) => w.uint8(0x69).uint8(0)))),
    UnreadableMessage,
  );
});

Deno.test("any bytes are read as a table or not, and nothing else comes of them", () => {
  const random = new Random(Number(Deno.env.get("DRIPLINE_SEED") ?? 8));
  const letters = [..."tbBsuIilLfdSxVTDAF"].map((c) => c.charCodeAt(0));
  let readable = 0;
  for (let i = 0; i < 20_000; i++) {
    const bytes = random.bytes(random.below(60));
    // Small numbers and letters that mean something lead further in than chance does.
    for (let at = 0; at < bytes.length; at++) {
      const kind = random.below(4);
      if (kind === 0) bytes[at] = 0;
      if (kind === 1) bytes[at] = random.below(9);
      if (kind === 2) bytes[at] = random.pick(letters);
    }
    try {
      read(bytes);
      readable++;
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
    }
  }
  assert(readable > 100, `only ${readable} were readable`);
});

Deno.test("twice as many bytes take about twice as long, whatever they say", () => {
  const one = new Uint8Array([1, 0x61, 0x56]);
  const kinds: Record<string, (size: number) => Uint8Array> = {
    tables: (size) => fieldsOf(["a", "F", nested("F", size / 6)]),
    lists: (size) => fieldsOf(["a", "A", nested("A", size / 5)]),
    voids: (size) =>
      fieldsOf(["a", "A", sized(new Uint8Array(size).fill(0x56))]),
    "the same name": (size) =>
      bytesOf((w) => {
        for (let at = 0; at < size; at += 3) w.bytes(one);
      }),
    names: (size) =>
      bytesOf((w) => {
        for (let at = 0; at < size; at += 8) {
          w.shortString(at.toString(36).padStart(6, "0")).uint8(0x56);
        }
      }),
    text: (size) => fieldsOf(["a", "S", sized(new Uint8Array(size))]),
  };
  for (const [kind, make] of Object.entries(kinds)) {
    const [short, long] = [make(8000), make(128_000)].map(fastest);
    const ratio = long! / Math.max(short!, 0.5);
    assert(
      ratio < 80,
      `${kind}: 16 times the bytes took ${ratio} times as long`,
    );
  }
});

/** The shortest of twenty times it takes to read a table, in milliseconds. */
function fastest(fields: Uint8Array): number {
  return Math.min(...Array.from({ length: 20 }, () => {
    const begin = performance.now();
    read(fields);
    return performance.now() - begin;
  }));
}
