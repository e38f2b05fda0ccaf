/**
 * Requests without a mesh.
 *
 * @module
 */
import { type Answer, answer, type Endpoint } from "../core/mod.ts";
import { localSenderInfo } from "../mesh/mod.ts";
import {
  type Json,
  type OperationName,
  operations,
  parseLockoutKey,
} from "../wire/mod.ts";

/** More about a request made with {@linkcode ask}. */
export interface AskOptions {
  /** The attribute, command or instruction. */
  readonly specifier?: string;
  /** What it carries, such as `{ values: [5] }`. Default: `null`. */
  readonly payload?: Json;
  /** Opens a locked endpoint. */
  readonly lockoutKey?: string;
}

/** Has an endpoint answer a request as on a mesh, without one. Never rejects. */
export function ask(
  endpoint: Endpoint,
  operation: OperationName,
  options: AskOptions = {},
): Promise<Answer> {
  const { specifier = "", payload = null, lockoutKey = "" } = options;
  return answer(endpoint, {
    type: "request",
    operation: operations[operation],
    routingKey: endpoint.name,
    specifier,
    payload,
    lockoutKey: parseLockoutKey(lockoutKey),
    correlationId: crypto.randomUUID(),
    replyTo: "",
    timestamp: "",
    senderInfo: localSenderInfo(),
    valid: true,
  }, new AbortController().signal);
}
