/**
 * How an endpoint answers a request (section 5 of the standard). Everything goes through the tables of its class.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  firstWord,
  isJsonObject,
  isReplyError,
  type Json,
  type JsonObject,
  operations,
  ReplyError,
  type Request,
} from "../../wire/mod.ts";
import {
  type Attribute,
  attributesOf,
  type Declared,
  describe,
  isFieldError,
  show,
  textOf,
  toPayload,
} from "../declaration/mod.ts";
import type { Endpoint } from "../endpoint.ts";
import { knownBefore, takeNote } from "./audit.ts";
import type { LockOptions } from "../lockout.ts";
import { noValueOf } from "../value/mod.ts";

const logger = getLogger(["dripline", "core"]);

/** What a reply says. */
export interface Answer {
  /** How it went. */
  readonly returnCode: number;
  /** How it went, in words. */
  readonly returnMessage: string;
  /** What it carries. */
  readonly payload: Json;
}

/** Answers a request. Never rejects: whatever a handler throws becomes an answer and, if it was no `ReplyError`, a line in the log. */
export async function answer(
  endpoint: Endpoint,
  request: Request,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const before = knownBefore(endpoint, request);
    const outcome = await handle(endpoint, request, signal);
    const payload = toPayload(outcome.payload);
    takeNote(endpoint, request, before, payload);
    return {
      returnCode: 0,
      returnMessage: outcome.message ?? noValueOf(outcome.payload)?.reason ??
        "",
      payload,
    };
  } catch (error) {
    return failure(endpoint, error);
  }
}

/** The answer to a request whose handler threw `error`. */
export function failure(endpoint: Endpoint, error: unknown): Answer {
  if (isReplyError(error)) {
    const { returnCode: { value }, message, payload } = error;
    return { returnCode: value, returnMessage: message, payload };
  }
  if (isFieldError(error)) {
    const returnMessage = `${endpoint.name}: the value ${error.message}`;
    return { returnCode: 304, returnMessage, payload: null };
  }
  logger.error("a request to {name} failed: {error}", {
    name: endpoint.name,
    error,
  });
  return { returnCode: 999, returnMessage: textOf(error), payload: null };
}

/** What a handler gives: a payload, and seldom a return message. */
interface Outcome {
  readonly message?: string;
  readonly payload: unknown;
}

function handle(
  endpoint: Endpoint,
  request: Request,
  signal: AbortSignal,
): Outcome | Promise<Outcome> {
  if (!request.valid) {
    throw new ReplyError(
      "service_error_decoding_fail",
      "Request message was not valid",
      { payload: request.payload },
    );
  }
  if (request.lockoutKey === undefined) {
    throw new ReplyError(
      "service_error_invalid_key",
      "Lockout key could not be parsed",
    );
  }
  switch (request.operation) {
    case operations.get:
      return get(endpoint, request.specifier, signal);
    case operations.set:
      endpoint.lockout.check(request.lockoutKey);
      return set(endpoint, request, signal);
    case operations.cmd:
      return cmd(endpoint, request, request.lockoutKey, signal);
    default:
      throw new ReplyError(
        "service_error_invalid_method",
        `Unrecognized message operation: <${request.operation}>`,
      );
  }
}

async function get(
  endpoint: Endpoint,
  specifier: string,
  signal: AbortSignal,
): Promise<Outcome> {
  if (firstWord(specifier) === "is-locked") return endpoint.lockout.state();
  if (specifier === "") return { payload: await endpoint.get(signal) };
  const attribute = attributeOf(endpoint, specifier);
  if (!attribute || attribute.field.access === "none") {
    throw new ReplyError(
      "service_error_invalid_specifier",
      `endpoint ${endpoint.name} has no attribute ${specifier}, unable to get`,
    );
  }
  const { member, field } = attribute;
  const value: unknown = Reflect.get(endpoint, member);
  return { payload: { values: [field.encode ? field.encode(value) : value] } };
}

