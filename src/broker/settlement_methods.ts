/**
 * Methods that settle deliveries: acknowledge, reject, requeue.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import type { Channel } from "./channel.ts";
import type { ChannelHandler } from "./channel_methods.ts";
import { byId } from "./methods.ts";
import type { Reader } from "./reader.ts";

/** The handlers by the number of their method. */
export const settlementMethods: ReadonlyMap<number, ChannelHandler> = byId({
  "basic.ack": ack,
  "basic.nack": nack,
  "basic.reject": reject,
  "basic.recover": recover,
  "basic.recover-async": recoverAsync,
});

function ack(channel: Channel, args: Reader): void {
  const tag = args.uint64();
  const [multiple] = args.bits();
  channel.settle(channel.deliveries.close(tag, multiple));
}

function nack(channel: Channel, args: Reader): void {
  const tag = args.uint64();
  const [multiple, requeue] = args.bits();
  giveUp(channel, tag, multiple, requeue);
}

function reject(channel: Channel, args: Reader): void {
  const tag = args.uint64();
  const [requeue] = args.bits();
  giveUp(channel, tag, false, requeue);
}

function giveUp(
  channel: Channel,
  tag: number,
  multiple: boolean,
  requeue: boolean,
): void {
  const deliveries = channel.deliveries.close(tag, multiple);
  if (requeue) channel.requeue(deliveries);
  else channel.settle(deliveries);
}

function recover(channel: Channel, args: Reader): void {
  recoverAsync(channel, args);
  channel.send("basic.recover-ok");
}

function recoverAsync(channel: Channel, args: Reader): void {
  const [requeue] = args.bits();
  if (!requeue) throw new AmqpError(540, "requeue=false");
  channel.requeue(channel.deliveries.closeAll());
}
