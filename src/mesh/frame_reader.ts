/**
 * Reads messages in place of amqplib.
 *
 * amqplib reads the headers of a message before it hands the message on, and whatever it cannot read, or is nested too deep for its
 * recursion, ends the connection. And it takes in a body of any size. See docs/decisions/0011-reading-messages.md. Nothing else of ours
 * knows the inside of amqplib's connections.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { ChannelModel } from "amqplib";
import { Arrival } from "./arrival.ts";

/** Decides about a message by its head, when `coming` bytes of others are being taken in. Returns why it is refused, if it is. */
export type Admission = (
  bodySize: number,
  headSize: number,
  coming: number,
) => string | undefined;

/** The largest payload of a frame: what amqplib agrees on with the broker. */
export const frameMax = 131_072;

/** The parts of a connection of amqplib that are used. */
interface Insides {
  rest: Buffer;
  recvSinceLastCheck: boolean;
  readonly stream: { read(): Buffer | null };
  recvFrame(): unknown;
}

/** A body that is coming in. */
interface Body {
  /** Where it goes; `undefined` if nobody wants it. */
  readonly bytes: Buffer | undefined;
  at: number;
  readonly size: number;
}

const [headerFrame, bodyFrame] = [2, 3];
const [headLength, endLength, frameEnd] = [7, 1, 0xce];

/** Reads the messages that come in on `model`: their `properties` are an {@linkcode Arrival}, and the body of one that is refused is empty. */
export function readFrames(model: ChannelModel, admit: Admission): void {
  const insides = model.connection as unknown as Insides;
  const reader = new FrameReader(insides, admit);
  insides.recvFrame = () => reader.next();
}

class FrameReader {
  readonly #insides: Insides;
  readonly #admit: Admission;
  readonly #theirs: () => unknown;
  readonly #bodies = new Map<number, Body>();
  #input: Buffer;
  #coming = 0;

  constructor(insides: Insides, admit: Admission) {
    this.#insides = insides;
    this.#admit = admit;
    this.#theirs = insides.recvFrame.bind(insides);
    this.#input = insides.rest;
  }

  /** The next frame as amqplib wants it; `false` if none is complete. */
  next(): unknown {
    for (;;) {
      const bytes = this.#frame();
      if (!bytes) return false;
      const channel = bytes.readUInt16BE(1);
      const payload = bytes.subarray(headLength, bytes.length - endLength);
      switch (bytes[0]) {
        case headerFrame:
          return this.#header(channel, payload);
        case bodyFrame: {
          const content = this.#body(channel, payload);
          if (content) return { channel, content };
          break;
        }
        default:
          this.#insides.rest = bytes;
          return this.#theirs();
      }
    }
  }

  /** The bytes of the next frame, if all of them are there. */
  #frame(): Buffer | undefined {
    for (;;) {
      const input = this.#input;
      if (input.length >= headLength) {
        const size = input.readUInt32BE(3);
        if (size > frameMax) {
          throw new Error(
            `Frame size ${size} exceeds maxFrameSize ${frameMax}`,
          );
        }
        const end = headLength + size;
        if (input.length > end) {
          if (input[end] !== frameEnd) throw new Error("Invalid frame");
          this.#input = input.subarray(end + endLength);
          return input.subarray(0, end + endLength);
        }
      }
      const more = this.#insides.stream.read();
      if (more === null) return undefined;
      this.#insides.recvSinceLastCheck = true;
      this.#input = input.length > 0 ? Buffer.concat([input, more]) : more;
    }
  }

  #header(channel: number, payload: Buffer): unknown {
    const id = payload.readUInt16BE(0);
    const size = Number(payload.readBigUInt64BE(4));
    this.#forget(channel);
    const refusal = this.#admit(size, payload.length, this.#coming);
    const wanted = refusal === undefined;
    if (size > 0) {
      const bytes = wanted ? Buffer.allocUnsafeSlow(size) : undefined;
      this.#bodies.set(channel, { bytes, at: 0, size });
      this.#coming += bytes?.length ?? 0;
    }
    // A copy: the frame is part of a larger piece of memory, which would be held as long as the message waits.
    const properties = new Uint8Array(payload.subarray(12));
    const fields = new Arrival(properties, size, refusal);
    return { id, channel, size: wanted ? size : 0, fields };
  }

  /** Takes in a part of a body. Returns the whole of it with its last part. */
  #body(channel: number, payload: Buffer): Buffer | undefined {
    const body = this.#bodies.get(channel);
    // Amqplib knows what to say to a body without a head.
    if (!body) return payload;
    if (body.at + payload.length > body.size) throw new Error("Invalid frame");
    body.bytes?.set(payload, body.at);
    body.at += payload.length;
    if (body.at < body.size) return undefined;
    this.#forget(channel);
    return body.bytes;
  }

  #forget(channel: number): void {
    this.#coming -= this.#bodies.get(channel)?.bytes?.length ?? 0;
    this.#bodies.delete(channel);
  }
}
