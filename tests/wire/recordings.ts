/**
 * What the originals said on a real broker (tools/wire_fixtures.ts), as amqplib would hand it over.
 *
 * @module
 */
import type { AmqpProperties } from "../../src/wire/mod.ts";

/** A header: name, AMQP field type, value. */
export type Field = readonly [name: string, type: string, value: unknown];

/** A recorded message. */
export interface Recorded {
  /** The recording it is from. */
  readonly scenario: string;
  /** Which of the originals sent it; absent if a test program did. */
  readonly publisher?: string;
  /** Why the originals could not read it, if so. */
  readonly refused?: string;
  readonly routingKey: string;
  /** The properties as amqplib has them. */
  readonly properties: AmqpProperties;
  /** The headers as they were on the wire. */
  readonly fields: readonly Field[];
  /** Absent if it was too long to keep. */
  readonly body: Uint8Array | undefined;
  /** In bytes. */
  readonly bodySize: number;
}

/** A message that one of the originals printed. */
export interface Printed {
  readonly scenario: string;
  /** For people. */
  readonly text: string;
  /** For programs. */
  readonly json: string;
}

interface Line extends Omit<Recorded, "properties" | "fields" | "body"> {
  readonly properties: AmqpProperties & { readonly headers: Field[] };
  readonly body: string | { hex: string } | { size: number };
}

const senders = lines<Field[]>("senders.jsonl");

/** All recorded messages, in order. */
export const recordings: readonly Recorded[] = lines<Line>("messages.jsonl")
  .map(({ body: kept, properties, ...line }) => {
    const fields = properties.headers.map(withSender);
    const body = bytes(kept);
    return {
      ...line,
      fields,
      properties: { ...properties, headers: amqplibTable(fields) },
      body,
      bodySize: body?.length ?? (kept as { size: number }).size,
    };
  });

/** The messages that dl-agent and dl-mon printed for people. */
export const printedTexts: readonly Printed[] = lines("printed_texts.jsonl");

/** The messages that dl-agent printed as JSON. */
export const printedObjects: readonly Printed[] = lines(
  "printed_objects.jsonl",
);

/** Returns the value of a recorded header, or `undefined`. */
export function field(fields: readonly Field[], name: string): unknown {
  return fields.find((candidate) => candidate[0] === name)?.[2];
}

/** Writes down headers as amqplib would send them: integers in the notation `{"!": type, value}`, text, tables. */
export function fieldList(headers: Readonly<Record<string, unknown>>): Field[] {
  return Object.entries(headers).map(([name, value]) => {
    if (typeof value === "string") return [name, "S", value];
    const table = value as Record<string, unknown>;
    return Object.hasOwn(table, "!")
      ? [name, table["!"] === "unsignedint" ? "i" : "?", table.value]
      : [name, "F", fieldList(table)];
  });
}

function withSender([name, type, value]: Field): Field {
  const shared = name === "sender_info" && type === "F";
  return [name, type, shared ? senders[value as number] : value];
}

function amqplibTable(fields: readonly Field[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((entry) => [entry[0], amqplibValue(entry)]),
  );
}

function amqplibValue([, type, value]: Field): unknown {
  switch (type) {
    case "F":
      return amqplibTable(value as Field[]);
    case "A":
      return (value as Field[]).map(amqplibValue);
    case "T":
      return { "!": "timestamp", value };
    default:
      return value;
  }
}

function bytes(body: Line["body"]): Uint8Array | undefined {
  if (typeof body === "string") return new TextEncoder().encode(body);
  return "hex" in body ? Uint8Array.fromHex(body.hex) : undefined;
}

function lines<T>(name: string): T[] {
  const url = new URL(`fixtures/${name}`, import.meta.url);
  return Deno.readTextFileSync(url).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
}
