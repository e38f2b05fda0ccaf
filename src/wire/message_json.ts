/**
 * A whole message as one JSON object (section 3.10 of the standard).
 *
 * @module
 */
import type { JsonObject } from "./json.ts";
import { nilKey } from "./lockout_key.ts";
import { type Message, messageTypes } from "./message.ts";
import { contentEncoding } from "./properties.ts";
import { encodeSenderInfo } from "./sender_info.ts";

/** What a message does not say of itself. */
export interface MessageJsonOptions {
  /** The id it was sent under, without the chunk. Default: empty, as for a message not yet sent. */
  readonly id?: string | undefined;
}

/** Returns headers, properties and payload of a message as one object, with the names of the wire. Nothing is cut off. */
export function messageJson(
  message: Message,
  options: MessageJsonOptions = {},
): JsonObject {
  return {
    correlation_id: message.correlationId,
    encoding: contentEncoding,
    ...(message.type === "request" && {
      lockout_key: message.lockoutKey ?? nilKey,
    }),
    message_id: options.id ?? "",
    ...(message.type === "request" && { message_operation: message.operation }),
    message_type: messageTypes[message.type],
    payload: message.payload,
    reply_to: message.replyTo,
    ...(message.type === "reply" && {
      return_code: message.returnCode,
      return_message: message.returnMessage,
    }),
    routing_key: message.routingKey,
    sender_info: encodeSenderInfo(message.senderInfo),
    specifier: message.specifier,
    timestamp: message.timestamp,
  };
}
