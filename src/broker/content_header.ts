/**
 * Reads the header frame of a content as far as a broker has to.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import { skipTable } from "./field_table.ts";
import { basicClass } from "./methods.ts";
import { Reader } from "./reader.ts";

type Skip = (reader: Reader) => void;

const shortString: Skip = (reader) => reader.skip(reader.uint8());
const octet: Skip = (reader) => reader.skip(1);
const timestamp: Skip = (reader) => reader.skip(8);

/** The properties in their order on the wire; the first has the highest flag. */
const properties: readonly [name: string, skip: Skip][] = [
  ["content-type", shortString],
  ["content-encoding", shortString],
  ["headers", skipTable],
  ["delivery-mode", octet],
  ["priority", octet],
  ["correlation-id", shortString],
  ["reply-to", shortString],
  ["expiration", shortString],
  ["message-id", shortString],
  ["timestamp", timestamp],
  ["type", shortString],
  ["user-id", shortString],
  ["app-id", shortString],
  ["cluster-id", shortString],
];

/**
 * Returns the size of the body that is announced, in bytes.
 *
 * The properties are passed on as they are; their structure is checked so that no message can break the
 * connections of those who receive it. Throws an {@linkcode AmqpError}: 502 if they are malformed, 540 if they
 * ask for an expiration.
 */
export function readContentHeader(payload: Uint8Array): number {
  const reader = new Reader(payload);
  const classId = reader.uint16();
  if (classId !== basicClass) {
    throw new AmqpError(505, `content header of class ${classId}`);
  }
  reader.skip(2);
  const bodySize = reader.uint64();
  const flags = reader.uint16();
  properties.forEach(([name, skip], index) => {
    if ((flags & (0x8000 >>> index)) === 0) return;
    if (name === "expiration") {
      throw new AmqpError(540, "expiration of messages is not offered");
    }
    skip(reader);
  });
  if ((flags & 3) !== 0 || reader.remaining > 0) {
    throw new AmqpError(502, "unknown properties in a content header");
  }
  return bodySize;
}
