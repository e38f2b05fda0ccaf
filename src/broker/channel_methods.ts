/**
 * Methods that open, close and set up channels.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import { Channel } from "./channel.ts";
import { byId, method, methodName } from "./methods.ts";
import type { Reader } from "./reader.ts";
import type { Session } from "./session.ts";
import { channelWeight } from "./weights.ts";

/** Handles a method of a channel; what it throws closes the channel or the connection. */
export type ChannelHandler = (channel: Channel, args: Reader) => void;

/** The handlers by the number of their method. */
export const channelMethods: ReadonlyMap<number, ChannelHandler> = byId({
  "channel.open": openTwice,
  "channel.flow": flow,
  "confirm.select": confirmSelect,
});

/** Opens the channel `id`, if that is what the method on it asks for. */
export function openChannel(
  session: Session,
  id: number,
  methodId: number,
): void {
  if (methodId !== method["channel.open"]) {
    throw new AmqpError(
      504,
      `expected 'channel.open' on channel ${id}, got ${methodName(methodId)}`,
    );
  }
  const { maxChannels } = session.connection.context.settings;
  if (id > maxChannels) {
    throw new AmqpError(
      530,
      `channel ${id} is above channel_max ${maxChannels}`,
    );
  }
  session.connection.memory.keep(channelWeight, "channels", 506);
  const channel = new Channel(session.connection, id);
  session.channels.set(id, channel);
  channel.send("channel.open-ok", (writer) => writer.uint32(0));
}

/** Closes a channel as its client asks. */
export function closeChannel(session: Session, channel: Channel): void {
  channel.sendConfirms();
  channel.release();
  forgetChannel(session, channel);
  channel.send("channel.close-ok");
}

/** Forgets a channel that is closed on both sides. */
export function forgetChannel(session: Session, channel: Channel): void {
  if (!session.channels.delete(channel.id)) return;
  session.connection.memory.discard(channelWeight);
}

function openTwice(channel: Channel): void {
  throw new AmqpError(504, `channel ${channel.id} is open already`);
}

function flow(channel: Channel, args: Reader): void {
  if ((args.uint8() & 1) === 0) {
    throw new AmqpError(540, "channel.flow with active=false is not offered");
  }
  channel.send("channel.flow-ok", (writer) => writer.uint8(1));
}

function confirmSelect(channel: Channel, args: Reader): void {
  channel.confirming = true;
  const noWait = (args.uint8() & 1) !== 0;
  if (!noWait) channel.send("confirm.select-ok");
}
