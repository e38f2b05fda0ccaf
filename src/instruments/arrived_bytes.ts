/**
 * Bytes that have arrived.
 *
 * @module
 */
import { noResponseError } from "./connection_errors.ts";
import type { Found, Framing } from "./framing.ts";

/** The longest answer that is accepted, in bytes. */
export const maxAnswer: number = 1024 * 1024;

/** What is said of a longer one. */
export const tooLong: string =
  `The answer of the instrument is longer than ${maxAnswer} bytes`;

/** Keeps what arrives, and takes messages off it. */
export class ArrivedBytes {
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** How much of it is taken. */
  #taken = 0;
  /** How much of the rest was looked at before. */
  #seen = 0;

  /** Everything that has arrived. */
  get all(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What is not taken yet. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#taken, this.#length);
  }

  /** Adds a piece. Throws an `InstrumentError` of code 202 if that is too much. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > maxAnswer) throw noResponseError(tooLong);
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      larger.set(this.all);
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Takes so many bytes. */
  take(count: number): void {
    this.#taken += count;
    this.#seen = 0;
  }

  /** Takes the next message, if there is one. Throws an `InstrumentError` if there cannot be. */
  next(framing: Framing): Found | undefined {
    const { rest } = this;
    const found = framing.decode(rest, this.#seen);
    if (found) this.take(found.length);
    else this.#seen = rest.length;
    return found;
  }

  /** Forgets everything. */
  clear(): void {
    this.#length = this.#taken = this.#seen = 0;
  }
}
