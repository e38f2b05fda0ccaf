/**
 * Reads AMQP's basic types from bytes.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The flags of a method; those that it does not have are `false`. */
export type Flags = [boolean, boolean, boolean, boolean, boolean];

/** Walks through the payload of a frame; every step past the end throws a 502 {@linkcode AmqpError}. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  /** Starts at the first of `bytes`, which are not copied. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** Reads an unsigned 8-bit integer. */
  uint8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  /** Reads up to five flags packed into a byte, the lowest bit first. */
  bits(): Flags {
    const byte = this.uint8();
    const flag = (bit: number) => (byte & (1 << bit)) !== 0;
    return [flag(0), flag(1), flag(2), flag(3), flag(4)];
  }

  /** Reads an unsigned 16-bit integer. */
  uint16(): number {
    return this.#view.getUint16(this.skip(2));
  }

  /** Reads an unsigned 32-bit integer. */
  uint32(): number {
    return this.#view.getUint32(this.skip(4));
  }

  /** Reads an unsigned 64-bit integer, rounded if it is past 2^53. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.skip(8)));
  }

  /** Reads `length` bytes as a view for numbers that only field tables hold. */
  view(length: number): DataView {
    const bytes = this.bytes(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }

  /** Reads a text of up to 255 bytes; it must be UTF-8. */
  shortString(): string {
    return this.#text(this.uint8());
  }

  /** Reads a text with a 32-bit length; it must be UTF-8. */
  longString(): string {
    return this.#text(this.uint32());
  }

  /** Reads `length` bytes, without copying them. */
  bytes(length: number): Uint8Array {
    const start = this.skip(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** Steps over `length` bytes and returns the position before the step. */
  skip(length: number): number {
    if (length > this.remaining) {
      throw new AmqpError(
        502,
        `${length} bytes announced, ${this.remaining} left in the frame`,
      );
    }
    const start = this.#position;
    this.#position += length;
    return start;
  }

  #text(length: number): string {
    const bytes = this.bytes(length);
    try {
      return decoder.decode(bytes);
    } catch {
      throw new AmqpError(502, "a text is not UTF-8");
    }
  }
}
