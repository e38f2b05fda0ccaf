/**
 * Messages as values: requests, replies and alerts.
 *
 * @module
 */
import type { Json } from "./json.ts";

/** The operations a request can ask for, and their numbers on the wire. */
export const operations = { set: 0, get: 1, cmd: 9 } as const;

/** The name of an operation. */
export type OperationName = keyof typeof operations;

/** The kinds of message, and their numbers on the wire. */
export const messageTypes = { reply: 2, request: 3, alert: 4 } as const;

/** A version of one component of a sender. */
export interface ComponentVersion {
  /** Such as `3.0.0`. */
  readonly version: string;
  /** The commit it was built from. */
  readonly commit?: string;
  /** Where it comes from, such as `jsr:@dripline/dripline`. */
  readonly package?: string;
}

/** Who sent a message (section 3.6 of the standard). */
export interface SenderInfo {
  /** The path of the program. */
  readonly exe: string;
  /** The machine. */
  readonly hostname: string;
  /** The account. */
  readonly username: string;
  /** The service, or `unknown` for a plain client. */
  readonly serviceName: string;
  /** The components it is made of. */
  readonly versions: Readonly<Record<string, ComponentVersion>>;
}

/** What all messages have. */
export interface MessageFields {
  /** Where it goes. Its first word names the endpoint, or the kind of alert. */
  readonly routingKey: string;
  /** Ties a reply to its request. */
  readonly correlationId: string;
  /** Where a reply is expected. Empty: nowhere. */
  readonly replyTo: string;
  /** Words that name an attribute, a command or an instruction. */
  readonly specifier: string;
  /** When it was sent, in RFC 3339, UTC. Not checked on receipt. */
  readonly timestamp: string;
  /** Who sent it. */
  readonly senderInfo: SenderInfo;
  /** What it carries. */
  readonly payload: Json;
  /** Whether the body could be read. If not, the payload is `{ error, invalid }` (section 3.5.5). */
  readonly valid: boolean;
}

/** Asks an endpoint for something. */
export interface Request extends MessageFields {
  /** Tells a request from other messages. */
  readonly type: "request";
  /** One of {@linkcode operations}, or a number that means nothing. */
  readonly operation: number;
  /** The key, in lower case with hyphens; `undefined` if the text on the wire was no key. */
  readonly lockoutKey: string | undefined;
}

/** Answers a request. */
export interface Reply extends MessageFields {
  /** Tells a reply from other messages. */
  readonly type: "reply";
  /** How it went. */
  readonly returnCode: number;
  /** How it went, in words. */
  readonly returnMessage: string;
}

/** Tells whoever listens. */
export interface Alert extends MessageFields {
  /** Tells an alert from other messages. */
  readonly type: "alert";
}

/** Any message. */
export type Message = Request | Reply | Alert;
