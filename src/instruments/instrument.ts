/**
 * Lets many talk to one instrument.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Clock, systemClock } from "../mesh/mod.ts";
import { shownBytes, unreachableError } from "./connection_errors.ts";
import { ConnectionKeeper } from "./connection_keeper.ts";
import { exchange } from "./exchange.ts";
import { type Bytes, bytesOf, type Framing, textOf } from "./framing.ts";
import type { Handshake } from "./handshake.ts";
import type { AnswerRule } from "./instrument_answer.ts";
import type { InstrumentConnection } from "./instrument_connection.ts";
import { InstrumentError } from "./instrument_error.ts";
import { Line } from "./line.ts";
import type { Link } from "./link.ts";
import type { Synchronisation } from "./synchronisation.ts";

const logger = getLogger(["dripline", "instruments"]);

/** How many may wait for the instrument. */
const maxWaiting = 1000;

/** Seconds of silence that follow an answer before it is believed, unless it is said otherwise. */
export const usualSilence = 0.1;

/** How to reach an {@linkcode Instrument}, and how it speaks. */
export interface InstrumentOptions {
  /** The way to it. */
  readonly link: Link;
  /** Where its messages begin and end. */
  readonly framing: Framing;
  /** Seconds that connecting may take, and that it may be silent before or within an answer. Default: 1. */
  readonly timeout?: number;
  /**
   * Seconds of silence that have to follow an answer before it is believed and the next command is sent; 0 for none. An instrument that
   * says more than an answer is found out by it. Default: 0.1.
   */
  readonly silence?: number;
  /** Whether it repeats each command before the answer. Default: no. */
  readonly echo?: boolean;
  /** Performed at every new connection. Default: nothing. */
  readonly handshake?: Handshake | undefined;
  /** How it is made sure, after whatever leaves doubt, that an answer belongs to its question. Default: by silence. */
  readonly sync?: Synchronisation;
  /** Measures the times. Default: the clock of the machine. */
  readonly clock?: Clock;
  /** Numbers from 0 up to 1, for the times between attempts to connect. Default: random ones. */
  readonly random?: () => number;
}

/** How to send a command. */
export interface ExchangeOptions extends AnswerRule {
  /** Seconds that the instrument may be silent before and within this answer. Default: its timeout. */
  readonly timeout?: number | undefined;
  /** Aborted when nobody waits for the answer any more. A command that waits for its turn is not sent then. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the command may be sent a second time if its answer does not come. Default: no. */
  readonly repeatable?: boolean | undefined;
  /** Who asks, such as the name of an endpoint, for the log. Default: the command. */
  readonly asker?: string | undefined;
}

/** Sends a command within a conversation, and resolves with the answer. Rejects with an {@linkcode InstrumentError}. */
export type Say = (
  command: Bytes,
  options?: Omit<ExchangeOptions, "signal">,
) => Promise<Uint8Array>;

/**
 * Lets many talk to one instrument: one exchange at a time, in the order of arrival. The connection is kept, and made anew after a loss, for
 * ever. An answer belongs to its question: what the instrument says beyond it is an error, never the answer to the next question. A
 * command that may have reached the instrument is sent again only if its sender says that this does no harm.
 */
export class Instrument implements AsyncDisposable {
  readonly #line = new Line(maxWaiting);
  readonly #keeper: ConnectionKeeper;

  /** Begins to connect. */
  constructor(options: InstrumentOptions) {
    this.#keeper = new ConnectionKeeper({
      timeout: 1,
      silence: usualSilence,
      echo: false,
      sync: "silence",
      clock: systemClock,
      random: Math.random,
      ...options,
    });
  }

  /** Resolves when the instrument is connected. Rejects with an {@linkcode InstrumentError} if the latest attempt has failed. */
  async connected(): Promise<void> {
    await this.#keeper.current();
  }

  /** Sends a text, and resolves with that of the answer. Rejects with an {@linkcode InstrumentError}. */
  async ask(command: string, options: ExchangeOptions = {}): Promise<string> {
    return textOf(await this.exchange(command, options));
  }

  /**
   * Sends a command, and resolves with the answer: no bytes if it has none. Rejects with an {@linkcode InstrumentError}: 201 if there is no
   * connection, 202 if there is no answer, or more than one.
   */
  exchange(
    command: Bytes,
    { signal, ...options }: ExchangeOptions = {},
  ): Promise<Uint8Array> {
    return this.converse((say) => say(command, options), signal);
  }

  /** Holds a conversation of several exchanges; nobody else comes in between. Settles as `talk` does. */
  async converse<T>(
    talk: (say: Say) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    await this.#line.enter(refusal, signal);
    try {
      let isFirst = true;
      return await talk((command, options = {}) => {
        // What comes later may build on what the instrument has forgotten with the connection.
        const mayRepeat = isFirst;
        isFirst = false;
        return this.#send(bytesOf(command), { ...options, signal }, mayRepeat);
      });
    } finally {
      this.#line.leave();
    }
  }

  /** Ends the connection, and makes no new one. Whoever waits is told so. */
  async close(): Promise<void> {
    await this.#keeper.close();
  }

  /** The same as {@linkcode Instrument.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Sends a command, and once more if it is first in its conversation and what went wrong allows it. */
  async #send(
    command: Uint8Array,
    options: ExchangeOptions,
    isFirst: boolean,
  ): Promise<Uint8Array> {
    const connection = await this.#keeper.current();
    try {
      return await this.#sendOnce(connection, command, options);
    } catch (error) {
      if (!(error instanceof InstrumentError) || options.signal?.aborted) {
        throw error;
      }
      const mayRepeat = !error.reached ||
        options.repeatable && !error.isSurplus;
      if (!isFirst || !mayRepeat) throw error;
      logger.debug("sends {command} again: {error}", {
        command: shownBytes(command),
        error,
      });
      const next = await this.#replacement(error);
      return await this.#sendOnce(next, command, options);
    }
  }

  /** The next connection. If there is none, the code says what went wrong at first, and the text why it cannot be mended. */
  async #replacement(first: InstrumentError): Promise<InstrumentConnection> {
    try {
      return await this.#keeper.current();
    } catch (error) {
      throw new InstrumentError(first.returnCode, messageOf(error), {
        reached: first.reached,
        cause: first,
      });
    }
  }

  async #sendOnce(
    connection: InstrumentConnection,
    command: Uint8Array,
    { signal, timeout, asker, ...rule }: ExchangeOptions,
  ): Promise<Uint8Array> {
    if (signal?.aborted) throw refusal("aborted");
    const abandon = () => connection.end(refusal("aborted"));
    signal?.addEventListener("abort", abandon);
    this.#keeper.using(command);
    try {
      const answer = await exchange(connection, { command, rule, timeout });
      this.#keeper.answered(asker ?? command);
      if (command.length === 0) {
        connection.end(unreachableError("It may say more later"), true);
      }
      return answer;
    } catch (error) {
      if (error instanceof InstrumentError && error.isSurplus) {
        this.#keeper.doubt(error.message);
      }
      throw error;
    } finally {
      signal?.removeEventListener("abort", abandon);
    }
  }
}

function refusal(why: "full" | "aborted"): InstrumentError {
  return why === "full"
    ? new InstrumentError(
      "resource_error",
      `The instrument is too busy: ${maxWaiting} requests wait for it already. Ask less often`,
      { reached: false },
    )
    : new InstrumentError(
      "service_error_timeout",
      "Nobody waits for the answer of the instrument any more",
      { reached: false },
    );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
