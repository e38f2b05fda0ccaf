/**
 * What goes wrong on the wire: an AMQP reply code, whom it ends, and why.
 *
 * @module
 */

/** Name of every reply code in use, and what it closes. */
const replies = {
  320: { name: "CONNECTION_FORCED", closes: "connection" },
  403: { name: "ACCESS_REFUSED", closes: "channel" },
  404: { name: "NOT_FOUND", closes: "channel" },
  405: { name: "RESOURCE_LOCKED", closes: "channel" },
  406: { name: "PRECONDITION_FAILED", closes: "channel" },
  501: { name: "FRAME_ERROR", closes: "connection" },
  502: { name: "SYNTAX_ERROR", closes: "connection" },
  503: { name: "COMMAND_INVALID", closes: "connection" },
  504: { name: "CHANNEL_ERROR", closes: "connection" },
  505: { name: "UNEXPECTED_FRAME", closes: "connection" },
  506: { name: "RESOURCE_ERROR", closes: "connection" },
  530: { name: "NOT_ALLOWED", closes: "connection" },
  540: { name: "NOT_IMPLEMENTED", closes: "connection" },
  541: { name: "INTERNAL_ERROR", closes: "connection" },
} as const;

/** A reply code of AMQP 0-9-1 that this broker sends. */
export type ReplyCode = keyof typeof replies;

/**
 * A fault of the client, told to it in a close method.
 *
 * It ends a channel or a whole connection, as AMQP lays down for its code; the broker goes on.
 */
export class AmqpError extends Error {
  /** Names the error in stack traces. */
  override readonly name = "AmqpError";
  /** The reply code of the close method. */
  readonly code: ReplyCode;

  /** Keeps `code` and puts its AMQP name before `explanation`: `NOT_FOUND - no queue 'x'`. */
  constructor(code: ReplyCode, explanation: string) {
    super(`${replies[code].name} - ${explanation}`);
    this.code = code;
  }

  /** Whether the whole connection ends, and not just the channel. */
  get closesConnection(): boolean {
    return replies[this.code].closes === "connection";
  }
}
