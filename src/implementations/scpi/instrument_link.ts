/**
 * Keeps a service and its instrument together.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { backoff, delay } from "../../mesh/mod.ts";
import { type Handshake, shakeHands } from "./handshake.ts";
import {
  type ConnectionOptions,
  InstrumentConnection,
} from "./instrument_connection.ts";
import { InstrumentError } from "./instrument_error.ts";
import { Line } from "./line.ts";
import { socketText } from "./socket_info.ts";

const logger = getLogger(["dripline", "implementations", "scpi"]);

/** How many may wait for the instrument. */
const maxWaiting = 1000;

/** A connection that lives this long, in milliseconds, has not ended because the instrument refuses us. */
const settleTime = 1000;

/** How to reach an instrument, and what to say first. */
export interface LinkOptions extends ConnectionOptions {
  /** Performed at every new connection. Default: nothing. */
  readonly handshake?: Handshake | undefined;
  /** Numbers from 0 up to 1, for the times between attempts to connect. */
  readonly random: () => number;
}

/** How to send commands. */
export interface ExchangeOptions {
  /** Aborted when nobody waits for the answers any more. A command that waits for its turn is not sent then. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a single command may be sent a second time if its answer does not come. Default: no. */
  readonly repeatable?: boolean;
}

/**
 * Keeps a service and its instrument together: connects, and connects again after a loss, for ever. One conversation at a time, in the
 * order of arrival. A command that may have reached the instrument is sent again only if its sender says that this does no harm.
 */
export class InstrumentLink {
  readonly #options: LinkOptions;
  readonly #line = new Line(maxWaiting);
  readonly #closing = new AbortController();
  readonly #kept: Promise<void>;
  /** The latest connection. It may have ended. */
  #connection: InstrumentConnection | undefined;
  /** The one that follows it; rejected while none is to be had. */
  #next: Coming = coming();
  #used = false;
  #missing = false;

  /** Begins to connect. */
  constructor(options: LinkOptions) {
    this.#options = options;
    this.#kept = this.#keep();
  }

  /** Resolves when the instrument is connected. Rejects with an {@linkcode InstrumentError} if the latest attempt has failed. */
  async connected(): Promise<void> {
    await this.#current();
  }

  /**
   * Sends commands, each after the answer to the one before; nobody else comes in between. Resolves with the answers. Rejects with an
   * {@linkcode InstrumentError}.
   */
  async exchange(
    commands: readonly string[],
    options: ExchangeOptions = {},
  ): Promise<string[]> {
    const { signal, repeatable = false } = options;
    await this.#line.enter(refusal, signal);
    try {
      const answers: string[] = [];
      for (const command of commands) {
        // What comes later may build on what the instrument has forgotten with the connection.
        const isFirst = answers.length === 0;
        const again = (error: InstrumentError) =>
          isFirst && (repeatable || !error.reached);
        answers.push(await this.#send(command, signal, again));
      }
      return answers;
    } finally {
      this.#line.leave();
    }
  }

  /** Ends the connection, and makes no new one. Whoever waits is told so. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#kept;
  }

  /** Sends a command, and once more if `again` allows it for what went wrong. */
  async #send(
    command: string,
    signal: AbortSignal | undefined,
    again: (error: InstrumentError) => boolean,
  ): Promise<string> {
    const connection = await this.#current();
    try {
      return await this.#sendOnce(connection, command, signal);
    } catch (error) {
      if (!(error instanceof InstrumentError) || signal?.aborted) throw error;
      if (!again(error)) throw error;
      logger.debug("sends {command} again: {error}", { command, error });
      return await this.#sendOnce(
        await this.#replacement(error),
        command,
        signal,
      );
    }
  }

  /** The next connection. If there is none, the code says what went wrong at first, and the text why it cannot be mended. */
  async #replacement(first: InstrumentError): Promise<InstrumentConnection> {
    try {
      return await this.#current();
    } catch (error) {
      throw new InstrumentError(first.returnCode, messageOf(error), {
        reached: first.reached,
        cause: first,
      });
    }
  }

  async #sendOnce(
    connection: InstrumentConnection,
    command: string,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    if (signal?.aborted) throw refusal("aborted");
    const abandon = () => connection.end(refusal("aborted"));
    signal?.addEventListener("abort", abandon);
    this.#used = true;
    try {
      const answer = await connection.exchange(command);
      this.#found();
      if (command === "") connection.end(unreachable("It may say more later"));
      return answer;
    } finally {
      signal?.removeEventListener("abort", abandon);
    }
  }

  #current(): Promise<InstrumentConnection> {
    return this.#connection?.open
      ? Promise.resolve(this.#connection)
      : this.#next.promise;
  }

  async #keep(): Promise<void> {
    const { clock, random } = this.#options;
    const { signal } = this.#closing;
    let failures = 0;
    while (!signal.aborted) {
      try {
        const connection = await this.#connect();
        const { resolve } = this.#next;
        this.#connection = connection;
        this.#next = coming();
        resolve(connection);
        await this.#hold(connection);
        failures = 0;
      } catch (error) {
        this.#next.reject(error);
        this.#missed(error);
        await delay(clock, backoff(++failures, random), signal);
        this.#next = coming();
      }
    }
    this.#next.reject(stopped());
  }

  async #connect(): Promise<InstrumentConnection> {
    const { handshake } = this.#options;
    const { signal } = this.#closing;
    const connection = await InstrumentConnection.open(this.#options, signal);
    const stop = () => connection.end(stopped());
    signal.addEventListener("abort", stop);
    connection.lost.then(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    try {
      if (handshake) await shakeHands(connection, handshake);
      return connection;
    } catch (cause) {
      const error = unreachable(messageOf(cause), cause);
      connection.end(error);
      throw error;
    }
  }

  /** Waits until a connection is lost. Rejects with the reason if it was of no use: there is to be a pause then. */
  async #hold(connection: InstrumentConnection): Promise<void> {
    const { clock } = this.#options;
    this.#used = false;
    const since = clock.now();
    const cancel = clock.after(settleTime, () => this.#found());
    const { message } = await connection.lost;
    cancel();
    logger.debug("the connection has ended: {message}", { message });
    if (!this.#used && clock.now() - since < settleTime) {
      throw unreachable(message);
    }
  }

  #missed(error: unknown): void {
    if (this.#missing || this.#closing.signal.aborted) return;
    this.#missing = true;
    logger.warn(
      "there is no instrument at {where}: {reason}. Trying again until there is one",
      { where: socketText(this.#options.socket), reason: messageOf(error) },
    );
  }

  #found(): void {
    if (!this.#missing) return;
    this.#missing = false;
    logger.info("the instrument at {where} is back", {
      where: socketText(this.#options.socket),
    });
  }
}

/** A connection that is to come. */
type Coming = PromiseWithResolvers<InstrumentConnection>;

function coming(): Coming {
  const next = Promise.withResolvers<InstrumentConnection>();
  // Who waits for it is told. If nobody does, that is no reason to die.
  next.promise.catch(() => {});
  return next;
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

function unreachable(message: string, cause?: unknown): InstrumentError {
  return new InstrumentError("resource_error_connection", message, {
    reached: false,
    cause,
  });
}

function stopped(): InstrumentError {
  return unreachable("The service is being stopped");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
