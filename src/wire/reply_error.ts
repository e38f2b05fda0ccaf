/**
 * The error that is a reply.
 *
 * @module
 */
import type { Json } from "./json.ts";
import {
  type ReturnCode,
  type ReturnCodeName,
  returnCodes,
} from "./return_code.ts";

/** More about a {@linkcode ReplyError}. */
export interface ReplyErrorOptions {
  /** What the reply carries besides its message. Default: `null`. */
  readonly payload?: Json;
  /** The error behind it. */
  readonly cause?: unknown;
}

/** Marks reply errors of every copy of this package. */
const brand = Symbol.for("dripline.reply_error");

/**
 * An answer other than plain success. Thrown by a handler, it becomes the reply with its code, message and payload;
 * thrown by a client, it is the reply that came, or the reason why none did.
 *
 * ```ts
 * import { ReplyError } from "@dripline/dripline";
 *
 * function checkCurrent(amperes: number) {
 *   if (amperes > 5) {
 *     throw new ReplyError("service_error_invalid_value", `${amperes} A is more than the coil bears (5 A)`);
 *   }
 * }
 * ```
 */
export class ReplyError extends Error {
  static {
    Reflect.set(this.prototype, brand, true);
  }

  /** Always `"ReplyError"`. */
  override readonly name = "ReplyError";
  /** The return code. */
  readonly returnCode: ReturnCode;
  /** What the reply carries. */
  readonly payload: Json;

  /**
   * Makes the error from the name of a code of the standard, or from a code that an extension has added. A name that
   * the compiler was kept from checking and that is no code counts as `service_error`, as in the originals.
   */
  constructor(
    code: ReturnCodeName | ReturnCode,
    message: string,
    options: ReplyErrorOptions = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.returnCode = typeof code === "string" ? standardCode(code) : code;
    this.payload = options.payload ?? null;
  }
}

function standardCode(name: ReturnCodeName): ReturnCode {
  const known = Object.hasOwn(returnCodes, name) ? name : "service_error";
  return { name: known, ...returnCodes[known] };
}

/**
 * Tells whether `error` is a {@linkcode ReplyError}, also one of another copy of this package: an extension may
 * have loaded its own.
 */
export function isReplyError(error: unknown): error is ReplyError {
  return error instanceof Error && Reflect.get(error, brand) === true;
}
