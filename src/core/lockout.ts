/**
 * Lockout: guards an endpoint against accidents (section 5.8 of the standard). It is no security.
 *
 * @module
 */
import { type Json, nilKey, ReplyError, type SenderInfo } from "../wire/mod.ts";
import { encodeSenderInfo } from "../wire/mod.ts";

/** What answers an instruction. */
export interface LockoutAnswer {
  /** The return message. */
  readonly message: string;
  /** The payload. */
  readonly payload: Json;
}

/** The lock of one endpoint. */
export class Lockout {
  #key = nilKey;
  #tag: SenderInfo | undefined;

  /** Whether set and cmd requests need the key. */
  get locked(): boolean {
    return this.#key !== nilKey;
  }

  /** Throws a `ReplyError` of code 307 if the endpoint is locked with another key. */
  check(key: string): void {
    if (!this.locked || key === this.#key) return;
    throw new ReplyError(
      "service_error_access_denied",
      `Request denied due to lockout (key used: ${key})`,
    );
  }

  /** Locks with the key, or with a new one if it is nil. Throws a `ReplyError` of code 200 if locked already. */
  lock(key: string, owner: SenderInfo): LockoutAnswer {
    if (this.locked) {
      throw new ReplyError("resource_error", "Unable to lock server");
    }
    this.#key = key === nilKey ? crypto.randomUUID() : key;
    this.#tag = owner;
    return { message: "Server is now locked", payload: { key: this.#key } };
  }

  /** Unlocks with the right key, or by force. Throws a `ReplyError` of code 1 if not locked, 200 if the key is wrong. */
  unlock(key: string, force: boolean): LockoutAnswer {
    if (!this.locked) {
      throw new ReplyError("warning_no_action_taken", "Already unlocked");
    }
    if (!force && key !== this.#key) {
      throw new ReplyError("resource_error", "Failed to unlock server");
    }
    this.#key = nilKey;
    this.#tag = undefined;
    return { message: "Server unlocked", payload: null };
  }

  /** Tells whether it is locked, and by whom. */
  state(): LockoutAnswer {
    return {
      message: "Checked lock status",
      payload: {
        is_locked: this.locked,
        ...(this.#tag && { tag: encodeSenderInfo(this.#tag) }),
      },
    };
  }
}
