/**
 * Messages as they are compared: everything but what has to differ from one sending to the next.
 *
 * @module
 */
import { type Json, parseJson } from "../../src/wire/mod.ts";
import { type Field, field } from "../wire/recordings.ts";
import { headersOf, type RawMessage } from "./raw_message.ts";

/**
 * A message as it is compared. Left out are the time, the id, and of the sender everything but the name of the service: program,
 * machine, account and versions. Their form counts.
 */
export interface View {
  readonly exchange: string;
  readonly routingKey: string;
  /** The names of the properties present, and the values of those that are no headers. */
  readonly properties: string;
  /** The names and field types of all headers, in order. */
  readonly headers: string;
  readonly service: unknown;
  /** The type, and of a request the operation and the lockout key. */
  readonly kind: string;
  readonly specifier: unknown;
  readonly returnCode: unknown;
  readonly returnMessage: unknown;
  /** The body, read as JSON, written with the members of objects in order; or as it is if it is no JSON. */
  readonly body: string;
}

/** What a view calls the parts that are left out, if their form is right. */
const forms: readonly [name: string, form: RegExp][] = [
  ["messageId", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\/\d+\/\d+$)/],
  ["timestamp", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/],
];

/** A UUID that was made up: what is drawn at random cannot be compared. */
const randomUuid =
  /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Returns a message as it is compared. */
export function view(message: RawMessage): View {
  const headers = headersOf(message);
  const isAlert = message.exchange === "alerts";
  const sender = (field(headers, "sender_info") ?? []) as Field[];
  return {
    exchange: message.exchange,
    routingKey: message.routingKey,
    properties: [...message.properties]
      .map(([name, value]) => {
        if (name === "headers") return name;
        if (name !== "correlationId" || !isAlert) {
          return `${name}=${generic(name, value)}`;
        }
        return `${name}=${String(value).replace(randomUuid, "...")}`;
      })
      .sort().join(" "),
    headers: shape(headers),
    service: field(sender, "service_name"),
    kind: ["message_type", "message_operation", "lockout_key"]
      .map((name) => field(headers, name)).join(" ").trimEnd(),
    specifier: field(headers, "specifier"),
    returnCode: field(headers, "return_code"),
    returnMessage: field(headers, "return_message"),
    body: canonical(new TextDecoder().decode(message.body))
      .replace(randomUuid, "(a random UUID)"),
  };
}

/** Tells what differs: the name of each part, and our value. */
export function differences(
  recorded: RawMessage,
  ours: RawMessage,
): Partial<View> {
  const [expected, actual] = [view(recorded), view(ours)];
  return Object.fromEntries(
    Object.entries(actual).filter(([part, value]) =>
      value !== expected[part as keyof View]
    ),
  );
}

/** Writes a JSON text with the members of objects in order. Another text is returned as it is. */
export function canonical(text: string): string {
  try {
    return written(parseJson(text));
  } catch {
    return text;
  }
}

function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
    return `{${
      members.map(([name, member]) => `"${name}":${written(member)}`).join()
    }}`;
  }
  if (typeof value === "bigint") return value.toString();
  return Object.is(value, -0) ? "-0.0" : JSON.stringify(value);
}

/** Names and types; of the versions of components only that each is a table with a version. */
function shape(fields: readonly Field[]): string {
  return fields.map(([name, type, value]) => {
    if (type !== "F") return `${name}:${type}${malformed(name, value)}`;
    if (name !== "versions") return `${name}:{${shape(value as Field[])}}`;
    const whole = (value as Field[]).every(([, type, component]) =>
      type === "F" && field(component as Field[], "version") !== undefined
    );
    return `versions:${whole ? "{...}" : JSON.stringify(value)}`;
  }).join(" ");
}

function malformed(name: string, value: unknown): string {
  const text = String(value);
  return generic(name, text) === text && forms.some(([n]) => n === name)
    ? `(${text})`
    : "";
}

function generic(name: string, value: unknown): string {
  const form = forms.find(([known]) => known === name)?.[1];
  return form ? String(value).replace(form, "...") : String(value);
}
