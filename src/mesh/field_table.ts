/**
 * AMQP's field tables, as they come in: of anything, from anybody. Whatever they say, reading them takes no longer than they are.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { UnreadableMessage } from "../wire/mod.ts";

/**
 * How deep tables and arrays are read; `sender_info.versions.NAME.version` lies 3 deep. What lies deeper reads as `null`: it says how
 * long it is, so nobody has to look inside.
 */
const deepest = 8;

/** Walks through bytes. Each step past the end throws {@linkcode UnreadableMessage}. */
export class FieldReader {
  readonly #bytes: Buffer;
  #position = 0;

  /** Starts at the first of `bytes`, which are not copied. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(
      bytes.buffer,
      bytes.byteOffset,
      bytes.byteLength,
    );
  }

  /** Reads an unsigned 8-bit integer. */
  uint8(): number {
    return this.#bytes.readUInt8(this.skip(1));
  }

  /** Reads an unsigned 16-bit integer. */
  uint16(): number {
    return this.#bytes.readUInt16BE(this.skip(2));
  }

  /** Reads an unsigned 32-bit integer. */
  uint32(): number {
    return this.#bytes.readUInt32BE(this.skip(4));
  }

  /** Reads a text of up to 255 bytes. */
  shortText(): string {
    return this.#text(this.uint8());
  }

  /** Steps over `length` bytes and returns the position before the step. */
  skip(length: number): number {
    const start = this.#position;
    if (length > this.#bytes.length - start) {
      throw new UnreadableMessage(
        `Its headers are cut off: ${length} bytes announced, ${
          this.#bytes.length - start
        } left`,
      );
    }
    this.#position += length;
    return start;
  }

  /** Reads a table. Its members are its own: it has no prototype. */
  table(depth = 0): Record<string, unknown> {
    const table: Record<string, unknown> = Object.create(null);
    this.#inside(() => {
      const name = this.shortText();
      table[name] = this.#value(depth);
    });
    return table;
  }

  #value(depth: number): unknown {
    const bytes = this.#bytes;
    const type = String.fromCharCode(this.uint8());
    switch (type) {
      case "S":
        return this.#text(this.uint32());
      case "F":
        return depth < deepest ? this.table(depth + 1) : this.#passOver();
      case "A":
        return depth < deepest ? this.#list(depth + 1) : this.#passOver();
      case "t":
        return this.uint8() !== 0;
      case "b":
        return bytes.readInt8(this.skip(1));
      case "B":
        return this.uint8();
      case "s":
        return bytes.readInt16BE(this.skip(2));
      case "u":
        return this.uint16();
      case "I":
        return bytes.readInt32BE(this.skip(4));
      case "i":
        return this.uint32();
      case "l":
        return Number(bytes.readBigInt64BE(this.skip(8)));
      case "L":
        return Number(bytes.readBigUInt64BE(this.skip(8)));
      case "f":
        return bytes.readFloatBE(this.skip(4));
      case "d":
        return bytes.readDoubleBE(this.skip(8));
      case "x": {
        const length = this.uint32();
        const start = this.skip(length);
        return bytes.subarray(start, start + length);
      }
      case "V":
        return null;
      // Dripline has no use for a decimal or a time.
      case "D":
        this.skip(5);
        return null;
      case "T":
        this.skip(8);
        return null;
      default:
        throw new UnreadableMessage(
          `Its headers hold a field of the unknown type ${
            JSON.stringify(type)
          }`,
        );
    }
  }

  #list(depth: number): unknown[] {
    const values: unknown[] = [];
    this.#inside(() => values.push(this.#value(depth)));
    return values;
  }

  #passOver(): null {
    this.skip(this.uint32());
    return null;
  }

  /** Reads a length and calls `step` until that many bytes are consumed. */
  #inside(step: () => void): void {
    const length = this.uint32();
    const start = this.skip(length);
    this.#position = start;
    while (this.#position < start + length) step();
    if (this.#position === start + length) return;
    throw new UnreadableMessage("A header is longer than the table it is in");
  }

  #text(length: number): string {
    const start = this.skip(length);
    return this.#bytes.toString("utf8", start, start + length);
  }
}
