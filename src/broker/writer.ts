/**
 * Writes AMQP's basic types and frames into a growing buffer.
 *
 * @module
 */
import { frameEnd, frameHeaderBytes } from "./frames.ts";

const encoder = new TextEncoder();
const initialBytes = 4096;

/** Bytes to be sent. Every method returns the writer, so that calls can be chained. */
export class Writer {
  #bytes = new Uint8Array(initialBytes);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** How many bytes were written since the last {@linkcode take}. */
  get length(): number {
    return this.#length;
  }

  /** Writes an unsigned 8-bit integer. */
  uint8(value: number): this {
    const at = this.#extend(1);
    this.#view.setUint8(at, value);
    return this;
  }

  /** Writes an unsigned 16-bit integer. */
  uint16(value: number): this {
    const at = this.#extend(2);
    this.#view.setUint16(at, value);
    return this;
  }

  /** Writes an unsigned 32-bit integer. */
  uint32(value: number): this {
    const at = this.#extend(4);
    this.#view.setUint32(at, value);
    return this;
  }

  /** Writes an unsigned 64-bit integer of at most 2^53. */
  uint64(value: number): this {
    return this.uint32(Math.floor(value / 2 ** 32)).uint32(value % 2 ** 32);
  }

  /** Writes a signed 64-bit integer. */
  int64(value: bigint): this {
    const at = this.#extend(8);
    this.#view.setBigInt64(at, value);
    return this;
  }

  /** Writes a double. */
  float64(value: number): this {
    const at = this.#extend(8);
    this.#view.setFloat64(at, value);
    return this;
  }

  /** Writes a text in at most 255 bytes; what is longer is cut between two characters. */
  shortString(text: string): this {
    const at = this.#extend(256);
    const target = this.#bytes.subarray(at + 1, at + 256);
    const { written } = encoder.encodeInto(text, target);
    this.#bytes[at] = written;
    this.#length = at + 1 + written;
    return this;
  }

  /** Writes a text with a 32-bit length. */
  longString(text: string): this {
    const bytes = encoder.encode(text);
    return this.uint32(bytes.length).bytes(bytes);
  }

  /** Copies `bytes` as they are. */
  bytes(bytes: Uint8Array): this {
    const at = this.#extend(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** Writes what `write` writes, and before it the number of its bytes in 32 bits. */
  sized(write: (writer: Writer) => void): this {
    const at = this.#extend(4);
    write(this);
    this.#view.setUint32(at, this.#length - at - 4);
    return this;
  }

  /** Writes the head of a frame, of which `payloadBytes` and the end octet still have to follow. */
  frameHead(type: number, channel: number, payloadBytes: number): this {
    return this.uint8(type).uint16(channel).uint32(payloadBytes);
  }

  /** Writes a frame whose payload is what `write` writes. */
  frame(
    type: number,
    channel: number,
    write: (writer: Writer) => void,
  ): this {
    const start = this.#length;
    this.frameHead(type, channel, 0);
    write(this);
    const payloadBytes = this.#length - start - frameHeaderBytes;
    this.#view.setUint32(start + 3, payloadBytes);
    return this.uint8(frameEnd);
  }

  /** Returns everything written and starts anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = new Uint8Array(initialBytes);
    this.#view = new DataView(this.#bytes.buffer);
    this.#length = 0;
    return taken;
  }

  /** Makes room for `count` more bytes and returns where they start. */
  #extend(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(
        Math.max(this.#length, 2 * this.#bytes.length),
      );
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }
}
