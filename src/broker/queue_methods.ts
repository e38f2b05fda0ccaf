/**
 * Methods that declare, bind, purge and delete queues.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import { maxLengthOf, refuseUnknown } from "./arguments.ts";
import type { Channel } from "./channel.ts";
import type { ChannelHandler } from "./channel_methods.ts";
import { readTable } from "./field_table.ts";
import { byId } from "./methods.ts";
import type { Queue } from "./queue.ts";
import type { Reader } from "./reader.ts";

/** The handlers by the number of their method. */
export const queueMethods: ReadonlyMap<number, ChannelHandler> = byId({
  "queue.declare": declare,
  "queue.bind": bind,
  "queue.unbind": unbind,
  "queue.purge": purge,
  "queue.delete": deleteQueue,
});

/** Reads the name of a queue; an empty one stands for the queue that the channel declared last. */
export function readQueueName(channel: Channel, args: Reader): string {
  const name = args.shortString() || channel.lastQueue;
  if (name === "") throw new AmqpError(404, "no previously declared queue");
  return name;
}

/** Reads the name of a queue and returns the queue. */
export function readQueue(channel: Channel, args: Reader): Queue {
  const name = readQueueName(channel, args);
  return channel.connection.host.queue(name, channel.connection);
}

function declare(channel: Channel, args: Reader): void {
  args.skip(2);
  const name = args.shortString();
  const [passive, durable, exclusive, autoDelete, noWait] = args.bits();
  const table = readTable(args);
  const { connection } = channel;
  const { host } = connection;
  let queue: Queue;
  if (passive) queue = host.queue(name || channel.lastQueue, connection);
  else {
    refuseUnknown(`queue '${name}'`, table, ["x-max-length"]);
    const flags = { durable, autoDelete, exclusive };
    const maxLength = maxLengthOf(name, table);
    queue = host.declareQueue(name, flags, connection, maxLength);
  }
  channel.lastQueue = queue.name;
  if (noWait) return;
  channel.send(
    "queue.declare-ok",
    (writer) =>
      writer.shortString(queue.name).uint32(queue.length)
        .uint32(queue.consumers),
  );
}

function bind(channel: Channel, args: Reader): void {
  args.skip(2);
  const queue = readQueue(channel, args);
  const exchange = channel.connection.host.exchange(args.shortString());
  const key = args.shortString();
  const [noWait] = args.bits();
  channel.connection.host.bind(queue, exchange, key);
  if (!noWait) channel.send("queue.bind-ok");
}

function unbind(channel: Channel, args: Reader): void {
  args.skip(2);
  const { connection } = channel;
  const { host } = connection;
  const name = readQueueName(channel, args);
  const queue = host.queueIfAny(name, connection);
  const exchange = host.exchangeIfAny(args.shortString());
  const key = args.shortString();
  if (queue && exchange) host.unbind(queue, exchange, key);
  channel.send("queue.unbind-ok");
}

function purge(channel: Channel, args: Reader): void {
  args.skip(2);
  const queue = readQueue(channel, args);
  const [noWait] = args.bits();
  const count = queue.purge();
  if (!noWait) channel.send("queue.purge-ok", (writer) => writer.uint32(count));
}

function deleteQueue(channel: Channel, args: Reader): void {
  args.skip(2);
  const { connection } = channel;
  const { host } = connection;
  const name = readQueueName(channel, args);
  const [ifUnused, ifEmpty, noWait] = args.bits();
  const queue = host.queueIfAny(name, connection);
  if (ifUnused && queue && queue.consumers > 0) {
    throw new AmqpError(406, `queue '${name}' in vhost '/' in use`);
  }
  if (ifEmpty && queue && queue.length > 0) {
    throw new AmqpError(406, `queue '${name}' in vhost '/' not empty`);
  }
  const count = queue?.length ?? 0;
  if (queue) host.deleteQueue(queue);
  if (noWait) return;
  channel.send("queue.delete-ok", (writer) => writer.uint32(count));
}
