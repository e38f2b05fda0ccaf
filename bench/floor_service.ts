/**
 * The floor that answers.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { obey } from "./child.ts";
import { exampleHeaders, type FloorKind, openFloor } from "./floor.ts";
import { placeFromArgs } from "./place.ts";

const kind = Deno.args[1] as FloorKind;
const place = placeFromArgs();
const queue = `floor_${kind}`;
const { hears, publish } = await openFloor(kind, place);
const {
  lockout_key: _lockoutKey,
  message_operation: _operation,
  ...headers
} = exampleHeaders();
headers.message_type = { "!": "unsignedint", value: 2 };
headers.return_code = { "!": "unsignedint", value: 0 };
headers.return_message = "";

await hears.assertQueue(queue, { exclusive: true, autoDelete: true });
await hears.bindQueue(queue, place.requestsExchange, queue);
await hears.consume(queue, (message) => {
  if (!message) throw new Error("cancelled");
  const { correlationId, replyTo } = message.properties;
  JSON.parse(message.content.toString());
  headers.timestamp = new Date().toISOString();
  publish(replyTo, Buffer.from(JSON.stringify({ value_raw: 1.75 })), {
    contentEncoding: "application/json",
    correlationId,
    messageId: `${crypto.randomUUID()}/0/1`,
    replyTo: "",
    headers,
  });
  hears.ack(message);
});
await obey(() => ({}));
Deno.exit();