async function set(
  endpoint: Endpoint,
  { payload, specifier }: Request,
  signal: AbortSignal,
): Promise<Outcome> {
  const value = valueToSet(payload);
  if (specifier === "") return { payload: await endpoint.set(value, signal) };
  const attribute = attributeOf(endpoint, specifier);
  if (!attribute || attribute.field.access === "none") {
    throw new ReplyError(
      "service_error_invalid_specifier",
      `endpoint ${endpoint.name} has no attribute ${specifier}, unable to set`,
    );
  }
  const { member, field } = attribute;
  const done = field.access !== "get" && Reflect.set(
    endpoint,
    member,
    decodeFor(endpoint, specifier, () => field.decode(value)),
  );
  if (done) return { payload: null };
  throw new ReplyError(
    "service_error_invalid_value",
    `attribute ${specifier} of endpoint ${endpoint.name} is read-only`,
  );
}

async function cmd(
  endpoint: Endpoint,
  { payload, specifier, senderInfo }: Request,
  key: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const { lockout } = endpoint;
  const named = isJsonObject(payload) ? payload : {};
  switch (firstWord(specifier)) {
    case "ping":
      return { message: `Hello, ${senderInfo.exe}`, payload: null };
    case "describe":
      return { payload: describe(endpoint) };
    case "set_condition": {
      const values = named.values;
      const condition = Array.isArray(values) ? values[0] : values;
      const message = await endpoint.setCondition(condition ?? null, signal);
      return { message, payload: null };
    }
    case "unlock":
      return lockout.unlock(key, isForce(named.force));
    case "lock":
      lockout.check(key);
      return lockout.lock(key, senderInfo, lockOptions(named));
  }
  lockout.check(key);
  return { payload: await endpoint.cmd(specifier, payload, signal) };
}

function attributeOf(
  endpoint: Endpoint,
  specifier: string,
): Attribute | undefined {
  return attributesOf(endpoint.constructor as unknown as Declared)
    .get(specifier);
}

/** The first of `values`, which has to be a scalar. */
function valueToSet(payload: Json): Json {
  const values = isJsonObject(payload) ? payload.values : undefined;
  if (values === undefined) {
    throw new ReplyError(
      "service_error_bad_payload",
      "setting called without values, but values are required for set",
    );
  }
  if (!Array.isArray(values) || values.length === 0) {
    throw new ReplyError(
      "service_error_bad_payload",
      "setting needs values to be a list with the value as its first item",
    );
  }
  const value: Json = values[0];
  if (typeof value === "object") {
    throw new ReplyError(
      "service_error_invalid_value",
      `the value to set must be a number, a text or a boolean: received ${
        show(value)
      }`,
    );
  }
  return value;
}

function decodeFor<T>(
  endpoint: Endpoint,
  specifier: string,
  decode: () => T,
): T {
  try {
    return decode();
  } catch (error) {
    if (!isFieldError(error)) throw error;
    throw new ReplyError(
      "service_error_invalid_value",
      `Cannot set "${specifier}" of ${endpoint.name}: it ${error.message}`,
      { cause: error },
    );
  }
}

/** The longest lease, in seconds: a year. */
const longestLease = 366 * 24 * 3600;

/** The longest reason, in characters. */
const longestReason = 1000;

/** Reads `for`, in seconds, and `reason`. Throws a `ReplyError` of code 304 if they make no sense. */
function lockOptions({ for: seconds, reason }: JsonObject): LockOptions {
  const isTime = typeof seconds === "number" && seconds > 0 &&
    seconds <= longestLease;
  if (seconds !== undefined && !isTime) {
    throw new ReplyError(
      "service_error_invalid_value",
      `"for" must be a number of seconds above 0, and a year at most: received ${
        show(seconds)
      }`,
    );
  }
  return {
    seconds: isTime ? seconds : undefined,
    reason: reason === undefined || reason === null
      ? undefined
      : textOf(reason).slice(0, longestReason),
  };
}

/** Reads `force` as the originals do: true, a number but 0, or a text that says so. */
function isForce(value: Json | undefined): boolean {
  if (typeof value !== "string") {
    return typeof value !== "object" && Boolean(value);
  }
  return /^true$/i.test(value) || (/^\d+$/.test(value) && Number(value) !== 0);
}
