/**
 * A message exactly as it is on the wire: which properties are present, and every header with its type.
 *
 * @module
 */
import { frameType } from "../../src/broker/frames.ts";
import { basicClass } from "../../src/broker/methods.ts";
import type { Reader } from "../../src/broker/reader.ts";
import type { Writer } from "../../src/broker/writer.ts";
import type { Field, Recorded } from "../wire/recordings.ts";
import { writeMethod } from "../broker/raw_client.ts";
import { readTypedTable, writeTypedTable } from "./typed_table.ts";

/** A message exactly as it is on the wire. */
export interface RawMessage {
  readonly exchange: string;
  readonly routingKey: string;
  /** Whether the broker is to return it if nobody listens. */
  readonly mandatory?: boolean;
  /** The properties that are present, by their names in amqplib. Headers are a list of {@linkcode Field}. */
  readonly properties: ReadonlyMap<string, unknown>;
  readonly body: Uint8Array;
}

/** A property: its name, and how it is read and written. */
type Property = readonly [
  name: string,
  write: (writer: Writer, value: unknown) => void,
  read: (reader: Reader) => unknown,
];

const shortString = [
  (writer: Writer, value: unknown) => writer.shortString(value as string),
  (reader: Reader) => reader.shortString(),
] as const;
const octet = [
  (writer: Writer, value: unknown) => writer.uint8(value as number),
  (reader: Reader) => reader.uint8(),
] as const;

/** In their order on the wire; the first has the highest flag. */
const properties: readonly Property[] = [
  ["contentType", ...shortString],
  ["contentEncoding", ...shortString],
  [
    "headers",
    (w, fields) => writeTypedTable(w, fields as Field[]),
    readTypedTable,
  ],
  ["deliveryMode", ...octet],
  ["priority", ...octet],
  ["correlationId", ...shortString],
  ["replyTo", ...shortString],
  ["expiration", ...shortString],
  ["messageId", ...shortString],
  ["timestamp", (w, n) => w.uint64(n as number), (r) => r.uint64()],
  ["type", ...shortString],
  ["userId", ...shortString],
  ["appId", ...shortString],
];

/** The largest body frame, in bytes. */
const largestBodyFrame = 131_072 - 8;

/** A recorded message, to be sent as it was. */
export function rawMessage(recorded: Recorded): RawMessage {
  const { exchange, routingKey, body, fields } = recorded;
  const present = { ...recorded.properties, headers: fields };
  return {
    exchange,
    routingKey,
    body,
    properties: new Map(Object.entries(present)),
  };
}

/** Returns the headers of a message. */
export function headersOf(message: RawMessage): readonly Field[] {
  return message.properties.get("headers") as Field[] | undefined ?? [];
}

/** A reply of success to a request, with as little in it as can be. */
export function plainReply(
  request: RawMessage,
  returnMessage: string,
): RawMessage {
  return {
    exchange: request.exchange,
    routingKey: request.properties.get("replyTo") as string,
    properties: new Map<string, unknown>([
      ["contentEncoding", "application/json"],
      ["headers", [
        ["message_type", "i", 2],
        ["return_code", "i", 0],
        ["return_message", "S", returnMessage],
      ]],
      ["correlationId", request.properties.get("correlationId")],
      ["messageId", `${crypto.randomUUID()}/0/1`],
    ]),
    body: new TextEncoder().encode("null"),
  };
}

/** Writes a message as the frames of basic.publish. */
export function writeMessage(
  writer: Writer,
  channel: number,
  message: RawMessage,
): void {
  const { exchange, routingKey, mandatory = false, body } = message;
  writeMethod(
    writer,
    channel,
    "basic.publish",
    () =>
      writer.uint16(0).shortString(exchange).shortString(routingKey)
        .uint8(mandatory ? 1 : 0),
  );
  const present = properties.filter(([name]) => message.properties.has(name));
  const flags = present.reduce(
    (sum, property) => sum | (0x8000 >>> properties.indexOf(property)),
    0,
  );
  writer.frame(frameType.header, channel, () => {
    writer.uint16(basicClass).uint16(0).uint64(body.length).uint16(flags);
    for (const [name, write] of present) {
      write(writer, message.properties.get(name));
    }
  });
  for (let at = 0; at < body.length; at += largestBodyFrame) {
    const part = body.subarray(at, at + largestBodyFrame);
    writer.frame(frameType.body, channel, () => writer.bytes(part));
  }
}

/** Reads a content header: the size of the body in bytes, and the properties. */
export function readContentHeader(
  reader: Reader,
): { size: number; properties: Map<string, unknown> } {
  reader.skip(4);
  const size = reader.uint64();
  const flags = reader.uint16();
  const present = new Map<string, unknown>();
  properties.forEach(([name, , read], index) => {
    if (flags & (0x8000 >>> index)) present.set(name, read(reader));
  });
  return { size, properties: present };
}
