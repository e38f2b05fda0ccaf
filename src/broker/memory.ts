/**
 * Counts the bytes that the broker holds for its clients, says when publishers have to wait, and refuses what would be too much.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";

/** Publishers go on when the broker holds less than this share of its limit. */
const resumeShare = 0.8;

/** Past this multiple of the limit contents are refused: only a client that evades waiting gets there. */
const refuseMultiple = 2;

/** The share of the limit that all but messages may take: bindings, queues and the like, which no consumer takes away. */
const keptShare = 0.25;

/** The share of the limit from which on clients that do not read count as slow much earlier. */
const unsentShare = 0.25;

/** The account of one broker. */
export class Memory {
  /** Bytes from which on publishers wait. */
  readonly limit: number;
  /** Copies of messages in queues or awaiting their acknowledgement. */
  copies = 0;
  /** Bytes on their way to clients that have not taken them yet. */
  unsent = 0;
  #used = 0;
  #kept = 0;
  #blocked = false;
  readonly #onChange: (blocked: boolean) => void;

  /** Calls `onChange` when publishers have to wait, and when they may go on. */
  constructor(limit: number, onChange: (blocked: boolean) => void) {
    this.limit = limit;
    this.#onChange = onChange;
  }

  /** Bytes that messages hold now. */
  get used(): number {
    return this.#used;
  }

  /** Bytes that all else holds now: exchanges, queues, bindings, channels, consumers, headers of messages on their way in. */
  get kept(): number {
    return this.#kept;
  }

  /** Whether publishers have to wait. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Whether so much is held that contents have to be refused. */
  get exhausted(): boolean {
    return this.#used > refuseMultiple * this.limit;
  }

  /** Whether so much waits to be sent that only little may wait for each client. */
  get crowded(): boolean {
    return this.unsent > unsentShare * this.limit;
  }

  /** Takes note of `bytes` more of messages. */
  hold(bytes: number): void {
    this.#used += bytes;
    this.#look();
  }

  /** Takes note of `bytes` less of messages. */
  release(bytes: number): void {
    this.#used -= bytes;
    this.#look();
  }

  /** Takes note of `bytes` more for `what`, such as `bindings`. Throws an {@linkcode AmqpError} of `code` if that would be too much. */
  keep(bytes: number, what: string, code: 406 | 506 = 406): void {
    const most = keptShare * this.limit;
    if (this.#kept + bytes > most) {
      throw new AmqpError(
        code,
        `no room for more ${what}: exchanges, queues, bindings, channels and consumers may hold ${
          Math.floor(most)
        } bytes together`,
      );
    }
    this.#kept += bytes;
    this.#look();
  }

  /** Takes note of `bytes` less of what was kept. */
  discard(bytes: number): void {
    this.#kept -= bytes;
    this.#look();
  }

  #look(): void {
    const held = this.#used + this.#kept;
    if (!this.#blocked && held > this.limit) this.#change(true);
    else if (this.#blocked && held < resumeShare * this.limit) {
      this.#change(false);
    }
  }

  #change(blocked: boolean): void {
    this.#blocked = blocked;
    this.#onChange(blocked);
  }
}
