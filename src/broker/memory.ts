/**
 * Counts the bytes that messages hold, and says when publishers have to wait.
 *
 * @module
 */

/** Publishers go on when the broker holds less than this share of its limit. */
const resumeShare = 0.8;

/** Past this multiple of the limit contents are refused: only a client that evades waiting gets there. */
const refuseMultiple = 2;

/** The account of all messages of one broker. */
export class Memory {
  /** Bytes from which on publishers wait. */
  readonly limit: number;
  /** Copies of messages in queues or awaiting their acknowledgement. */
  copies = 0;
  #used = 0;
  #blocked = false;
  readonly #onChange: (blocked: boolean) => void;

  /** Calls `onChange` when publishers have to wait, and when they may go on. */
  constructor(limit: number, onChange: (blocked: boolean) => void) {
    this.limit = limit;
    this.#onChange = onChange;
  }

  /** Bytes held now. */
  get used(): number {
    return this.#used;
  }

  /** Whether publishers have to wait. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Whether so much is held that contents have to be refused. */
  get exhausted(): boolean {
    return this.#used > refuseMultiple * this.limit;
  }

  /** Takes note of `bytes` more. */
  hold(bytes: number): void {
    this.#used += bytes;
    if (!this.#blocked && this.#used > this.limit) this.#change(true);
  }

  /** Takes note of `bytes` less. */
  release(bytes: number): void {
    this.#used -= bytes;
    if (this.#blocked && this.#used < resumeShare * this.limit) {
      this.#change(false);
    }
  }

  #change(blocked: boolean): void {
    this.#blocked = blocked;
    this.#onChange(blocked);
  }
}
