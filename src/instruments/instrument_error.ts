/**
 * What goes wrong between a service and its instrument.
 *
 * @module
 */
import {
  ReplyError,
  type ReturnCode,
  type ReturnCodeName,
} from "../wire/mod.ts";

/** More about an {@linkcode InstrumentError}. */
export interface InstrumentErrorOptions {
  /** Whether the instrument may have received the command, or a part of it. */
  readonly reached: boolean;
  /** Whether the instrument said more than one answer. Default: no. */
  readonly isSurplus?: boolean;
  /** The error behind it. */
  readonly cause?: unknown;
}

/** Thrown when an instrument cannot be reached or does not answer as it should. It is what the client is told. */
export class InstrumentError extends ReplyError {
  /** Whether the instrument may have received the command, or a part of it. If not, the command can be sent again. */
  readonly reached: boolean;
  /** Whether the instrument said more than one answer: it will again. */
  readonly isSurplus: boolean;

  /** Makes the error from a return code, or from the name of one of the standard. */
  constructor(
    code: ReturnCodeName | ReturnCode,
    message: string,
    options: InstrumentErrorOptions,
  ) {
    super(code, message, "cause" in options ? { cause: options.cause } : {});
    this.reached = options.reached;
    this.isSurplus = options.isSurplus ?? false;
  }
}
