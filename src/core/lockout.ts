/**
 * Lockout: guards an endpoint against accidents (section 5.8 of the standard). It is no security.
 *
 * @module
 */
import {
  encodeSenderInfo,
  type Json,
  nilKey,
  ReplyError,
  type SenderInfo,
} from "../wire/mod.ts";

/** What answers an instruction. */
export interface LockoutAnswer {
  /** The return message. */
  readonly message: string;
  /** The payload. */
  readonly payload: Json;
}

/** What may be said about a lock. The originals do not know it. */
export interface LockOptions {
  /** Seconds after which it ends by itself. Default: never. */
  readonly seconds?: number | undefined;
  /** Why, for people. */
  readonly reason?: string | undefined;
}

/** A lock that holds. */
interface Held extends LockOptions {
  readonly key: string;
  readonly owner: SenderInfo;
  readonly since: number;
}

/** The lock of one endpoint. */
export class Lockout {
  readonly #now: () => number;
  #held: Held | undefined;

  /** Goes by `now`, in milliseconds since 1970. Default: the machine's clock. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Whether set and cmd requests need the key. */
  get locked(): boolean {
    return this.#current() !== undefined;
  }

  /** Throws a `ReplyError` of code 307 if the endpoint is locked with another key. */
  check(key: string): void {
    const held = this.#current();
    if (!held || key === held.key) return;
    throw new ReplyError(
      "service_error_access_denied",
      `Request denied due to lockout (key used: ${key})`,
    );
  }

  /** Locks with the key, or with a new one if it is nil. Throws a `ReplyError` of code 200 if locked already. */
  lock(
    key: string,
    owner: SenderInfo,
    options: LockOptions = {},
  ): LockoutAnswer {
    if (this.locked) {
      throw new ReplyError("resource_error", "Unable to lock server");
    }
    const used = key === nilKey ? crypto.randomUUID() : key;
    this.#held = { ...options, key: used, owner, since: this.#now() };
    return { message: "Server is now locked", payload: { key: used } };
  }

  /** Unlocks with the right key, or by force. Throws a `ReplyError` of code 1 if not locked, 200 if the key is wrong. */
  unlock(key: string, force: boolean): LockoutAnswer {
    const held = this.#current();
    if (!held) {
      throw new ReplyError("warning_no_action_taken", "Already unlocked");
    }
    if (!force && key !== held.key) {
      throw new ReplyError("resource_error", "Failed to unlock server");
    }
    this.#held = undefined;
    return { message: "Server unlocked", payload: null };
  }

  /** Tells whether it is locked, by whom, since when, until when and why. */
  state(): LockoutAnswer {
    const held = this.#current();
    const ends = held && endOf(held);
    return {
      message: "Checked lock status",
      payload: {
        is_locked: held !== undefined,
        ...held && {
          tag: encodeSenderInfo(held.owner),
          since: new Date(held.since).toISOString(),
          ...ends !== undefined && { until: new Date(ends).toISOString() },
          ...held.reason && { reason: held.reason },
        },
      },
    };
  }

  /** The lock that holds; one whose time has passed does not. */
  #current(): Held | undefined {
    const ends = this.#held && endOf(this.#held);
    if (ends !== undefined && this.#now() >= ends) this.#held = undefined;
    return this.#held;
  }
}

function endOf({ since, seconds }: Held): number | undefined {
  return seconds === undefined ? undefined : since + seconds * 1000;
}
