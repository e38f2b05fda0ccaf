/**
 * Messages in a line each, as `mon` prints them.
 *
 * @module
 */
import {
  isJsonObject,
  type Json,
  type Message,
  operations,
  type Request,
  stringifyJson,
  visible,
} from "../wire/mod.ts";

/** The longest value of a line, in characters. */
const longest = 200;

/**
 * Returns a line: when, what, and from whom. An alert has key, value and unit, a request its operation by name, a reply its return code
 * and the request that it answers, if that is known.
 */
export function messageLine(
  message: Message,
  { unit = "", answers }: {
    readonly unit?: string;
    readonly answers?: string | undefined;
  },
): string {
  const { senderInfo, timestamp } = message;
  const { serviceName, username, hostname } = senderInfo;
  const isService = serviceName !== "unknown";
  return [
    localTime(timestamp),
    ...whatOf(message, unit, answers),
    isService ? serviceName : `${username}@${hostname}`,
  ].filter((cell) => cell !== "").map(visible).join("  ");
}

/** A request in the words in which it would be typed: `set peaches -s seed`. */
export function requestText(
  { operation, routingKey, specifier }: Request,
): string {
  const name = Object.entries(operations)
    .find(([, number]) => number === operation)?.[0] ??
    `operation ${operation}`;
  return `${name} ${routingKey}${specifier && ` -s ${specifier}`}`;
}

/** What is read in a line: the calibrated value, or the raw one, or the only one of a list, or all as JSON. */
export function lineValue(payload: Json): string {
  const value = isJsonObject(payload)
    ? payload.value_cal ?? payload.value_raw ?? theOnly(payload) ?? payload
    : payload;
  return typeof value === "string" ? value : stringifyJson(value);
}

function whatOf(
  message: Message,
  unit: string,
  answers: string | undefined,
): string[] {
  const { payload, routingKey } = message;
  const whole = payload === null ? "" : lineValue(payload);
  const value = whole.length > longest
    ? `${whole.slice(0, longest)}...`
    : whole;
  if (message.type === "request") {
    const given = value === "{}" ? "" : value;
    return [requestText(message), given];
  }
  if (message.type === "reply") {
    const { returnCode, returnMessage } = message;
    return [
      `reply${answers === undefined ? "" : ` to ${answers}`}: ${returnCode}`,
      returnMessage,
      value,
    ];
  }
  return [routingKey, value, unit];
}

function theOnly(
  { values, ...others }: Record<string, Json>,
): Json | undefined {
  const isAlone = Object.keys(others).length === 0;
  return isAlone && Array.isArray(values) && values.length === 1
    ? values[0]
    : undefined;
}

/** The time of a message on the clock of this place; as it was sent if it is none. */
function localTime(timestamp: string): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(two).join("-")} ${clock.map(two).join(":")}`;
}
