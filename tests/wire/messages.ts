/**
 * Messages to test with.
 *
 * @module
 */
import type {
  Alert,
  Message,
  MessageFields,
  Reply,
  Request,
} from "../../src/wire/mod.ts";
import type { Random } from "./random.ts";

const fields: MessageFields = {
  routingKey: "peaches",
  correlationId: "0c1ad6a2-8d7c-4f0b-b5fd-9d8a2ff6e0a1",
  replyTo: "",
  specifier: "",
  timestamp: "2026-11-22T07:53:52.929000Z",
  senderInfo: {
    exe: "/usr/bin/deno",
    hostname: "lab",
    username: "operator",
    serviceName: "my_store",
    versions: {
      dripline: { version: "3.0.0", commit: "", package: "" },
      "dripline-deno": {
        version: "0.1.0",
        commit: "na",
        package: "@dripline/dripline",
      },
    },
  },
  payload: null,
  valid: true,
};

/** Makes a get request. */
export function request(changes: Partial<Request> = {}): Request {
  return {
    type: "request",
    operation: 1,
    lockoutKey: undefined,
    ...fields,
    replyTo: "amq.gen-1",
    ...changes,
  };
}

/** Makes a successful reply. */
export function reply(changes: Partial<Reply> = {}): Reply {
  return {
    type: "reply",
    returnCode: 0,
    returnMessage: "",
    ...fields,
    ...changes,
  };
}

/** Makes an alert. */
export function alert(changes: Partial<Alert> = {}): Alert {
  return { type: "alert", ...fields, ...changes };
}

/** Makes any message, as it comes from decoding. */
export function randomMessage(random: Random): Message {
  const common = {
    routingKey: random.text(),
    correlationId: random.text(),
    replyTo: random.text(),
    specifier: random.text(),
    payload: random.json(),
    senderInfo: {
      exe: random.text(),
      hostname: random.text(),
      username: random.text(),
      serviceName: random.text(),
      versions: Object.fromEntries(
        random.list(3, () => [random.text(), {
          version: random.text(),
          commit: random.text(),
          package: random.text(),
        }]),
      ),
    },
  };
  return random.pick([
    () =>
      request({
        ...common,
        operation: random.below(2 ** 32),
        lockoutKey: "01234567-89ab-cdef-0123-456789abcdef",
      }),
    () =>
      reply({
        ...common,
        returnCode: random.below(2 ** 32),
        returnMessage: random.text(),
      }),
    () => alert(common),
  ])();
}
