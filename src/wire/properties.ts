/**
 * Messages as AMQP properties and bodies, and back (section 3 of the standard).
 *
 * @module
 */
import type { Json } from "./json.ts";
import { type ChunkId, cut, messageId, parseMessageId } from "./chunks.ts";
import { nilKey, parseLockoutKey } from "./lockout_key.ts";
import { type Message, messageTypes } from "./message.ts";
import { byteLength, checkName } from "./name.ts";
import { decodeSenderInfo, senderTable } from "./sender_info.ts";
import { parseJson } from "./read_json.ts";
import { tableReader } from "./table.ts";
import { stringifyJson } from "./write_json.ts";

/** The AMQP properties that dripline uses. Others are ignored on receipt and never sent. */
export interface AmqpProperties {
  /** Always `application/json`. */
  readonly contentEncoding?: string | undefined;
  /** Ties a reply to its request. */
  readonly correlationId?: string | undefined;
  /** `<id>/<chunk>/<chunks>`. */
  readonly messageId?: string | undefined;
  /** Where a reply is expected. */
  readonly replyTo?: string | undefined;
  /** 2 for a message that a durable queue keeps over a restart of its broker. */
  readonly deliveryMode?: number | undefined;
  /** The header table, integers as {@linkcode UnsignedInt}. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** An integer that has to be written as AMQP field type `i`, in the notation of amqplib. */
export interface UnsignedInt {
  /** The field type. */
  readonly "!": "unsignedint";
  /** The integer, from 0 to 2^32 - 1. */
  readonly value: number;
}

/** One AMQP message. */
export interface AmqpMessage {
  /** Its properties. */
  readonly properties: AmqpProperties;
  /** Its body. */
  readonly body: Uint8Array;
}

/** What has to be known to write a message. */
export interface EncodeOptions {
  /** A new id, never used before: peers ignore a message whose id they have seen. */
  readonly id: string;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
  /** Bodies longer than this many bytes are cut into chunks. Default: none is. */
  readonly maxPayloadSize?: number | undefined;
  /** Bodies longer than this many bytes are refused. Default: none is. */
  readonly maxMessageSize?: number | undefined;
  /** Whether durable queues keep the message over a restart of their broker. Default: no. */
  readonly persistent?: boolean | undefined;
}

/** A message whose headers are read and whose body is not. */
export interface Envelope {
  /** Which part of which message this is. */
  readonly chunk: ChunkId;
  /** Makes the message from its whole body. */
  open(body: Uint8Array): Message;
  /** Makes the message, marked as invalid, from a body with holes. */
  openIncomplete(body: Uint8Array): Message;
  /** Makes the message, marked as invalid for the reason given, without looking at its body. */
  refuse(error: string): Message;
}

/** Thrown when a message cannot be read at all, so that there is nothing to answer. */
export class UnreadableMessage extends Error {
  /** Always `"UnreadableMessage"`. */
  override readonly name = "UnreadableMessage";
}

/** The content encoding of every message. */
export const contentEncoding = "application/json";

const maxUint32 = 2 ** 32 - 1;
const absentReturnCode = 999;

/** The characters of a return message that are sent. All headers together may take 64 KiB at most. */
const maxReturnMessage = 5000;

/** The bytes of a specifier that are sent, so that all headers together have room. */
const maxSpecifier = 50_000;

/** The bytes that are kept of a body that could not be read: a reply carries them back. */
const maxInvalid = 100_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Writes a message as one AMQP message, or as several if it is longer than `maxPayloadSize`. Throws a `JsonError` if
 * the payload is not JSON, and a `RangeError` if it is longer than `maxMessageSize`, the operation or return code is not
 * an unsigned 32-bit integer, a name or the specifier is too long for AMQP, or `maxPayloadSize` makes no sense.
 */
export function encode(
  message: Message,
  options: EncodeOptions,
): AmqpMessage[] {
  const body = encoder.encode(stringifyJson(message.payload));
  const { maxMessageSize = Infinity } = options;
  if (body.length > maxMessageSize) {
    throw new RangeError(
      `Cannot send a payload of ${body.length} bytes: at most ${maxMessageSize} are sent and taken`,
    );
  }
  checkNames(message);
  const chunks = cut(body, options.maxPayloadSize ?? Math.max(1, body.length));
  const headers = encodeHeaders(message, timestampText(options.now));
  return chunks.map((chunk, index) => ({
    body: chunk,
    properties: {
      contentEncoding,
      correlationId: message.correlationId,
      messageId: messageId({ id: options.id, index, total: chunks.length }),
      replyTo: message.replyTo,
      ...options.persistent && { deliveryMode: 2 },
      headers,
    },
  }));
}

function checkNames(message: Message): void {
  const { routingKey, correlationId, replyTo, specifier } = message;
  checkName("the routing key", routingKey);
  checkName("the correlation id", correlationId);
  checkName("the reply address", replyTo);
  if (specifier.length <= maxSpecifier / 3) return;
  const bytes = byteLength(specifier);
  if (bytes <= maxSpecifier) return;
  throw new RangeError(
    `Cannot send a specifier of ${bytes} bytes: at most ${maxSpecifier} are sent. Long texts belong into the payload`,
  );
}

/** Writes a time as dripline does: RFC 3339, UTC, six digits of a second. `now` is in milliseconds since 1970. */
export function timestampText(now: number): string {
  return `${new Date(now).toISOString().slice(0, -1)}000Z`;
}

/**
 * Reads the properties of a message that came in under `routingKey`. Throws {@linkcode UnreadableMessage} with the
 * reason if they are not dripline's.
 */
export function decode(
  routingKey: string,
  properties: AmqpProperties,
): Envelope {
  if (properties.contentEncoding !== contentEncoding) {
    throw new UnreadableMessage(
      `Unable to parse message with content type <${
        properties.contentEncoding ?? ""
      }>; only ${contentEncoding} is understood`,
    );
  }
  const chunk = parseMessageId(textOr(properties.messageId, ""));
  if (!chunk) {
    throw new UnreadableMessage(
      `Message ID is not formatted correctly: <${properties.messageId}>; expected <id>/<chunk>/<chunks>`,
    );
  }
  const header = headerReader(properties.headers ?? {});
  const type = header.integer("message_type", maxUint32);
  const fields = {
    routingKey,
    correlationId: textOr(properties.correlationId, ""),
    replyTo: textOr(properties.replyTo, ""),
    specifier: header.text("specifier"),
    timestamp: header.text("timestamp"),
    senderInfo: decodeSenderInfo(header.value("sender_info")),
  };
  let rest: (content: { payload: Json; valid: boolean }) => Message;
  if (type === messageTypes.request) {
    const operation = header.integer("message_operation", maxUint32);
    const lockoutKey = parseLockoutKey(header.text("lockout_key"));
    rest = (content) => ({
      type: "request",
      operation,
      lockoutKey,
      ...fields,
      ...content,
    });
  } else if (type === messageTypes.reply) {
    const returnCode = header.integer("return_code", absentReturnCode);
    const returnMessage = header.text("return_message");
    rest = (content) => ({
      type: "reply",
      returnCode,
      returnMessage,
      ...fields,
      ...content,
    });
  } else if (type === messageTypes.alert) {
    rest = (content) => ({ type: "alert", ...fields, ...content });
  } else {
    throw new UnreadableMessage(
      `Message received with unhandled type: ${type}`,
    );
  }
  return {
    chunk,
    open: (body) => rest(decodeBody(body)),
    openIncomplete: (body) =>
      rest(invalid(body, "Entire message was not available")),
    refuse: (error) => rest({ payload: { error }, valid: false }),
  };
}

/** Each kind of message is written out: amqplib walks through objects of one shape several times faster. */
function encodeHeaders(
  message: Message,
  timestamp: string,
): Record<string, unknown> {
  const { type, specifier } = message;
  const sender = senderTable(message.senderInfo);
  switch (type) {
    case "request":
      return {
        lockout_key: message.lockoutKey ?? nilKey,
        message_operation: unsigned("message_operation", message.operation),
        message_type: unsigned("message_type", messageTypes[type]),
        sender_info: sender,
        specifier,
        timestamp,
      };
    case "reply":
      return {
        message_type: unsigned("message_type", messageTypes[type]),
        return_code: unsigned("return_code", message.returnCode),
        return_message: message.returnMessage.slice(0, maxReturnMessage),
        sender_info: sender,
        specifier,
        timestamp,
      };
    case "alert":
      return {
        message_type: unsigned("message_type", messageTypes[type]),
        sender_info: sender,
        specifier,
        timestamp,
      };
  }
}

function unsigned(header: string, value: number): UnsignedInt {
  if (!Number.isInteger(value) || value < 0 || value > maxUint32) {
    throw new RangeError(
      `Cannot send ${header} ${value}: it has to be a whole number from 0 to ${maxUint32}`,
    );
  }
  return { "!": "unsignedint", value };
}

function decodeBody(body: Uint8Array): { payload: Json; valid: boolean } {
  const text = decoder.decode(body);
  try {
    return { payload: parseJson(text), valid: true };
  } catch {
    return invalid(body, "Message body could not be parsed; skipping request");
  }
}

function invalid(
  body: Uint8Array,
  error: string,
): { payload: Json; valid: boolean } {
  const kept = decoder.decode(body.subarray(0, maxInvalid));
  return { payload: { error, invalid: kept }, valid: false };
}

/** Reads headers of the types that the standard allows. Throws {@linkcode UnreadableMessage} at others. */
function headerReader(headers: Readonly<Record<string, unknown>>) {
  const value = tableReader(headers);
  return {
    value,
    integer(name: string, absent: number): number {
      const found = value(name);
      if (found === undefined) return absent;
      if (Number.isSafeInteger(found)) return (found as number) >>> 0;
      throw new UnreadableMessage(`Header ${name} is not an integer`);
    },
    text(name: string): string {
      const found = value(name);
      if (found === undefined) return "";
      if (typeof found === "string") return found;
      if (found instanceof Uint8Array) return decoder.decode(found);
      throw new UnreadableMessage(`Header ${name} is not a text`);
    },
  };
}

function textOr(value: unknown, absent: string): string {
  return typeof value === "string" ? value : absent;
}
