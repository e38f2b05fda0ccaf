/**
 * Methods of channel 0: login, agreement on limits, and leaving.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import type { Stage } from "./connection.ts";
import { readTable } from "./field_table.ts";
import { smallestFrameMax } from "./frames.ts";
import { byId } from "./methods.ts";
import type { Reader } from "./reader.ts";
import type { Session } from "./session.ts";

/** Handles a method of channel 0; what it throws closes the connection. */
export type ConnectionHandler = (session: Session, args: Reader) => void;

/** The handlers by the number of their method. */
export const connectionMethods: ReadonlyMap<number, ConnectionHandler> = byId({
  "connection.start-ok": startOk,
  "connection.tune-ok": tuneOk,
  "connection.open": open,
  "connection.close": close,
});

function startOk(session: Session, args: Reader): void {
  requireStage(session, "start-ok");
  const properties = readTable(args);
  const mechanism = args.shortString();
  const [, user = "", password = ""] = args.longString().split("\0");
  const capabilities = properties.get("capabilities");
  const has = (name: string) =>
    capabilities instanceof Map && capabilities.get(name) === true;
  session.connection.wantsCancel = has("consumer_cancel_notify");
  session.connection.wantsBlocked = has("connection.blocked");
  if (session.connection.context.refusal) {
    throw new AmqpError(530, session.connection.context.refusal);
  }
  const { users, maxChannels, frameMax, heartbeat } =
    session.connection.context.settings;
  if (mechanism !== "PLAIN" || (users && users.get(user) !== password)) {
    if (!has("authentication_failure_close")) return session.abort();
    throw new AmqpError(
      403,
      `Login was refused using authentication mechanism ${mechanism}. ` +
        "User name and password must be among the users of the broker.",
    );
  }
  session.connection.stage = "tune-ok";
  session.connection.output.method(
    0,
    "connection.tune",
    (writer) => writer.uint16(maxChannels).uint32(frameMax).uint16(heartbeat),
  );
}

function tuneOk(session: Session, args: Reader): void {
  requireStage(session, "tune-ok");
  const { maxChannels, frameMax } = session.connection.context.settings;
  const channels = args.uint16();
  const frame = args.uint32();
  if (channels > maxChannels) {
    throw new AmqpError(
      530,
      `channel_max = ${channels} is above the ${maxChannels} offered`,
    );
  }
  if (frame !== 0 && (frame < smallestFrameMax || frame > frameMax)) {
    throw new AmqpError(
      530,
      `frame_max = ${frame} is outside the ${smallestFrameMax} to ${frameMax} offered`,
    );
  }
  session.connection.stage = "open";
  session.tune(frame || frameMax, args.uint16());
}

function open(session: Session, args: Reader): void {
  requireStage(session, "open");
  const virtualHost = args.shortString();
  if (virtualHost !== "/") {
    throw new AmqpError(
      530,
      `vhost ${virtualHost} not found, there is only /`,
    );
  }
  session.opened();
  session.connection.output.method(
    0,
    "connection.open-ok",
    (writer) => writer.shortString(""),
  );
}

function close(session: Session): void {
  session.connection.sendConfirms();
  session.connection.output.method(0, "connection.close-ok");
  session.leave();
}

function requireStage(session: Session, stage: Stage): void {
  if (session.connection.stage !== stage) {
    throw new AmqpError(
      503,
      `unexpected connection.${stage}: the connection is ${
        session.connection.stage === "running"
          ? "open already"
          : `waiting for connection.${session.connection.stage}`
      }`,
    );
  }
}
