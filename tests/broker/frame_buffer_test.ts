import { assertEquals, assertThrows } from "@std/assert";
import { AmqpError } from "../../src/broker/amqp_error.ts";
import { FrameBuffer } from "../../src/broker/frame_buffer.ts";
import { Writer } from "../../src/broker/writer.ts";
import { Random } from "./random.ts";

/** Feeds at most `most` of `bytes` and returns how many went in. */
function feed(buffer: FrameBuffer, bytes: Uint8Array, most: number): number {
  const space = buffer.space();
  const part = bytes.subarray(0, Math.min(most, space.length));
  space.set(part);
  buffer.filled(part.length);
  return part.length;
}

Deno.test("frames come out as they went in, however the stream is cut", () => {
  const random = new Random(6);
  for (let round = 0; round < 30; round++) {
    const payloads = Array.from(
      { length: 12 },
      () => random.bytes(random.pick([0, 1, 50, 5000, 32_760, 131_064])),
    );
    const writer = new Writer();
    payloads.forEach((payload, index) =>
      writer.frame(1, index, () => writer.bytes(payload))
    );
    const stream = writer.take();
    const buffer = new FrameBuffer(131_072);
    const most = random.pick([7, 1000, 65_536, 10_000_000]);
    let expected = 0;
    for (let start = 0; start < stream.length;) {
      start += feed(buffer, stream.subarray(start), most);
      for (let frame = buffer.next(); frame; frame = buffer.next()) {
        assertEquals(frame.channel, expected);
        assertEquals(frame.payload, payloads[expected]!);
        expected++;
      }
    }
    assertEquals(expected, payloads.length);
  }
});

Deno.test("a frame that is larger than agreed is refused before it has arrived", () => {
  const buffer = new FrameBuffer(4096);
  feed(buffer, new Writer().frameHead(1, 0, 4089).take(), 100);
  assertThrows(() => buffer.next(), AmqpError, "frame of 4097 bytes");
});

Deno.test("a frame without its end octet is refused", () => {
  const buffer = new FrameBuffer(4096);
  feed(buffer, new Writer().frameHead(8, 0, 0).uint8(205).take(), 100);
  assertThrows(() => buffer.next(), AmqpError, "end octet");
});
