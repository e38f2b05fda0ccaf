/**
 * Puts the answer of an instrument together from the bytes that arrive.
 *
 * @module
 */
import { ArrivedBytes } from "./arrived_bytes.ts";
import { noResponseError } from "./connection_errors.ts";
import { bytesOf, type Framing, joined, sameBytes, textOf } from "./framing.ts";

/** What the answer to a command consists of. */
export interface AnswerRule {
  /** How many messages (lines) it has; 0 if the instrument does not answer. Default: 1. */
  readonly count?: number | undefined;
  /** It is as long as this message does not come, which is no part of it. */
  readonly until?: string | undefined;
}

/** What an answer looks like. */
export interface AnswerFormat extends AnswerRule {
  /** Where messages end. */
  readonly framing: Framing;
  /** What was sent, if the instrument repeats it before the answer. */
  readonly echo?: Uint8Array | undefined;
  /** Whether the echo may be missing. Default: no. */
  readonly echoMayLack?: boolean;
}

/**
 * An answer on its way. Bytes are joined before they become text, so that it does not matter where a piece ends. What comes after the
 * answer is kept as surplus.
 */
export class InstrumentAnswer {
  readonly #format: AnswerFormat;
  readonly #arrived = new ArrivedBytes();
  readonly #messages: Uint8Array[] = [];
  readonly #until: Uint8Array | undefined;
  /** The echo, as long as it has not come. */
  #echo: Uint8Array | undefined;
  /** How much of the first message is the end of the echo. */
  #overlap = 0;

  /** Waits for its first bytes. */
  constructor(format: AnswerFormat) {
    this.#format = format;
    this.#echo = format.echo;
    this.#until = format.until === undefined
      ? undefined
      : bytesOf(format.until);
  }

  /** Everything that has arrived, echo and surplus included. */
  get said(): Uint8Array {
    return this.#arrived.all;
  }

  /** Whether more has arrived than the answer. */
  get hasSurplus(): boolean {
    return this.#arrived.rest.length > 0;
  }

  /**
   * Takes a piece. Returns the answer, without echo and terminator, if that completes it; messages are joined by what separates them. Throws
   * an `InstrumentError` of code 202 if it is too long or the echo is not what it should be.
   */
  receive(piece: Uint8Array): Uint8Array | undefined {
    this.#arrived.add(piece);
    if (this.#echo && !this.#passEcho(this.#echo)) return undefined;
    const { framing, count = 1 } = this.#format;
    if (count === 0 && !this.#until) return this.#join();
    for (;;) {
      const found = this.#arrived.next(framing);
      if (!found) return undefined;
      const message = found.message.slice(this.#overlap);
      this.#overlap = 0;
      const isEnd = this.#until && sameBytes(message, this.#until);
      if (!isEnd) this.#messages.push(message);
      if (isEnd || !this.#until && this.#messages.length >= count) {
        return this.#join();
      }
    }
  }

  /** Takes the echo off. Returns whether it is there. */
  #passEcho(echo: Uint8Array): boolean {
    const { rest } = this.#arrived;
    const { framing, count, echoMayLack } = this.#format;
    const agrees = rest.subarray(0, echo.length)
      .every((byte, index) => byte === echo[index]);
    if (!agrees) {
      const found = framing.decode(rest, 0);
      if (!found) return false;
      if (!echoMayLack) {
        throw noResponseError(
          `Bad ethernet query return: ${textOf(found.message)}`,
        );
      }
    } else {
      // The echo alone, or a part of it, is no answer yet.
      const enough = count === 0 ? echo.length : echo.length + 1;
      if (rest.length < enough) return false;
      this.#overlap = count === 0 ? 0 : overlapOf(echo, framing.separator);
      this.#arrived.take(echo.length - this.#overlap);
    }
    this.#echo = undefined;
    return true;
  }

  #join(): Uint8Array {
    const [first = new Uint8Array(), ...others] = this.#messages;
    if (others.length === 0) return first;
    const { separator = new Uint8Array() } = this.#format.framing;
    return joined(
      first,
      ...others.flatMap((message) => [separator, message]),
    );
  }
}

/** A prompt, as what separates messages, may begin with the line break of the echo. Returns how much of it the echo has. */
function overlapOf(echo: Uint8Array, separator?: Uint8Array): number {
  if (!separator) return 0;
  for (let length = separator.length - 1; length > 0; length--) {
    const end = echo.subarray(-length);
    if (sameBytes(end, separator.subarray(0, length))) return length;
  }
  return 0;
}
