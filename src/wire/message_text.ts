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
    `Payload: ${payload === null ? "null" : jsonText(payload, 0)}`,
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

/** An object or array begins on a line of its own and ends with a line feed, so that an empty line follows it. */
function jsonText(value: Json, depth: number): string {
  if (value === null) return "";
  if (typeof value === "number") return numberText(value);
  if (typeof value !== "object") return visible(String(value));
  const isObject = isJsonObject(value);
  const members = isObject
    ? byName(value).map(([key, member]) =>
      `${visible(key)} : ${jsonText(member, depth + 1)}`
    )
    : value.map((member) => jsonText(member, depth + 1));
  const indentation = " ".repeat(4 * depth);
  return [
    "",
    indentation + (isObject ? "{" : "["),
    ...members.map((member) => `${indentation}    ${member}`),
    indentation + (isObject ? "}" : "]"),
    "",
  ].join("\n");
}

/** Six decimals as the originals write them; an integral number is an integer here. */
function numberText(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(6);
}

/** The originals keep members in the order of their names. */
function byName<T>(members: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(members).sort(([a], [b]) => a < b ? -1 : 1);
}
