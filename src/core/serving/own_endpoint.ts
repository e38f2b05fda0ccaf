/**
 * Requests of a service to an endpoint of its own.
 *
 * @module
 */
import type { Call } from "../../mesh/mod.ts";
import {
  operations,
  parseLockoutKey,
  type Reply,
  type SenderInfo,
} from "../../wire/mod.ts";
import { answer } from "./answer.ts";
import type { Endpoint } from "../endpoint.ts";

/**
 * Has an endpoint answer a call of its own service, at once: a message would have to wait behind the request that is being handled, which
 * waits for it.
 */
export async function askOwn(
  endpoint: Endpoint,
  call: Call,
  senderInfo: SenderInfo,
): Promise<Reply> {
  const message = {
    routingKey: call.endpoint,
    correlationId: crypto.randomUUID(),
    replyTo: "",
    timestamp: "",
    senderInfo,
    valid: true,
  };
  const answered = await answer(endpoint, {
    ...message,
    type: "request",
    operation: operations[call.operation],
    specifier: call.specifier ?? "",
    lockoutKey: parseLockoutKey(call.lockoutKey ?? ""),
    payload: call.payload ?? null,
  }, new AbortController().signal);
  return { ...message, type: "reply", specifier: "", ...answered };
}
