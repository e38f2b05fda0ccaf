import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  ChunkPack,
  cut,
  maxChunks,
  messageId,
  parseMessageId,
} from "../../src/wire/mod.ts";
import { Random } from "./random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

Deno.test("a message id is read as it was written (20, 55)", () => {
  for (
    const chunk of [
      { id: "0c1ad6a2-8d7c-4f0b-b5fd-9d8a2ff6e0a1", index: 0, total: 1 },
      { id: "abc", index: 0, total: 1 },
      { id: "", index: 3, total: 4 },
      { id: "a b\nc", index: maxChunks - 1, total: maxChunks },
    ]
  ) {
    assertEquals(parseMessageId(messageId(chunk)), chunk);
  }
});

Deno.test("an id without a slash is a whole message (51)", () => {
  assertEquals(parseMessageId("abc"), { id: "abc", index: 0, total: 1 });
  assertEquals(parseMessageId(""), { id: "", index: 0, total: 1 });
});

Deno.test("an id that makes no sense is none (52, 53, 54)", () => {
  for (
    const text of [
      "u/0",
      "u/",
      "u//",
      "u//1",
      "u/0/",
      "u/3/2",
      "u/1/1",
      "u/-1/1",
      "u/0/0",
      "u/0/-1",
      `u/0/${maxChunks + 1}`,
      "u/0/4000000000",
      "u/0/99999999999999999999",
      "abc/x/y",
      "u/0/1x",
      "u/0x0/1",
      "u/1e0/2",
      "u/ 0/1",
      "u/+0/1",
      "u/0/1/",
      "u/0/1\n",
    ]
  ) {
    assertEquals(parseMessageId(text), undefined, JSON.stringify(text));
  }
});

Deno.test("an id ends at its first slash: a third number makes no sense", () => {
  assertEquals(parseMessageId("u/0/1/2"), undefined);
  assertEquals(parseMessageId("u/v/0/1"), undefined);
});

Deno.test("a body is cut into chunks of the size, the last one shorter (31)", () => {
  const sizes = (length: number, size: number) =>
    cut(new Uint8Array(length), size).map((chunk) => chunk.length);
  assertEquals(sizes(25_000, 10_000), [10_000, 10_000, 5_000]);
  assertEquals(sizes(20_000, 10_000), [10_000, 10_000]);
  assertEquals(sizes(4, 4), [4]);
  assertEquals(sizes(3, 4), [3]);
  assertEquals(sizes(0, 4), [0]);
});

Deno.test("a size that makes no sense is refused instead of cutting for ever", () => {
  for (const size of [0, -1, 0.5, NaN, Infinity]) {
    assertThrows(
      () => cut(new Uint8Array(3), size),
      RangeError,
      `chunks of ${size} bytes`,
    );
  }
});

Deno.test("more chunks than a receiver takes are refused", () => {
  assertEquals(cut(new Uint8Array(maxChunks), 1).length, maxChunks);
  assertThrows(
    () => cut(new Uint8Array(maxChunks + 1), 1),
    RangeError,
    "raise max_payload_size",
  );
});

Deno.test("chunks join in any order, also where a character is cut in two (32, 57, 58)", () => {
  const random = new Random(4);
  for (let i = 0; i < 500; i++) {
    const text = random.text(60);
    const chunks = cut(encoder.encode(text), 1 + random.below(9));
    const pack = new ChunkPack(chunks.length);
    for (const index of random.shuffled([...chunks.keys()])) {
      assert(!pack.complete);
      assert(pack.add(index, chunks[index]!));
      assert(!pack.add(index, encoder.encode("duplicate")));
    }
    assert(pack.complete);
    assertEquals(decoder.decode(pack.join()), text);
    assertEquals(pack.bytes, encoder.encode(text).length);
  }
});

Deno.test("a chunk beyond the last is not taken", () => {
  const pack = new ChunkPack(2);
  assert(!pack.add(2, encoder.encode("x")));
  assertEquals([pack.bytes, pack.complete], [0, false]);
});

Deno.test("holes are filled with as many # as the lowest-numbered chunk has bytes, whichever came first (59)", () => {
  const joined = (total: number, ...chunks: [number, string][]) => {
    const pack = new ChunkPack(total);
    for (const [index, text] of chunks) pack.add(index, encoder.encode(text));
    assert(!pack.complete);
    return decoder.decode(pack.join());
  };
  assertEquals(joined(4, [0, "abc"], [2, "def"], [3, "g"]), "abc###defg");
  assertEquals(joined(4, [3, "g"], [2, "def"]), "######defg");
  assertEquals(joined(3, [2, "g"], [1, "de"]), "##deg");
  assertEquals(joined(3, [0, "é"]), "é####");
  assertEquals(joined(3), "");
});

Deno.test("holes cost nothing to send, so an incomplete message is cut off at a limit", () => {
  const pack = new ChunkPack(maxChunks);
  pack.add(0, new Uint8Array(1000));
  assertEquals(pack.join(12_345).length, 12_345);
  assertEquals(pack.join(500).length, 500);
  assertEquals(pack.join().length, 100_000);
});

Deno.test("a complete message is never cut off", () => {
  const pack = new ChunkPack(2);
  pack.add(0, new Uint8Array(6_000_000));
  pack.add(1, new Uint8Array(6_000_000).fill(1));
  const whole = pack.join();
  assertEquals([whole.length, whole.at(-1)], [12_000_000, 1]);
  assertEquals(pack.join(10).length, 12_000_000);
});
