/**
 * Where messages begin and end.
 *
 * @module
 */

/** How a device tells where a message begins and where it ends. */
export interface Framing {
  /** Makes of a message what is sent. */
  encode(message: Uint8Array): Uint8Array;
  /**
   * Looks for the message at the beginning of what has arrived; `seen` of the bytes were there at the last look, which found nothing.
   * Returns undefined as long as it is not complete. Throws an `InstrumentError` if it cannot be one.
   */
  decode(bytes: Uint8Array, seen: number): Found | undefined;
  /** What ends each message and stands between those of one answer. Default: nothing that could be shown. */
  readonly separator?: Uint8Array;
}

/** A message that was found. */
export interface Found {
  /** The message alone. */
  readonly message: Uint8Array;
  /** How many bytes it takes, with everything round it. */
  readonly length: number;
}

/** Text or bytes: text stands for its UTF-8. */
export type Bytes = string | Uint8Array;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Returns the bytes of a text, or bytes as they are. */
export function bytesOf(text: Bytes): Uint8Array {
  return typeof text === "string" ? encoder.encode(text) : text;
}

/** Returns the text of bytes. What is no UTF-8 is replaced. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Puts bytes one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Tells whether two series of bytes are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Returns the first place of `wanted` in `bytes` from `start` on, -1 if there is none. */
export function placeOf(
  bytes: Uint8Array,
  wanted: Uint8Array,
  start = 0,
): number {
  for (let at = Math.max(0, start);; at++) {
    at = bytes.indexOf(wanted[0]!, at);
    if (at < 0 || at + wanted.length > bytes.length) return -1;
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
}
