/**
 * Methods that publish, consume and fetch messages.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import { refuseUnknown } from "./arguments.ts";
import type { Channel } from "./channel.ts";
import type { ChannelHandler } from "./channel_methods.ts";
import { IncomingContent } from "./content.ts";
import { readTable } from "./field_table.ts";
import { limits } from "./limits.ts";
import type { Message } from "./message.ts";
import { byId } from "./methods.ts";
import { readQueue } from "./queue_methods.ts";
import type { Reader } from "./reader.ts";

/** The handlers by the number of their method. */
export const basicMethods: ReadonlyMap<number, ChannelHandler> = byId({
  "basic.publish": publish,
  "basic.consume": consume,
  "basic.cancel": cancel,
  "basic.cancel-ok": () => {},
  "basic.get": get,
  "basic.qos": qos,
});

/** Routes a message that has arrived whole, and returns it if it is mandatory and no queue takes it. */
export function finishContent(
  channel: Channel,
  message: Message,
  mandatory: boolean,
): void {
  try {
    const routed = channel.connection.host.publish(message);
    if (!routed && mandatory) {
      const { exchange, routingKey } = message.address;
      channel.send(
        "basic.return",
        (writer) =>
          writer.uint16(312).shortString("NO_ROUTE")
            .shortString(exchange).shortString(routingKey),
      );
      channel.sendContent(message);
    }
    channel.published();
  } finally {
    message.routed();
  }
}

function publish(channel: Channel, args: Reader): void {
  args.skip(2);
  const address = {
    exchange: args.shortString(),
    routingKey: args.shortString(),
  };
  const [mandatory, immediate] = args.bits();
  if (immediate) throw new AmqpError(540, "immediate=true");
  const { memory, settings } = channel.connection.context;
  channel.connection.publishes = true;
  channel.content = new IncomingContent(
    memory,
    settings.maxBodyBytes,
    address,
    mandatory,
  );
}

function consume(channel: Channel, args: Reader): void {
  args.skip(2);
  const queue = readQueue(channel, args);
  const tag = args.shortString() || `amq.ctag-${crypto.randomUUID()}`;
  const [_noLocal, noAck, exclusive, noWait] = args.bits();
  refuseUnknown(`consumer '${tag}'`, readTable(args));
  if (channel.consumers.has(tag)) {
    throw new AmqpError(530, `attempt to reuse consumer tag '${tag}'`);
  }
  if (channel.connection.consumers >= limits.consumersPerConnection) {
    throw new AmqpError(
      406,
      `limit of ${limits.consumersPerConnection} consumers of a connection is reached`,
    );
  }
  if (queue.exclusiveConsumer || (exclusive && queue.consumers > 0)) {
    throw new AmqpError(
      403,
      `queue '${queue.name}' in vhost '/' in exclusive use`,
    );
  }
  queue.exclusiveConsumer = exclusive;
  const prefetch = channel.consumerPrefetch;
  channel.addConsumer({ tag, queue, noAck, prefetch }, () => {
    if (noWait) return;
    channel.send("basic.consume-ok", (writer) => writer.shortString(tag));
  });
}

function cancel(channel: Channel, args: Reader): void {
  const tag = args.shortString();
  const [noWait] = args.bits();
  const consumer = channel.consumers.get(tag);
  if (consumer) channel.removeConsumer(consumer);
  if (noWait) return;
  channel.send("basic.cancel-ok", (writer) => writer.shortString(tag));
}

function get(channel: Channel, args: Reader): void {
  args.skip(2);
  const queue = readQueue(channel, args);
  const [noAck] = args.bits();
  const entry = queue.fetch();
  if (!entry) {
    return channel.send("basic.get-empty", (writer) => writer.shortString(""));
  }
  const tag = channel.lend(queue, entry, noAck);
  const { message, redelivered } = entry;
  channel.send(
    "basic.get-ok",
    (writer) =>
      writer.uint64(tag).uint8(redelivered ? 1 : 0)
        .shortString(message.address.exchange)
        .shortString(message.address.routingKey)
        .uint32(queue.length),
  );
  channel.sendContent(message);
}

function qos(channel: Channel, args: Reader): void {
  args.skip(4);
  const count = args.uint16();
  const [shared] = args.bits();
  if (shared) channel.sharedPrefetch = count;
  else channel.consumerPrefetch = count;
  channel.send("basic.qos-ok");
  channel.pump();
}
