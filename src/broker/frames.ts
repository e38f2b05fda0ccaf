/**
 * How AMQP cuts a byte stream into frames: type (1 byte), channel (2), size (4), payload, end octet.
 *
 * @module
 */

/** What a frame carries. */
export const frameType = {
  method: 1,
  header: 2,
  body: 3,
  heartbeat: 8,
} as const;

/** The octet that ends every frame. */
export const frameEnd = 206;

/** Bytes before the payload. */
export const frameHeaderBytes = 7;

/** Bytes of a frame that are not payload. */
export const frameOverhead = 8;

/** The smallest limit on frames that a client may ask for, in bytes. */
export const smallestFrameMax = 4096;

/** What a client says first, and the answer to any other first words: AMQP 0-9-1. */
export const protocolHeader: Uint8Array<ArrayBuffer> = new Uint8Array([
  ...new TextEncoder().encode("AMQP"),
  ...[0, 0, 9, 1],
]);

/** One frame, as received. */
export interface Frame {
  /** One of {@linkcode frameType}, or nonsense. */
  type: number;
  /** The channel it belongs to; 0 is the connection itself. */
  channel: number;
  /** A view into the input buffer: copy what is to be kept. */
  payload: Uint8Array;
}
