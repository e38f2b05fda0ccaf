/**
 * The usual framings, and one for the unusual.
 *
 * @module
 */
import type { Checksum } from "./checksums.ts";
import { noResponseError, shownBytes } from "./connection_errors.ts";
import {
  type Bytes,
  bytesOf,
  type Framing,
  joined,
  placeOf,
  sameBytes,
} from "./framing.ts";

/** Lines: each message ends with a terminator. What is sent may end with another one than what comes, or with none. */
export function lines(terminator: Bytes, sent: Bytes = terminator): Framing {
  const end = bytesOf(terminator);
  const sentEnd = bytesOf(sent);
  return {
    separator: notEmpty(end, "a terminator"),
    encode: (message) => joined(message, sentEnd),
    decode(bytes, seen) {
      const at = placeOf(bytes, end, seen - end.length + 1);
      if (at < 0) return undefined;
      return { message: bytes.subarray(0, at), length: at + end.length };
    },
  };
}

/** How {@linkcode marks} are set. */
export interface MarksOptions {
  /** What begins a message, such as STX, `"\x02"`. */
  readonly start: Bytes;
  /** What ends it, such as ETX, `"\x03"`. It must not occur within a message. */
  readonly end: Bytes;
  /** A checksum that follows the end mark. Default: none. */
  readonly checksum?: Checksum;
  /** What the checksum covers: the message alone, with the end mark, or with both marks. Default: with the end mark. */
  readonly covers?: "message" | "end" | "both";
}

/** Marks at the beginning and at the end of each message, and perhaps a checksum after it. */
export function marks(options: MarksOptions): Framing {
  const { checksum, covers = "end" } = options;
  const start = notEmpty(bytesOf(options.start), "a start mark");
  const end = notEmpty(bytesOf(options.end), "an end mark");
  const sumOf = (message: Uint8Array) => {
    const covered = covers === "message"
      ? message
      : covers === "end"
      ? joined(message, end)
      : joined(start, message, end);
    return checksum?.of(covered) ?? new Uint8Array();
  };
  return {
    encode: (message) => joined(start, message, end, sumOf(message)),
    decode(bytes, seen) {
      const head = bytes.subarray(0, start.length);
      if (!sameBytes(head, start.subarray(0, head.length))) {
        throw noResponseError(
          `${shownBytes(bytes)} came where ${
            shownBytes(start)
          } begins a message`,
        );
      }
      const sumLength = checksum?.length ?? 0;
      const from = Math.max(start.length, seen - sumLength - end.length + 1);
      const at = placeOf(bytes, end, from);
      const after = at + end.length;
      if (at < 0 || bytes.length < after + sumLength) return undefined;
      const message = bytes.subarray(start.length, at);
      const sum = bytes.subarray(after, after + sumLength);
      check(bytes.subarray(0, after + sumLength), sum, sumOf(message));
      return { message, length: after + sumLength };
    },
  };
}

/** How {@linkcode lengthField} finds the length. */
export interface LengthFieldOptions {
  /** Bytes that begin each message, before the length. Default: none. */
  readonly start?: Bytes;
  /** How many bytes the length has: 1, 2 or 4. */
  readonly size: 1 | 2 | 4;
  /** Whether its low byte comes first. Default: no. */
  readonly littleEndian?: boolean;
  /** How many bytes the length counts beyond those of the message. Default: 0. */
  readonly extra?: number;
}

/** A number before each message tells how long it is. */
export function lengthField(options: LengthFieldOptions): Framing {
  const { size, littleEndian = false, extra = 0 } = options;
  const start = bytesOf(options.start ?? "");
  const header = start.length + size;
  return {
    encode(message) {
      const field = new Uint8Array(size);
      let rest = message.length + extra;
      for (let index = 0; index < size; index++) {
        field[littleEndian ? index : size - 1 - index] = rest % 256;
        rest = Math.floor(rest / 256);
      }
      if (rest > 0) {
        throw new RangeError(
          `A message of ${message.length} bytes is too long for a length of ${size} bytes`,
        );
      }
      return joined(start, field, message);
    },
    decode(bytes) {
      const head = bytes.subarray(0, start.length);
      if (!sameBytes(head, start.subarray(0, head.length))) {
        throw noResponseError(
          `${shownBytes(bytes)} came where ${
            shownBytes(start)
          } begins a message`,
        );
      }
      if (bytes.length < header) return undefined;
      const field = bytes.slice(start.length, header);
      if (littleEndian) field.reverse();
      const length = field.reduce((sum, byte) => 256 * sum + byte, 0) - extra;
      if (length < 0) {
        throw noResponseError(
          `${shownBytes(bytes)} came, whose length is too small`,
        );
      }
      if (bytes.length < header + length) return undefined;
      return {
        message: bytes.subarray(header, header + length),
        length: header + length,
      };
    },
  };
}

/** Every message that comes has so many bytes. What is sent may have any length. */
export function fixedLength(length: number): Framing {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`A message has at least one byte: received ${length}`);
  }
  return measured((bytes) => bytes.length < length ? undefined : length);
}

/**
 * A function tells how many of the bytes that have come are the first message, or undefined as long as it is not complete. The message is
 * all of them; what is sent is sent as it is.
 */
export function measured(
  measure: (bytes: Uint8Array) => number | undefined,
): Framing {
  return {
    encode: (message) => message,
    decode(bytes) {
      if (bytes.length === 0) return undefined;
      const length = measure(bytes);
      if (length === undefined || length > bytes.length) return undefined;
      return { message: bytes.subarray(0, length), length };
    },
  };
}

/** Each message of another framing ends with a checksum of what is before it. */
export function checked(framing: Framing, checksum: Checksum): Framing {
  return {
    ...framing,
    encode: (message) => framing.encode(joined(message, checksum.of(message))),
    decode(bytes, seen) {
      const found = framing.decode(bytes, seen);
      if (!found) return undefined;
      const end = Math.max(0, found.message.length - checksum.length);
      const message = found.message.subarray(0, end);
      check(found.message, found.message.subarray(end), checksum.of(message));
      return { message, length: found.length };
    },
  };
}

function check(whole: Uint8Array, sum: Uint8Array, right: Uint8Array): void {
  if (sameBytes(sum, right)) return;
  throw noResponseError(
    `The checksum of ${shownBytes(whole)} is ${shownBytes(sum)}, not ${
      shownBytes(right)
    }: it was garbled on the way`,
  );
}

function notEmpty(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.length > 0) return bytes;
  throw new RangeError(`${what} has at least one byte`);
}
