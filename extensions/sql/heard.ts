/**
 * Messages that a logger hears, as they come and as they are kept.
 *
 * @module
 */
import {
  isJsonObject,
  type Json,
  type JsonObject,
  type Message,
  messageJson,
  parseJson,
  stringifyJson,
} from "@dripline/dripline";
import { ascii } from "./ascii.ts";

/** The number of alerts among the types of message. */
const alertType = 4;

/** What a logger needs of a message. */
export interface Heard {
  /** What its sender calls it. */
  readonly id: string;
  /** Its routing key. */
  readonly routingKey: string;
  /** What follows the prefix in its routing key. */
  readonly sensor: string;
  /** Whether it is an alert. */
  readonly isAlert: boolean;
  /** When it was sent, which is when the value was read. */
  readonly timestamp: string;
  /** What it carries. */
  readonly payload: Json;
  /** Returns the whole message, as JSON. */
  text(): string;
}

/** Takes a message that came. `prefix`: what its routing key begins with, besides the sensor. */
export function hear(message: Message, id: string, prefix: string): Heard {
  return {
    id: ascii(id),
    routingKey: message.routingKey,
    sensor: sensorOf(message.routingKey, prefix),
    isAlert: message.type === "alert",
    timestamp: message.timestamp,
    payload: message.payload,
    text: () => textOf(message, id),
  };
}

/** Takes a message that was kept as text. A text that is none has no reading. */
export function hearAgain(id: string, text: string, prefix: string): Heard {
  const { routing_key: key, timestamp, payload = null, message_type: type } =
    membersOf(text);
  const routingKey = typeof key === "string" ? key : "";
  return {
    id,
    routingKey,
    sensor: sensorOf(routingKey, prefix),
    isAlert: type === alertType,
    timestamp: typeof timestamp === "string" ? timestamp : "",
    payload,
    text: () => text,
  };
}

function membersOf(text: string): JsonObject {
  try {
    const message = parseJson(text);
    return isJsonObject(message) ? message : {};
  } catch {
    return {};
  }
}

function sensorOf(routingKey: string, prefix: string): string {
  return routingKey.startsWith(`${prefix}.`)
    ? routingKey.slice(prefix.length + 1)
    : "";
}

function textOf(message: Message, id: string): string {
  const whole = messageJson(message, { id });
  try {
    return stringifyJson(whole);
  } catch {
    // A payload as deep as may be is too deep within a message.
    return stringifyJson({ ...whole, payload: stringifyJson(message.payload) });
  }
}
