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
  /** Its place in the order of all that was recorded. */
  readonly at: number;
  /** How often it was sent. */
  readonly times: number;
  /** Which of the originals sent it; absent if a test program did. */
  readonly publisher?: string;
  /** Which runs of the originals it reached, such as `kvs 191`. */
  readonly reached: readonly string[];
  /** Whether the broker returned it, as nobody listened. */
  readonly returned: boolean;
  /** Why the originals could not read it, if so. */
  readonly refused?: string;
  readonly exchange: string;
  readonly routingKey: string;
  /** The properties as amqplib has them. */
  readonly properties: AmqpProperties;
  /** The headers as they were on the wire. */
  readonly fields: readonly Field[];
  readonly body: Uint8Array;
}

/** A message that one of the originals printed. */
export interface Printed {
  readonly scenario: string;
  /** For people. */
  readonly text: string;
  /** For programs. */
  readonly json: string;
}

interface Line extends Partial<Recorded> {
  readonly scenario: string;
  readonly at: number;
  readonly routingKey: string;
  readonly properties: AmqpProperties & { readonly headers: Field[] };
  readonly kept: string | { hex: string } | Filled;
}

/** A long text, mostly one character repeated. */
interface Filled {
  readonly head: string;
  readonly fill: string;
  readonly tail: string;
  /** In bytes. */
  readonly size: number;
}

const senders = lines<Field[]>("senders.jsonl");

/** All recorded messages: scenario after scenario, within each in order. */
export const recordings: readonly Recorded[] = lines<Line>("messages.jsonl")
  .map(({ kept, properties, ...line }) => {
    const fields = properties.headers.map(withSender);
    const type = field(fields, "message_type");
    return {
      times: 1,
      reached: [],
      returned: false,
      exchange: type === 4 ? "alerts" : "requests",
      ...line,
      fields,
      properties: { ...properties, headers: amqplibTable(fields) },
      body: bytes(kept),
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

function bytes(kept: Line["kept"]): Uint8Array {
  const utf8 = new TextEncoder();
  if (typeof kept === "string") return utf8.encode(kept);
  if ("hex" in kept) return Uint8Array.fromHex(kept.hex);
  const { head, fill, tail, size } = kept;
  return utf8.encode(
    head + fill.repeat(size - head.length - tail.length) + tail,
  );
}

function lines<T>(name: string): T[] {
  const url = new URL(`fixtures/${name}`, import.meta.url);
  return Deno.readTextFileSync(url).trimEnd().split("\n")
    .map((line) => JSON.parse(line));
}
