/**
 * How the broker introduces itself.
 *
 * @module
 */
import type { FieldTable } from "./field_table.ts";

/** The product that the broker names in its server properties, by which clients can recognise it. */
export const product = "dripline-broker";

/**
 * What connection.start says. The version is that of the RabbitMQ whose behaviour is followed: clients choose by
 * it, and SimpleAmqpClient accepts nothing but three plain numbers.
 */
export const serverProperties: FieldTable = new Map<
  string,
  string | FieldTable
>([
  ["product", product],
  ["version", "3.12.0"],
  ["platform", "Deno"],
  ["information", "Keeps everything in memory; RabbitMQ is for production."],
  [
    "capabilities",
    new Map([
      "authentication_failure_close",
      "basic.nack",
      "connection.blocked",
      "consumer_cancel_notify",
      "per_consumer_qos",
      "publisher_confirms",
    ].map((name) => [name, true])),
  ],
]);
