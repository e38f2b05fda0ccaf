/**
 * Keeps a connection to an instrument.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { backoff, delay } from "../mesh/mod.ts";
import { shownBytes, unreachableError } from "./connection_errors.ts";
import { type Handshake, shakeHands } from "./handshake.ts";
import {
  type ConnectionOptions,
  InstrumentConnection,
} from "./instrument_connection.ts";
import type { InstrumentError } from "./instrument_error.ts";
import { Step } from "./step.ts";
import { drain, type Synchronisation } from "./synchronisation.ts";

const logger = getLogger(["dripline", "instruments"]);

/** A connection that lives this long, in milliseconds, has not ended because the instrument refuses us. */
const settleTime = 1000;

/** How to reach an instrument, and what to say first. */
export interface KeeperOptions extends ConnectionOptions {
  /** Performed at every new connection. Default: nothing. */
  readonly handshake?: Handshake | undefined;
  /** How it is made sure that an answer belongs to its question. */
  readonly sync: Synchronisation;
  /** Numbers from 0 up to 1, for the times between attempts to connect. */
  readonly random: () => number;
}

/**
 * Keeps a connection to an instrument: makes it, and makes a new one after a loss, for ever. The first attempt after a loss comes at once,
 * the next ones after pauses of 0.2 s to 5 s. The log says once that the instrument is missing, and once that it is back.
 */
export class ConnectionKeeper {
  readonly #options: KeeperOptions;
  readonly #step: Step;
  readonly #closing = new AbortController();
  readonly #kept: Promise<void>;
  /** The latest connection. It may have ended. */
  #connection: InstrumentConnection | undefined;
  /** The one that follows it; rejected while none is to be had. */
  #next: Coming = coming();
  /** Ends the pause after an instrument has hung up. */
  #hurry = () => {};
  #isWanted = false;
  #used = false;
  #missing = false;
  /** Who got the last answer over the present connection. */
  #last: { asker: string | Uint8Array; at: number } | undefined;

  /** Begins to connect. */
  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#step = new Step(options.sync);
    this.#kept = this.#keep();
  }

  /**
   * The connection. If one is being made, it is waited for; if the instrument has hung up, one is made now. Rejects with an
   * {@linkcode InstrumentError} of code 201 if the latest attempt has failed.
   */
  current(): Promise<InstrumentConnection> {
    if (this.#connection && !this.#connection.error) {
      return Promise.resolve(this.#connection);
    }
    this.#isWanted = true;
    this.#hurry();
    return this.#next.promise;
  }

  /** Has to be told that a command is to be sent: if the connection ends now, that is no reason for a pause. */
  using(command: Uint8Array): void {
    this.#used = true;
    this.#step.asks(command);
  }

  /** Has to be told that the instrument has answered, and whom or which command. */
  answered(asker: string | Uint8Array): void {
    this.#found();
    this.#last = { asker, at: this.#options.clock.now() };
  }

  /**
   * Has to be told of what came out of turn. If that belongs to the answer before, something else was believed: the log names whose value
   * it was.
   */
  doubt(reason: string): void {
    if (!this.#last) return;
    const { asker, at } = this.#last;
    this.#last = undefined;
    logger.error(
      "the last value of {asker} is doubtful, {ms} ms old: {reason}",
      {
        asker: typeof asker === "string" ? asker : shownBytes(asker),
        ms: Math.round(this.#options.clock.now() - at),
        reason,
      },
    );
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
      const hurry = new AbortController();
      let hasFailed = false;
      try {
        const connection = await this.#connect();
        const { resolve } = this.#next;
        this.#connection = connection;
        this.#next = coming();
        this.#isWanted = false;
        resolve(connection);
        const { isUseful, error } = await this.#hold(connection);
        if (isUseful) {
          failures = 0;
          continue;
        }
        // Who hangs up is there, and is asked again as soon as there is a question. Who speaks out of turn is not.
        if (connection.isDoubtful) throw error;
        this.#hurry = () => hurry.abort();
        if (this.#isWanted) this.#hurry();
      } catch (error) {
        hasFailed = true;
        this.#next.reject(error);
        this.#missed(error);
      }
      const cut = AbortSignal.any([signal, hurry.signal]);
      await delay(clock, backoff(++failures, random), cut);
      this.#hurry = () => {};
      if (hasFailed) this.#next = coming();
    }
    this.#next.reject(stopped());
  }

  async #connect(): Promise<InstrumentConnection> {
    const { signal } = this.#closing;
    const connection = await InstrumentConnection.open(this.#options, signal);
    const stop = () => connection.end(stopped());
    signal.addEventListener("abort", stop);
    connection.lost.then(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
    this.#last = undefined;
    connection.onUnasked((error) => this.doubt(error.message));
    try {
      await this.#begin(connection);
      return connection;
    } catch (cause) {
      this.#step.lost(true);
      const error = unreachableError(messageOf(cause), cause);
      connection.end(error);
      await connection.closed();
      throw error;
    }
  }

  /** Makes sure that the instrument is there, and that it has nothing left to say. */
  async #begin(connection: InstrumentConnection): Promise<void> {
    const { handshake } = this.#options;
    const mustListen = this.#step.mustListen(handshake !== undefined);
    if (mustListen) await drain(connection);
    if (handshake) await shakeHands(connection, handshake, mustListen);
    await this.#step.find(connection);
  }

  /** Waits until a connection is lost. Resolves with the reason, and with whether it was of use: if not, there is to be a pause. */
  async #hold(
    connection: InstrumentConnection,
  ): Promise<{ isUseful: boolean; error: InstrumentError }> {
    const { clock } = this.#options;
    this.#used = false;
    const since = clock.now();
    const cancel = clock.after(settleTime, () => this.#found());
    const { message } = await connection.lost;
    cancel();
    await connection.closed();
    this.#step.lost(connection.isDoubtful);
    logger.debug("the connection has ended: {message}", { message });
    return {
      isUseful: this.#used || clock.now() - since >= settleTime,
      error: unreachableError(message),
    };
  }

  #missed(error: unknown): void {
    if (this.#missing || this.#closing.signal.aborted) return;
    this.#missing = true;
    logger.warn(
      "there is no instrument at {link}: {reason}. Trying again until there is one",
      { link: this.#options.link.name, reason: messageOf(error) },
    );
  }

  #found(): void {
    if (!this.#missing) return;
    this.#missing = false;
    logger.info("the instrument at {link} is back", {
      link: this.#options.link.name,
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
