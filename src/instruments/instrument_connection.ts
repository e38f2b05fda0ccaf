/**
 * One connection to an instrument.
 *
 * @module
 */
import type { Clock } from "../mesh/mod.ts";
import {
  brokenError,
  closedError,
  unaskedError,
  unreachableError,
} from "./connection_errors.ts";
import type { Framing } from "./framing.ts";
import { InstrumentError } from "./instrument_error.ts";
import type { Channel, Link } from "./link.ts";

/** How to reach and talk to an instrument. */
export interface ConnectionOptions {
  /** The way to it. */
  readonly link: Link;
  /** Where its messages begin and end. */
  readonly framing: Framing;
  /** Seconds that connecting may take, and that an instrument may be silent before or within an answer. */
  readonly timeout: number;
  /** Seconds of silence that have to follow an answer before it is believed, and before the next command; 0 for none. */
  readonly silence: number;
  /** Whether the instrument repeats each command before the answer. */
  readonly echo: boolean;
  /** Measures the times. */
  readonly clock: Clock;
}

/** Takes what arrives. */
export interface Listener {
  /** Called with bytes, which hold until it returns. What it throws ends the connection. */
  received(bytes: Uint8Array): void;
  /** Called when the connection has ended, perhaps because the instrument hung up. Returns whether something is still to come from it. */
  ended(error: InstrumentError, hungUp: boolean): boolean;
}

/**
 * One connection to an instrument. There is at most one who listens to it. Whatever leaves doubt about what the instrument holds for us ends
 * it: silence, half an answer, a wrong echo, bytes that nobody asked for.
 */
export class InstrumentConnection {
  /** How it talks to the instrument. */
  readonly options: ConnectionOptions;
  readonly #channel: Channel;
  readonly #lost = Promise.withResolvers<InstrumentError>();
  #listener: Listener | undefined;
  #error: InstrumentError | undefined;
  #isDoubtful = false;
  #closed: void | Promise<void> = undefined;
  #unasked: ((error: InstrumentError) => void) | undefined;

  /** Connects. Rejects with an {@linkcode InstrumentError} of code 201. */
  static async open(
    options: ConnectionOptions,
    signal?: AbortSignal,
  ): Promise<InstrumentConnection> {
    const { clock, timeout, link } = options;
    const attempt = new AbortController();
    const giveUp = () => attempt.abort();
    let late = false;
    const cancel = clock.after(timeout * 1000, () => {
      late = true;
      giveUp();
    });
    signal?.addEventListener("abort", giveUp);
    try {
      const channel = await link.open(attempt.signal);
      return new InstrumentConnection(channel, options);
    } catch (cause) {
      const reason = late
        ? `no connection within ${timeout} s (socket_timeout)`
        : (cause as Error).message;
      throw unreachableError(
        `Unable to establish ${link.name}: ${reason}`,
        cause,
      );
    } finally {
      cancel();
      signal?.removeEventListener("abort", giveUp);
    }
  }

  private constructor(channel: Channel, options: ConnectionOptions) {
    this.#channel = channel;
    this.options = options;
    this.#read();
  }

  /** Why it has ended, if it has. */
  get error(): InstrumentError | undefined {
    return this.#error;
  }

  /** Resolves with the reason when the connection has ended. */
  get lost(): Promise<InstrumentError> {
    return this.#lost.promise;
  }

  /** Resolves when nothing is left of a connection that has ended. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  /** Whether the instrument may have something more to say to us than what it has said here. */
  get isDoubtful(): boolean {
    return this.#isDoubtful;
  }

  /** Calls a function when bytes come while nobody listens, before they end the connection. */
  onUnasked(tell: (error: InstrumentError) => void): void {
    this.#unasked = tell;
  }

  /** Listens, until the function that it returns is called. Throws an `Error` if somebody listens already. */
  listen(listener: Listener): () => void {
    if (this.#listener) {
      throw new Error("The answer to another command is still waited for");
    }
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }

  /** Sends bytes. If that fails, the connection ends. */
  async write(bytes: Uint8Array): Promise<void> {
    let written = 0;
    try {
      while (written < bytes.length) {
        written += await this.#channel.write(bytes.subarray(written));
      }
    } catch (cause) {
      const { name } = this.options.link;
      this.end(brokenError(name, cause, written > 0));
    }
  }

  /** Ends the connection. Whoever listens is told. `isDoubtful`: the instrument may have something to say though nobody listens. */
  end(error: InstrumentError, isDoubtful = false): void {
    this.#isDoubtful ||= isDoubtful;
    this.#end(error, false);
  }

  #end(error: InstrumentError, hungUp: boolean): void {
    if (this.#error) return;
    this.#error = error;
    this.#closed = this.#channel.close();
    if (this.#listener?.ended(error, hungUp)) this.#isDoubtful = true;
    this.#lost.resolve(error);
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const piece = await this.#channel.read();
        if (piece === null) return this.#end(closedError(), true);
        if (this.#error) return;
        this.#receive(piece);
      }
    } catch (error) {
      this.end(
        error instanceof InstrumentError
          ? error
          : brokenError(this.options.link.name, error, true),
      );
    }
  }

  #receive(piece: Uint8Array): void {
    if (this.#listener) return this.#listener.received(piece);
    this.#isDoubtful = true;
    const error = unaskedError(piece);
    this.#unasked?.(error);
    throw error;
  }
}
