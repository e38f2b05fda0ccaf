/**
 * The floor that asks.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { obey } from "./child.ts";
import { exampleHeaders, type FloorKind, openFloor } from "./floor.ts";
import { measure, type Order } from "./measure.ts";
import { placeFromArgs } from "./place.ts";

const kind = Deno.args[1] as FloorKind;
const place = placeFromArgs();
const { hears, publish } = await openFloor(kind, place);
const waiting = new Map<string, (payload: unknown) => void>();
const target = Deno.args[2] ?? `floor_${kind}`;
const headers = exampleHeaders();

const { queue } = await hears.assertQueue("", { exclusive: true });
await hears.bindQueue(queue, place.requestsExchange, queue);
await hears.consume(queue, (message) => {
  const id: string = message!.properties.correlationId;
  waiting.get(id)!(JSON.parse(message!.content.toString()));
  waiting.delete(id);
}, { noAck: true });

function request(): Promise<unknown> {
  const correlationId = crypto.randomUUID();
  headers.timestamp = new Date().toISOString();
  publish(target, Buffer.from("null"), {
    contentEncoding: "application/json",
    correlationId,
    messageId: `${crypto.randomUUID()}/0/1`,
    replyTo: queue,
    headers,
    mandatory: kind === "same",
  });
  return new Promise((resolve) => waiting.set(correlationId, resolve));
}

await obey((order: Order) => measure(order, request));
Deno.exit();
