/**
 * From a frame to the function that handles it, and from an error to the close method that reports it.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { AmqpError } from "./amqp_error.ts";
import { basicMethods, finishContent } from "./basic_methods.ts";
import {
  type ChannelHandler,
  channelMethods,
  closeChannel,
  forgetChannel,
  openChannel,
} from "./channel_methods.ts";
import { connectionMethods } from "./connection_methods.ts";
import { exchangeMethods } from "./exchange_methods.ts";
import { type Frame, frameType } from "./frames.ts";
import { method, methodName } from "./methods.ts";
import { queueMethods } from "./queue_methods.ts";
import { Reader } from "./reader.ts";
import type { Session } from "./session.ts";
import { settlementMethods } from "./settlement_methods.ts";

const logger = getLogger(["dripline", "broker"]);

const channelHandlers: ReadonlyMap<number, ChannelHandler> = new Map([
  ...channelMethods,
  ...exchangeMethods,
  ...queueMethods,
  ...basicMethods,
  ...settlementMethods,
]);

/** Handles one frame of a client. Never throws. */
export function dispatch(session: Session, frame: Frame): void {
  let methodId: number = method["basic.publish"];
  try {
    switch (frame.type) {
      case frameType.method: {
        const args = new Reader(frame.payload);
        methodId = args.uint32();
        handleMethod(session, frame.channel, methodId, args);
        break;
      }
      case frameType.header:
      case frameType.body:
        handleContent(session, frame);
        break;
      case frameType.heartbeat:
        break;
      default:
        throw new AmqpError(501, `unknown frame type ${frame.type}`);
    }
  } catch (error) {
    fail(session, frame.channel, methodId, error);
  }
}

function handleMethod(
  session: Session,
  channelId: number,
  methodId: number,
  args: Reader,
): void {
  if (session.connection.stage === "closing") {
    if (methodId === method["connection.close-ok"]) session.leave();
    if (methodId === method["connection.close"]) {
      session.connection.output.method(0, "connection.close-ok");
      session.leave();
    }
  } else if (channelId === 0) {
    const handle = connectionMethods.get(methodId);
    if (!handle) throw unexpected(methodId, "on channel 0");
    handle(session, args);
  } else {
    handleChannelMethod(session, channelId, methodId, args);
  }
}

function handleChannelMethod(
  session: Session,
  channelId: number,
  methodId: number,
  args: Reader,
): void {
  if (session.connection.stage !== "running") {
    throw unexpected(methodId, "before connection.open");
  }
  const channel = session.channels.get(channelId);
  if (!channel) {
    if (methodId === method["channel.close-ok"]) return;
    return openChannel(session, channelId, methodId);
  }
  if (channel.closing) {
    if (methodId === method["channel.close"]) channel.send("channel.close-ok");
    else if (methodId !== method["channel.close-ok"]) return;
    forgetChannel(session, channel);
    return;
  }
  if (channel.content) {
    throw new AmqpError(505, `${methodName(methodId)} within a content`);
  }
  if (methodId === method["channel.close"]) {
    return closeChannel(session, channel);
  }
  const handle = channelHandlers.get(methodId);
  if (!handle) {
    throw new AmqpError(540, `${methodName(methodId)} is not offered`);
  }
  handle(channel, args);
}

function handleContent(session: Session, frame: Frame): void {
  if (session.connection.stage === "closing") return;
  const channel = session.channels.get(frame.channel);
  if (!channel) {
    throw new AmqpError(504, `content on channel ${frame.channel}, not open`);
  }
  if (channel.closing) return;
  const { content } = channel;
  if (!content) throw new AmqpError(505, "content without basic.publish");
  if (frame.type === frameType.header) content.addHeader(frame.payload);
  else content.addBody(frame.payload);
  const message = content.finish();
  if (!message) return;
  channel.content = undefined;
  finishContent(channel, message, content.mandatory);
}

function fail(
  session: Session,
  channelId: number,
  methodId: number,
  error: unknown,
): void {
  if (!(error instanceof AmqpError)) {
    logger.error("{method} failed in the broker: {error}", {
      method: methodName(methodId),
      error,
    });
    session.close(new AmqpError(541, "the broker failed"), methodId);
    return;
  }
  const channel = session.channels.get(channelId);
  if (channel && !error.closesConnection) channel.fail(error, methodId);
  else session.close(error, methodId);
}

function unexpected(methodId: number, where: string): AmqpError {
  return new AmqpError(503, `unexpected ${methodName(methodId)} ${where}`);
}
