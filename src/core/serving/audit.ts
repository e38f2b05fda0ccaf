/**
 * Who set what: a line in the log for every set and cmd that was accepted, and an alert if the service says `audit: true`.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  firstWord,
  isJsonObject,
  type Json,
  type JsonObject,
  operations,
  type Request,
} from "../../wire/mod.ts";
import {
  attributesOf,
  type Declared,
  show,
  toPayload,
} from "../declaration/mod.ts";
import type { Endpoint } from "../endpoint.ts";

const logger = getLogger(["dripline", "audit"]);

/** Instructions that change nothing. */
const harmless: readonly string[] = ["ping", "describe"];

/** What an endpoint was last known to be: as it was read or set. Asking it again for the log's sake could disturb an instrument. */
const lastKnown = new WeakMap<Endpoint, Json>();

/** Returns what a request is about to change, as far as that is known without asking an instrument. To be asked before it is handled. */
export function knownBefore(
  endpoint: Endpoint,
  { operation, specifier }: Request,
): Json | undefined {
  if (operation !== operations.set) return undefined;
  if (specifier === "") return lastKnown.get(endpoint);
  const attribute = attributesOf(endpoint.constructor as unknown as Declared)
    .get(specifier);
  if (!attribute || attribute.field.access === "none") return undefined;
  const { member, field } = attribute;
  try {
    const value: unknown = Reflect.get(endpoint, member);
    return toPayload(field.encode ? field.encode(value) : value);
  } catch {
    // What cannot be read is not known.
    return undefined;
  }
}

/** Takes note of a request that was accepted, and answered with `answer`. `before` is what {@linkcode knownBefore} has said. */
export function takeNote(
  endpoint: Endpoint,
  request: Request,
  before: Json | undefined,
  answer: Json,
): void {
  const { operation, specifier, payload, senderInfo } = request;
  const { username: user, hostname: host, exe: program } = senderInfo;
  const by = { user, host, program };
  const { name } = endpoint;
  if (operation === operations.get) {
    if (specifier === "") lastKnown.set(endpoint, rawOf(answer));
    const what = specifier || "its value";
    const text = "{name}: get {what}, by {user} on {host} ({program})";
    logger.trace(text, { name, what, ...by });
    return;
  }
  if (operation === operations.set) {
    const value = valueOf(payload);
    if (specifier === "") lastKnown.set(endpoint, value);
    const [what, from, to] = [
      specifier ? `${specifier} ` : "",
      before === undefined ? "" : `from ${show(before)} `,
      show(value),
    ];
    logger.info(
      "{name}: set {what}{from}to {to}, by {user} on {host} ({program})",
      { name, what, from, to, ...by },
    );
    tell(endpoint, {
      operation: "set",
      specifier,
      ...before !== undefined && { old_value: before },
      new_value: value,
      ...by,
    });
    return;
  }
  if (harmless.includes(firstWord(specifier))) return;
  const args = payload === null ? "" : ` ${show(payload)}`;
  logger.info(
    "{name}: cmd {what}{args}, by {user} on {host} ({program})",
    { name, what: specifier, args, ...by },
  );
  tell(endpoint, { operation: "cmd", specifier, arguments: payload, ...by });
}

/** Sends the alert `audit.NAME`, if the service wants it. One that cannot be sent is in the log all the same. */
function tell(endpoint: Endpoint, payload: JsonObject): void {
  const { context, name } = endpoint;
  if (!context.audit) return;
  context.alert(`audit.${name}`, payload, { keep: true }).catch((error) => {
    logger.warn("the alert audit.{name} could not be sent: {error}", {
      name,
      error,
    });
  });
}

function valueOf(payload: Json): Json {
  const values = isJsonObject(payload) ? payload.values : undefined;
  return Array.isArray(values) ? values[0] ?? null : null;
}

function rawOf(reading: Json): Json {
  return isJsonObject(reading) && reading.value_raw !== undefined
    ? reading.value_raw
    : reading;
}
