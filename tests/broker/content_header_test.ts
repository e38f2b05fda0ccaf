import { assert, assertEquals, assertThrows } from "@std/assert";
import { AmqpError } from "../../src/broker/amqp_error.ts";
import { readContentHeader } from "../../src/broker/content_header.ts";
import { writeTable } from "../../src/broker/field_table.ts";
import { Writer } from "../../src/broker/writer.ts";
import { Random } from "./random.ts";

/** Everything but an expiration. */
const allFlags = 0b1111_1110_1111_1100;

function header(flags: number, bodySize = 5): Writer {
  return new Writer().uint16(60).uint16(0).uint64(bodySize).uint16(flags);
}

function fullHeader(): Uint8Array {
  const writer = header(allFlags);
  writer.shortString("application/json").shortString("utf-8");
  writeTable(writer, new Map([["a", new Map([["b", 1]])]]));
  writer.uint8(2).uint8(0).shortString("correlation").shortString("reply");
  writer.shortString("id").uint64(1_000_000).shortString("type");
  return writer.shortString("user").shortString("app").shortString("").take();
}

Deno.test("the size of the body is read past any properties", () => {
  assertEquals(readContentHeader(fullHeader()), 5);
  assertEquals(readContentHeader(header(0, 2 ** 40).take()), 2 ** 40);
});

Deno.test("a content header that is cut short or too long is refused", () => {
  const whole = fullHeader();
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => readContentHeader(whole.slice(0, length)), AmqpError);
  }
  const longer = Uint8Array.from([...whole, 0]);
  assertThrows(() => readContentHeader(longer), AmqpError, "unknown");
});

Deno.test("an expiration is refused rather than ignored", () => {
  const bytes = header(0x0100).shortString("1000").take();
  const error = assertThrows(() => readContentHeader(bytes), AmqpError);
  assertEquals([error.code, error.closesConnection], [540, true]);
});

Deno.test("mutated content headers give a size or an AMQP error, nothing else", () => {
  const random = new Random(7);
  let refused = 0;
  for (let round = 0; round < 10_000; round++) {
    const bytes = fullHeader();
    bytes[random.below(bytes.length)] = random.below(256);
    try {
      readContentHeader(bytes);
    } catch (error) {
      assert(error instanceof AmqpError, `${error}`);
      refused++;
    }
  }
  assert(refused > 1000 && refused < 10_000, `${refused} refused`);
});
