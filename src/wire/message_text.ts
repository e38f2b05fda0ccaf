/**
 * A message as people read it (section 3.11 of the standard).
 *
 * @module
 */
import { isJsonObject, type Json } from "./json.ts";
import { nilKey } from "./lockout_key.ts";
import { type Message, messageTypes, type SenderInfo } from "./message.ts";
import { visible } from "./visible.ts";

/** Writes a message in the words and the layout of the originals. Every line ends in a line feed; no value brings lines of its own. */
export function messageText(message: Message): string {
  const { payload } = message;
  const lines = [
    `Routing key: ${visible(message.routingKey)}`,
    `Correlation ID: ${visible(message.correlationId)}`,
    `Reply To: ${visible(message.replyTo)}`,
    `Message Type: ${messageTypes[message.type]} (${message.type})`,
    "Encoding: json",
    `Timestamp: ${visible(message.timestamp)}`,
    ...senderLines(message.senderInfo),
    `Specifier: ${visible(message.specifier)}`,
    `Payload: ${payload === null ? "null" : jsonText(payload)}`,
    ...typeLines(message),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function senderLines(sender: SenderInfo): string[] {
  return [
    "Sender Info:",
    `\tExecutable: ${visible(sender.exe)}`,
    `\tHostname: ${visible(sender.hostname)}`,
    `\tUsername: ${visible(sender.username)}`,
    `\tService: ${visible(sender.serviceName)}`,
    "\tVersions:",
    ...byName(sender.versions).flatMap(([name, component]) => [
      `\t\t${visible(name)}:`,
      `\t\t\tVersion: ${visible(component.version)}`,
      `\t\t\tCommit: ${visible(component.commit ?? "")}`,
      `\t\t\tPackage: ${visible(component.package ?? "")}`,
    ]),
  ];
}

function typeLines(message: Message): string[] {
  if (message.type === "request") {
    return [
      `Lockout Key: ${visible(message.lockoutKey ?? nilKey)}`,
      `Lockout Key Valid: ${message.lockoutKey === undefined ? 0 : 1}`,
      `Message Operation: ${message.operation}`,
    ];
  }
  if (message.type === "reply") {
    return [
      `Return Code: ${message.returnCode}`,
      `Return Message: ${visible(message.returnMessage)}`,
    ];
  }
  return [];
}

/** Levels of nesting that are indented: deeper ones would make a message many times as long as it is. */
const indented = 10;

/** An object or array begins on a line of its own and ends with a line feed, so that an empty line follows it. */
function jsonText(value: Json): string {
  const parts: string[] = [];
  writeJson(value, 0, parts);
  return parts.join("");
}

function writeJson(value: Json, depth: number, parts: string[]): void {
  if (value === null) return;
  if (typeof value !== "object") {
    parts.push(
      typeof value === "number" ? numberText(value) : visible(String(value)),
    );
    return;
  }
  const indentation = " ".repeat(4 * Math.min(depth, indented));
  const isObject = isJsonObject(value);
  parts.push("\n", indentation, isObject ? "{\n" : "[\n");
  const begin = (name: string) => parts.push(indentation, "    ", name);
  const write = (member: Json) => {
    writeJson(member, depth + 1, parts);
    parts.push("\n");
  };
  if (isObject) {
    for (const [name, member] of byName(value)) {
      begin(`${visible(name)} : `);
      write(member);
    }
  } else {
    for (const item of value) {
      begin("");
      write(item);
    }
  }
  parts.push(indentation, isObject ? "}\n" : "]\n");
}

/** Six decimals as the originals write them; an integral number is an integer here, unless it is too large to be meant as one. */
function numberText(value: number): string {
  if (Math.abs(value) >= 1e30) return String(value);
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(6);
}

/** The originals keep members in the order of their names. */
function byName<T>(members: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(members).sort(([a], [b]) => a < b ? -1 : 1);
}
