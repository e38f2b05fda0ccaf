/**
 * Puts the answer of an instrument together from the bytes that arrive.
 *
 * @module
 */
import { noResponseError } from "./connection_errors.ts";

/** The longest answer that is accepted, in bytes. */
export const maxAnswer: number = 1024 * 1024;

/** What is said of a longer one. */
export const tooLong: string =
  `The answer of the instrument is longer than ${maxAnswer} bytes`;

/** What an answer looks like. */
export interface AnswerFormat {
  /** The bytes that end it; at least one. */
  readonly terminator: Uint8Array;
  /** The command, terminator included, if the instrument repeats it before the answer. */
  readonly echo?: Uint8Array | undefined;
  /** Whether the echo may be missing. Default: no. */
  readonly echoMayLack?: boolean;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * An answer on its way. It is complete when what has arrived ends with the terminator, so an answer of several lines has to arrive in one
 * piece, as for the originals. Bytes are joined before they become text: a piece may end within a character.
 */
export class InstrumentAnswer {
  readonly #format: AnswerFormat;
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Waits for its first bytes. */
  constructor(format: AnswerFormat) {
    this.#format = format;
  }

  /** What has arrived so far. */
  get text(): string {
    return this.#text(0, this.#length);
  }

  /**
   * Takes a piece. Returns the answer, without echo and terminator, if that completes it. Throws an {@linkcode InstrumentError}
   * of code 202 if it is too long or the echo is not what it should be.
   */
  receive(piece: Uint8Array): string | undefined {
    this.#append(piece);
    const { terminator, echo } = this.#format;
    if (!this.#endsWith(terminator)) return undefined;
    const end = this.#length - terminator.length;
    if (!echo) return this.#text(0, end);
    if (this.#agreesWith(echo)) {
      // The echo alone, or a part of it, is no answer yet. A prompt may begin with the line break of the echo.
      return this.#length > echo.length
        ? this.#text(echo.length, Math.max(echo.length, end))
        : undefined;
    }
    if (this.#format.echoMayLack) return this.#text(0, end);
    throw noResponseError(
      `Bad ethernet query return: ${this.#text(0, end)}`,
    );
  }

  #append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > maxAnswer) {
      throw noResponseError(tooLong);
    }
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  #endsWith(end: Uint8Array): boolean {
    const start = this.#length - end.length;
    return start >= 0 &&
      end.every((byte, index) => this.#bytes[start + index] === byte);
  }

  /** Tells whether what has arrived begins with `start`, or is the beginning of it. */
  #agreesWith(start: Uint8Array): boolean {
    return start.subarray(0, this.#length)
      .every((byte, index) => this.#bytes[index] === byte);
  }

  #text(start: number, end: number): string {
    return decoder.decode(this.#bytes.subarray(start, end));
  }
}
