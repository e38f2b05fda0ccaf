/**
 * One TCP connection to an instrument, with at most one command on its way.
 *
 * @module
 */
import type { Clock } from "../mesh/mod.ts";
import { type AnswerFormat, InstrumentAnswer } from "./instrument_answer.ts";
import {
  brokenError,
  closedError,
  neverSentError,
  timeoutError,
  unaskedError,
  unreachableError,
} from "./connection_errors.ts";
import { InstrumentError } from "./instrument_error.ts";
import { type SocketInfo, socketText } from "./socket_info.ts";

/** How to reach and talk to an instrument. */
export interface ConnectionOptions {
  /** Where it is. */
  readonly socket: SocketInfo;
  /** Seconds that connecting may take, and that an instrument may be silent before or within an answer. */
  readonly timeout: number;
  /** What ends a command; may be empty. */
  readonly commandTerminator: string;
  /** What ends an answer; not empty. */
  readonly responseTerminator: string;
  /** Whether the instrument repeats each command before the answer. */
  readonly echo: boolean;
  /** Measures the timeout. */
  readonly clock: Clock;
}

/** An answer that trickles in may take this many timeouts altogether. */
const patience = 10;

/** An answer that is waited for. */
interface Expected {
  readonly answer: InstrumentAnswer;
  readonly resolve: (text: string) => void;
  readonly reject: (error: InstrumentError) => void;
  /** Called when a piece of it has arrived: the instrument may be silent again. */
  readonly heard: () => void;
}

/**
 * One TCP connection to an instrument. Whatever leaves doubt about what the instrument holds for us ends it: silence, half an answer, a
 * wrong echo, bytes that nobody asked for. So an answer is never taken for the one to the next command.
 */
export class InstrumentConnection {
  readonly #socket: Deno.TcpConn;
  readonly #options: ConnectionOptions;
  readonly #terminator: Uint8Array;
  readonly #lost = Promise.withResolvers<InstrumentError>();
  #expected: Expected | undefined;
  #error: InstrumentError | undefined;

  /** Connects. Rejects with an {@linkcode InstrumentError} of code 201. */
  static async open(
    options: ConnectionOptions,
    signal?: AbortSignal,
  ): Promise<InstrumentConnection> {
    const { clock, timeout, socket } = options;
    const attempt = new AbortController();
    const giveUp = () => attempt.abort();
    let late = false;
    const cancel = clock.after(timeout * 1000, () => {
      late = true;
      giveUp();
    });
    signal?.addEventListener("abort", giveUp);
    try {
      const connection = await Deno.connect({
        ...socket,
        signal: attempt.signal,
      });
      return new InstrumentConnection(connection, options);
    } catch (cause) {
      const reason = late
        ? `no connection within ${timeout} s (socket_timeout)`
        : (cause as Error).message;
      throw unreachableError(
        `Unable to establish ethernet socket ${socketText(socket)}: ${reason}`,
        cause,
      );
    } finally {
      cancel();
      signal?.removeEventListener("abort", giveUp);
    }
  }

  private constructor(socket: Deno.TcpConn, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#terminator = bytesOf(options.responseTerminator);
    this.#read();
  }

  /** Whether it has not ended yet. */
  get open(): boolean {
    return this.#error === undefined;
  }

  /** Resolves with the reason when the connection has ended. */
  get lost(): Promise<InstrumentError> {
    return this.#lost.promise;
  }

  /**
   * Sends a command and waits for its answer. An empty command asks for whatever there is: for it, silence is an answer too, after which
   * the connection goes on. Rejects with an {@linkcode InstrumentError}; the connection has ended then. Throws an `Error` if the answer
   * to another command is still waited for.
   */
  exchange(command: string): Promise<string> {
    const bytes = bytesOf(command + this.#options.commandTerminator);
    const silenceAnswers = command === "";
    const format = {
      terminator: this.#terminator,
      echo: this.#options.echo ? bytes : undefined,
      echoMayLack: silenceAnswers,
    };
    return this.#expect(format, silenceAnswers, bytes);
  }

  /** Waits for what the instrument says without being asked. If it says nothing, that is an empty text. */
  listen(): Promise<string> {
    return this.#expect({ terminator: this.#terminator }, true);
  }

  /** Ends the connection. What waits for an answer is rejected with `error`. */
  end(error: InstrumentError): void {
    if (this.#error) return;
    this.#error = error;
    this.#socket.close();
    this.#lost.resolve(error);
    this.#expected?.reject(error);
  }

  async #expect(
    format: AnswerFormat,
    silenceAnswers: boolean,
    command?: Uint8Array,
  ): Promise<string> {
    if (this.#error) throw neverSentError(this.#error);
    if (this.#expected) {
      throw new Error("The answer to another command is still waited for");
    }
    const { clock, timeout } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const answer = new InstrumentAnswer(format);
    const began = clock.now();
    const silent = () => {
      if (silenceAnswers) resolve(answer.text);
      else this.end(timeoutError(answer.text, (clock.now() - began) / 1000));
    };
    let cancel = clock.after(timeout * 1000, silent);
    const heard = () => {
      cancel();
      const left = began + patience * timeout * 1000 - clock.now();
      const wait = Math.min(timeout * 1000, Math.max(0, left));
      cancel = clock.after(wait, silent);
    };
    this.#expected = { answer, resolve, reject, heard };
    try {
      // A command that is not wholly written would run into the next one.
      const written = command && this.#write(command);
      const [text] = await Promise.all([promise, written]);
      return text;
    } finally {
      cancel();
      this.#expected = undefined;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        written += await this.#socket.write(bytes.subarray(written));
      }
    } catch (cause) {
      this.end(brokenError(cause, written > 0));
    }
  }

  async #read(): Promise<void> {
    const piece = new Uint8Array(16 * 1024);
    try {
      this.#socket.setNoDelay(true);
      // Finds out in the end when an instrument was switched off without a word.
      this.#socket.setKeepAlive(true);
      for (;;) {
        const length = await this.#socket.read(piece);
        if (length === null) {
          return this.end(closedError(this.#expected?.answer.text ?? ""));
        }
        this.#receive(piece.subarray(0, length));
      }
    } catch (error) {
      this.end(
        error instanceof InstrumentError ? error : brokenError(error, true),
      );
    }
  }

  #receive(piece: Uint8Array): void {
    const expected = this.#expected;
    if (!expected) throw unaskedError(piece);
    const text = expected.answer.receive(piece);
    if (text === undefined) expected.heard();
    else {
      this.#expected = undefined;
      expected.resolve(text);
    }
  }
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
