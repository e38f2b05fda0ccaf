/**
 * A message as it came from the broker, its properties not read yet.
 *
 * @module
 */
import { type AmqpProperties, UnreadableMessage } from "../wire/mod.ts";
import { FieldReader } from "./field_table.ts";

/** What a message costs whoever holds it, besides its bytes. */
const overhead = 500;

/** The properties of AMQP in the order of their flags, from the highest bit, each with how it is read. */
const layout: readonly (readonly [string, (from: FieldReader) => unknown])[] = [
  ["contentType", (from) => from.shortText()],
  ["contentEncoding", (from) => from.shortText()],
  ["headers", (from) => from.table()],
  ["deliveryMode", (from) => from.uint8()],
  ["priority", (from) => from.uint8()],
  ["correlationId", (from) => from.shortText()],
  ["replyTo", (from) => from.shortText()],
  ["expiration", (from) => from.shortText()],
  ["messageId", (from) => from.shortText()],
];

/** The head of a message. */
export class Arrival {
  /** How many bytes its body has. */
  readonly bodySize: number;
  /** Why its body was not taken in, if it was not. */
  readonly refusal: string | undefined;
  readonly #properties: Uint8Array;

  /** Keeps `properties` as they are on the wire. */
  constructor(
    properties: Uint8Array,
    bodySize: number,
    refusal: string | undefined,
  ) {
    this.#properties = properties;
    this.bodySize = bodySize;
    this.refusal = refusal;
  }

  /** How many bytes the message holds while it waits. */
  get held(): number {
    const body = this.refusal === undefined ? this.bodySize : 0;
    return overhead + this.#properties.length + body;
  }

  /** The message id, if there is one that can be read. */
  get messageId(): string | undefined {
    try {
      return this.properties().messageId;
    } catch (error) {
      if (error instanceof UnreadableMessage) return undefined;
      throw error;
    }
  }

  /** Reads the properties that dripline uses. Throws {@linkcode UnreadableMessage} if they are not AMQP's. */
  properties(): AmqpProperties {
    const reader = new FieldReader(this.#properties);
    const flags = reader.uint16();
    if (flags & 1) {
      throw new UnreadableMessage("It has properties that AMQP does not know");
    }
    const found: Record<string, unknown> = {};
    layout.forEach(([name, read], index) => {
      if (flags & (0x8000 >> index)) found[name] = read(reader);
    });
    return found;
  }
}
