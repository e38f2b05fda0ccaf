/**
 * The kinds of queue that a mesh declares: one that goes with its consumer, and one that outlives it.
 *
 * @module
 */
import type { Channel } from "amqplib";
import type { Connection } from "./connection.ts";

/** How often a message may be taken back from a consumer that was lost, before it is put aside among the dead letters. */
const deliveryLimit = 1000;

/** Whether the broker keeps queues on its disk and has those that are safe there: quorum queues, as RabbitMQ since 3.8. */
export function keepsQueues({ model }: Connection): boolean {
  return model.connection.serverProperties.product === "RabbitMQ";
}

/** Declares a queue that belongs to this connection, and goes with its consumer. Returns its name. */
export async function declareOwn(
  channel: Channel,
  name: string,
): Promise<string> {
  const { queue } = await channel.assertQueue(name, {
    durable: false,
    exclusive: true,
    autoDelete: true,
  });
  return queue;
}

/**
 * Declares a queue that outlives connections and restarts of the broker. Of several consumers one gets the messages, and the next one when
 * that is lost. A message that was handed out too often goes to the queue `NAME.dead`, and is kept there. Returns the name.
 *
 * A broker compares all this whenever the queue is declared again, so none of it may ever change.
 */
export async function declareDurable(
  channel: Channel,
  name: string,
): Promise<string> {
  const dead = `${name}.dead`;
  await channel.assertQueue(dead, {
    durable: true,
    arguments: { "x-queue-type": "quorum" },
  });
  await channel.assertQueue(name, {
    durable: true,
    arguments: {
      "x-queue-type": "quorum",
      "x-single-active-consumer": true,
      "x-delivery-limit": deliveryLimit,
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": dead,
      "x-dead-letter-strategy": "at-least-once",
      "x-overflow": "reject-publish",
    },
  });
  return name;
}
