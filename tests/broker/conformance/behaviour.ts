/**
 * A behaviour that is expected of a broker, and what the tests of several behaviours do.
 *
 * @module
 */
import type amqp from "amqplib";
import { bytes, type Laboratory } from "../laboratory.ts";

/** A behaviour, in a sentence, and its test. */
export type Behaviour = [
  sentence: string,
  test: (lab: Laboratory) => Promise<void>,
];

/** An exclusive queue with a name of the broker's choice. */
export async function privateQueue(
  channel: amqp.ConfirmChannel,
): Promise<string> {
  return (await channel.assertQueue("", { exclusive: true })).queue;
}

/** Publishes texts to a queue and waits until they are in it. */
export async function put(
  channel: amqp.ConfirmChannel,
  queue: string,
  ...texts: string[]
): Promise<void> {
  for (const text of texts) channel.sendToQueue(queue, bytes(text));
  await channel.waitForConfirms();
}

/** How many messages are ready in a queue, once everything published on the channel has arrived. */
export async function count(
  channel: amqp.ConfirmChannel,
  queue: string,
): Promise<number> {
  await channel.waitForConfirms();
  return (await channel.checkQueue(queue)).messageCount;
}

/** The text of the next message of a queue, or `undefined` if it is empty. */
export async function fetch(
  channel: amqp.ConfirmChannel,
  queue: string,
): Promise<string | undefined> {
  await channel.waitForConfirms();
  const message = await channel.get(queue, { noAck: true });
  return message ? message.content.toString() : undefined;
}
