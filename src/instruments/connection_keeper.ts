/**
 * Keeps a connection to an instrument.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { backoff, delay } from "../mesh/mod.ts";
import { unreachableError } from "./connection_errors.ts";
import { type Handshake, shakeHands } from "./handshake.ts";
import {
  type ConnectionOptions,
  InstrumentConnection,
} from "./instrument_connection.ts";
import type { InstrumentError } from "./instrument_error.ts";
import { socketText } from "./socket_info.ts";

const logger = getLogger(["dripline", "implementations", "scpi"]);

/** A connection that lives this long, in milliseconds, has not ended because the instrument refuses us. */
const settleTime = 1000;

/** How to reach an instrument, and what to say first. */
export interface KeeperOptions extends ConnectionOptions {
  /** Performed at every new connection. Default: nothing. */
  readonly handshake?: Handshake | undefined;
  /** Numbers from 0 up to 1, for the times between attempts to connect. */
  readonly random: () => number;
}

/**
 * Keeps a connection to an instrument: makes it, and makes a new one after a loss, for ever. The first attempt after a loss comes at once,
 * the next ones after pauses of 0.2 s to 5 s. The log says once that the instrument is missing, and once that it is back.
 */
export class ConnectionKeeper {
  readonly #options: KeeperOptions;
  readonly #closing = new AbortController();
  readonly #kept: Promise<void>;
  /** The latest connection. It may have ended. */
  #connection: InstrumentConnection | undefined;
  /** The one that follows it; rejected while none is to be had. */
  #next: Coming = coming();
  #used = false;
  #missing = false;

  /** Begins to connect. */
  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#kept = this.#keep();
  }

  /**
   * The connection. If one is being made, it is waited for. Rejects with an {@linkcode InstrumentError} of code 201 if the latest attempt
   * has failed.
   */
  current(): Promise<InstrumentConnection> {
    return this.#connection?.open
      ? Promise.resolve(this.#connection)
      : this.#next.promise;
  }

  /** Has to be told that a command is to be sent: if the connection ends now, that is no reason for a pause. */
  using(): void {
    this.#used = true;
  }

  /** Has to be told that the instrument has answered. */
  answered(): void {
    this.#found();
  }

  /** Ends the connection, and makes no new one. Whoever waits for one is told so. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#kept;
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
      const error = unreachableError(messageOf(cause), cause);
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
      throw unreachableError(message);
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

function stopped(): InstrumentError {
  return unreachableError("The service is being stopped");
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
