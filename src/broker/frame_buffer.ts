/**
 * Collects input and hands it out frame by frame.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import {
  type Frame,
  frameEnd,
  frameHeaderBytes,
  frameOverhead,
  protocolHeader,
} from "./frames.ts";

const initialBytes = 32 * 1024;

/** Input of one connection. It holds at most twice the largest frame. */
export class FrameBuffer {
  /** The largest frame that is accepted, in bytes, overhead included. */
  frameMax: number;
  #bytes = new Uint8Array(initialBytes);
  #view = new DataView(this.#bytes.buffer);
  #start = 0;
  #end = 0;

  /** Accepts frames of up to `frameMax` bytes. */
  constructor(frameMax: number) {
    this.frameMax = frameMax;
  }

  /** Returns where to put the next input. Ends the life of every payload handed out so far. */
  space(): Uint8Array<ArrayBuffer> {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    if (this.#end === this.#bytes.length) this.#makeRoom();
    return this.#bytes.subarray(this.#end);
  }

  /** Takes note that `count` bytes were put into the {@linkcode space}. */
  filled(count: number): void {
    this.#end += count;
  }

  /** Returns the first eight bytes, which are no frame, or `undefined` while there are fewer. */
  firstWords(): Uint8Array | undefined {
    if (this.#end - this.#start < protocolHeader.length) return undefined;
    const start = this.#start;
    this.#start += protocolHeader.length;
    return this.#bytes.subarray(start, this.#start);
  }

  /** Returns the next whole frame, or `undefined` until more has arrived. Throws a 501 {@linkcode AmqpError} at a broken one. */
  next(): Frame | undefined {
    const available = this.#end - this.#start;
    if (available < frameHeaderBytes) return undefined;
    const size = this.#view.getUint32(this.#start + 3);
    if (size + frameOverhead > this.frameMax) {
      throw new AmqpError(
        501,
        `frame of ${
          size + frameOverhead
        } bytes, at most ${this.frameMax} were agreed`,
      );
    }
    if (available < size + frameOverhead) return undefined;
    const payload = this.#start + frameHeaderBytes;
    if (this.#bytes[payload + size] !== frameEnd) {
      throw new AmqpError(501, `frame without its end octet ${frameEnd}`);
    }
    const frame = {
      type: this.#view.getUint8(this.#start),
      channel: this.#view.getUint16(this.#start + 1),
      payload: this.#bytes.subarray(payload, payload + size),
    };
    this.#start = payload + size + 1;
    return frame;
  }

  /** Drops all input. */
  discard(): void {
    this.#start = this.#end = 0;
  }

  /** Moves what is left to the front, into a larger buffer if it fills more than half of this one. */
  #makeRoom(): void {
    const rest = this.#bytes.subarray(this.#start, this.#end);
    if (rest.length > this.#bytes.length / 2) {
      this.#bytes = new Uint8Array(2 * this.#bytes.length);
      this.#view = new DataView(this.#bytes.buffer);
    }
    this.#bytes.set(rest);
    this.#start = 0;
    this.#end = rest.length;
  }
}
