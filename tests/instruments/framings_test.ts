import { assertEquals, assertThrows } from "@std/assert";
import {
  byteSum,
  checked,
  type Checksum,
  crc16Modbus,
  crcCcitt,
  fixedLength,
  type Framing,
  inHex,
  isReplyError,
  lengthField,
  lines,
  marks,
  measured,
  twosComplement,
  xor,
} from "../../mod.ts";
import { ArrivedBytes } from "../../src/instruments/arrived_bytes.ts";
import { bytesOf, joined, textOf } from "../../src/instruments/framing.ts";

Deno.test("the checksums of 123456789 are those of the books", () => {
  const books: [Checksum, number[]][] = [
    [xor, [0x31]],
    [byteSum, [0xdd]],
    [twosComplement, [0x23]],
    [crc16Modbus, [0x37, 0x4b]],
    [crcCcitt(), [0x29, 0xb1]],
    [crcCcitt(0), [0x31, 0xc3]],
  ];
  for (const [checksum, expected] of books) {
    const found = checksum.of(bytesOf("123456789"));
    assertEquals([...found], expected);
    assertEquals(found.length, checksum.length);
  }
  assertEquals(textOf(inHex(crc16Modbus).of(bytesOf("123456789"))), "374B");
  assertEquals(inHex(xor).length, 2);
});

const stx = { start: "\x02", end: "\x03" };

const framings: Record<string, Framing> = {
  "lines": lines("\r\n", "\r"),
  "marks": marks(stx),
  "marks, xor of the message and ETX": marks({ ...stx, checksum: xor }),
  "marks, CRC of all": marks({
    ...stx,
    checksum: crcCcitt(),
    covers: "both",
  }),
  "marks, sum of the message": marks({
    start: "<<",
    end: ">>",
    checksum: inHex(byteSum),
    covers: "message",
  }),
  "a length of one byte": lengthField({ size: 1 }),
  "a length after a start, low byte first, that counts itself": lengthField({
    start: "#A",
    size: 4,
    littleEndian: true,
    extra: 4,
  }),
  "a fixed length": fixedLength(5),
  "a function": measured((bytes) => bytes.length < 2 ? undefined : 5),
  "lines with a checksum in digits": checked(lines("\r"), inHex(xor)),
  "a length and a CRC": checked(lengthField({ size: 2 }), crc16Modbus),
};

Deno.test("messages come through every framing, wherever they are cut", () => {
  for (const [name, framing] of Object.entries(framings)) {
    const sent = [bytesOf("abcde"), bytesOf("`vwxy"), bytesOf("abcde")];
    const encoded = sent.map((message) => framing.encode(message));
    // What is sent may end otherwise than what comes.
    if (name === "lines") {
      assertEquals(encoded.map(textOf), ["abcde\r", "`vwxy\r", "abcde\r"]);
      encoded.forEach((_, at) =>
        encoded[at] = joined(sent[at]!, bytesOf("\r\n"))
      );
    }
    const whole = joined(...encoded);
    for (let cut = 1; cut < whole.length; cut++) {
      const arrived = new ArrivedBytes();
      const found: string[] = [];
      for (const piece of [whole.subarray(0, cut), whole.subarray(cut)]) {
        arrived.add(piece);
        for (;;) {
          const next = arrived.next(framing);
          if (!next) break;
          found.push(textOf(next.message));
        }
      }
      assertEquals(found, sent.map(textOf), name);
      assertEquals(arrived.rest.length, 0, name);
    }
  }
});

Deno.test("what was garbled on the way is refused, whichever byte it was", () => {
  for (const [name, framing] of Object.entries(framings)) {
    if (!/sum|xor|CRC/.test(name)) continue;
    const whole = framing.encode(bytesOf("abcde"));
    for (let at = 0; at < whole.length; at++) {
      const garbled = whole.slice();
      garbled[at]! ^= 0x10;
      try {
        const found = framing.decode(garbled, 0);
        // A mark or a length that is garbled may leave it without end, never another message.
        assertEquals(found, undefined, name);
      } catch (error) {
        if (!isReplyError(error)) throw error;
        assertEquals(error.returnCode.value, 202);
      }
    }
  }
});

Deno.test("framings and messages that cannot be are refused", () => {
  assertThrows(() => lines(""), RangeError, "at least one byte");
  assertThrows(() => marks({ start: "", end: "x" }), RangeError);
  assertThrows(() => fixedLength(0), RangeError);
  assertThrows(
    () => lengthField({ size: 1 }).encode(new Uint8Array(256)),
    RangeError,
    "too long for a length of 1 bytes",
  );
});
