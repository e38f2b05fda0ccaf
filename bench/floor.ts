/**
 * The floor: what amqplib alone needs for the same messages. Both sides send the headers and properties that we send, read and write
 * JSON, acknowledge each request, and publish requests as mandatory. Two forms:
 *
 * - `same`: the same guarantees as ours. A connection that hears and one that says, on both sides; a request or reply that the broker has
 *   not confirmed, or has returned, is noticed.
 * - `least`: a single connection on each side, no confirms, no returns.
 *
 * Neither checks a message, has a timeout, or comes back after a cut.
 *
 * @module
 */
import amqp, { type Channel, type ConfirmChannel, type Options } from "amqplib";
import type { Buffer } from "node:buffer";
import { encode, nilKey, type Request } from "../src/wire/mod.ts";
import { localSenderInfo } from "../src/mesh/mod.ts";
import type { Place } from "./place.ts";

/** Which floor. */
export type FloorKind = "same" | "least";

/** The channel that consumes, and the way to publish. */
export interface Floor {
  /** The channel that consumes. */
  readonly hears: Channel;
  /** Publishes. */
  publish(
    routingKey: string,
    body: Buffer,
    properties: Options.Publish,
  ): void;
}

/** Connects. */
export async function openFloor(
  kind: FloorKind,
  { broker, port, requestsExchange: exchange }: Place,
): Promise<Floor> {
  const open = () =>
    amqp.connect({ hostname: broker, port, heartbeat: 10 }, { noDelay: true });
  const connection = await open();
  const hears = await connection.createChannel();
  await hears.prefetch(64);
  await hears.assertExchange(exchange, "topic", { durable: false });
  if (kind === "least") {
    return {
      hears,
      publish: (key, body, properties) =>
        hears.publish(exchange, key, body, properties),
    };
  }
  const says = await (await open()).createConfirmChannel();
  return { hears, publish: confirmed(says, exchange) };
}

/** Publishes, and ends the process if the broker does not take or route a message. */
function confirmed(says: ConfirmChannel, exchange: string): Floor["publish"] {
  const returned = new Set<string>();
  says.on("return", ({ properties }) => returned.add(properties.messageId));
  return (key, body, properties) =>
    says.publish(exchange, key, body, properties, (error) => {
      const id = properties.messageId ?? "";
      if (error || returned.delete(id)) throw error ?? new Error("returned");
    });
}

/** The headers of a request as we send them. */
export function exampleHeaders(): Record<string, unknown> {
  const request: Request = {
    type: "request",
    routingKey: "store_0",
    correlationId: "",
    replyTo: "",
    specifier: "",
    timestamp: "",
    senderInfo: localSenderInfo("unknown"),
    payload: null,
    valid: true,
    operation: 1,
    lockoutKey: nilKey,
  };
  const [message] = encode(request, { id: "", now: Date.now() });
  return { ...message!.properties.headers };
}
