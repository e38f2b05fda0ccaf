/**
 * Messages whose headers are any bytes at all.
 *
 * @module
 */
import { frameType } from "../../src/broker/frames.ts";
import { basicClass } from "../../src/broker/methods.ts";
import { Writer } from "../../src/broker/writer.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { writeMethod } from "../broker/raw_client.ts";
import { channel, RawConnection } from "../conformance/raw_connection.ts";

/** A field of a table: its name, its type letter, and the bytes of its value. */
export type RawField = readonly [name: string, type: string, value: Uint8Array];

/** The bytes that `write` writes. */
export function bytesOf(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  write(writer);
  return writer.take();
}

/** A table, or a part of one, without its length. */
export function fieldsOf(...fields: readonly RawField[]): Uint8Array {
  return bytesOf((writer) => {
    for (const [name, type, value] of fields) {
      writer.shortString(name).uint8(type.charCodeAt(0)).bytes(value);
    }
  });
}

/** Bytes after their length. */
export function sized(bytes: Uint8Array): Uint8Array {
  return bytesOf((writer) => writer.uint32(bytes.length).bytes(bytes));
}

/** A table (`F`) or a list (`A`) in which as many lie within each other. */
export function nested(type: "F" | "A", depth: number): Uint8Array {
  const step = type === "F" ? 6 : 5;
  return bytesOf((writer) => {
    for (
      let inside = (Math.floor(depth) - 1) * step;
      inside >= 0;
      inside -= step
    ) {
      writer.uint32(inside);
      if (inside === 0) break;
      if (type === "F") writer.uint8(0);
      writer.uint8(type.charCodeAt(0));
    }
  });
}

/** The headers of a ping, as fields. */
export const pingFields: readonly RawField[] = [
  ["message_type", "i", bytesOf((w) => w.uint32(3))],
  ["message_operation", "i", bytesOf((w) => w.uint32(9))],
  ["specifier", "S", sized(new TextEncoder().encode("ping"))],
];

/** Properties that dripline needs, with headers of these bytes. `replyTo` empty: nobody waits for the reply. */
export function propertiesWith(headers: Uint8Array, replyTo = ""): Uint8Array {
  return bytesOf((writer) =>
    writer.uint16(0x6680).shortString("application/json").bytes(sized(headers))
      .shortString("c").shortString(replyTo)
      .shortString(`${crypto.randomUUID()}/0/1`)
  );
}

/** Publishes a message with these properties, flags and all, on a connection of its own. Returns whether the broker took it. */
export async function publishRaw(
  options: MeshOptions,
  exchange: string,
  routingKey: string,
  properties: Uint8Array,
  body: Uint8Array = new TextEncoder().encode("null"),
): Promise<boolean> {
  const connection = await RawConnection.open(options);
  const writer = new Writer();
  writeMethod(
    writer,
    channel,
    "basic.publish",
    () =>
      writer.uint16(0).shortString(exchange).shortString(routingKey).uint8(0),
  );
  writer.frame(
    frameType.header,
    channel,
    () =>
      writer.uint16(basicClass).uint16(0).uint64(body.length).bytes(properties),
  );
  for (let at = 0; at < body.length; at += 100_000) {
    const part = body.subarray(at, at + 100_000);
    writer.frame(frameType.body, channel, () => writer.bytes(part));
  }
  await connection.write(writer.take()).catch(() => {});
  return await connection[Symbol.asyncDispose]().then(() => true, () => false);
}
