/**
 * One connection to a broker, from the first byte to the last. Every wait for a broker goes through here, and none is without a limit:
 * amqplib waits for ever for the answer to `close` if the connection ends first, and for every answer of a broker that is mute.
 *
 * @module
 */
import { isIP } from "node:net";
import amqp from "amqplib";
import type { ChannelModel } from "amqplib";
import { systemClock } from "./clock.ts";
import { frameMax } from "./frame_reader.ts";
import { openingError } from "./opening_error.ts";
import type { MeshOptions } from "./options.ts";
import type { Target } from "./targets.ts";

/** How long a broker may be silent while it accepts a connection, in milliseconds. */
const silence = 5000;

/** How long it may take to accept one, in milliseconds. */
const openTimeout = 10_000;

/** How long it may take to answer anything else, in milliseconds. A connection whose broker takes longer is cut. */
const answerTimeout = 30_000;

/** How long it may take to close one, in milliseconds. */
const closeTimeout = 750;

/** One connection. It does not come back. */
export class Connection {
  /** What amqplib makes of it. */
  readonly model: ChannelModel;
  /** Resolves, with the reason, when it has ended. */
  readonly closed: Promise<Error>;
  readonly #gone = new AbortController();
  readonly #socket: AbortController;
  readonly #end: (reason: Error) => void;

  private constructor(model: ChannelModel, socket: AbortController) {
    this.model = model;
    this.#socket = socket;
    const closed = Promise.withResolvers<Error>();
    this.closed = closed.promise;
    this.#end = (reason) => {
      if (this.gone.aborted) return;
      this.#gone.abort(reason);
      closed.resolve(reason);
    };
    let last: Error | undefined;
    // amqplib ends the process at an error that nobody listens to.
    model.on("error", (error: Error) => last = error);
    model.on("close", (error?: Error) => {
      const reason = error ?? last ?? new Error("closed by the broker");
      this.#end(reason);
      // Whoever is mute does not close its side of the socket either.
      if (/heartbeat/i.test(reason.message)) socket.abort();
    });
  }

  /** Connects. `purpose` names it on the broker's list. Rejects if the broker refuses, is mute or slow, or `stop` is aborted. */
  static async open(
    target: Target,
    { heartbeat = 10, tls = {} }: MeshOptions,
    purpose: string,
    stop: AbortSignal,
  ): Promise<Connection> {
    const { hostname, port, vhost, username, password } = target;
    const socket = new AbortController();
    const giveUp = () => socket.abort();
    const cancel = systemClock.after(openTimeout, giveUp);
    stop.addEventListener("abort", giveUp);
    if (stop.aborted) giveUp();
    // The signal goes on to `net.connect`, and closes the socket whenever it is aborted.
    const socketOptions = {
      noDelay: true,
      timeout: silence,
      signal: socket.signal,
      clientProperties: { connection_name: purpose },
      ...(target.tls && {
        ca: tls.ca,
        cert: tls.certificate,
        key: tls.key,
        // TLS has no server name for an IP address: the certificate has to name the address itself.
        servername: tls.serverName ?? (isIP(hostname) ? "" : hostname),
      }),
    };
    try {
      const model = await amqp.connect({
        protocol: target.tls ? "amqps" : "amqp",
        hostname,
        port,
        username,
        password,
        vhost,
        heartbeat,
        maxFrameSize: frameMax,
      }, socketOptions);
      return new Connection(model, socket);
    } catch (error) {
      if (!socket.signal.aborted) throw await openingError(error, target, stop);
      throw new Error(
        stop.aborted
          ? "the connection was closed"
          : `it does not accept a connection within ${openTimeout / 1000} s`,
        { cause: error },
      );
    } finally {
      cancel();
      stop.removeEventListener("abort", giveUp);
    }
  }

  /** Aborted when it has ended. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /**
   * Settles as `work` does. Rejects as soon as the connection has ended; and ends it if the broker does not answer in time.
   *
   * @param what What the broker is asked for, as `declare queue x`.
   */
  answer<T>(
    what: string,
    work: () => Promise<T>,
    limit: number = answerTimeout,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const lost = () => reject(this.gone.reason);
    const cancel = systemClock.after(
      limit,
      () =>
        this.cut(
          new Error(
            `the broker did not answer within ${limit / 1000} s (${what})`,
          ),
        ),
    );
    this.gone.addEventListener("abort", lost);
    if (this.gone.aborted) lost();
    else Promise.try(work).then(resolve, reject);
    return promise.finally(() => {
      cancel();
      this.gone.removeEventListener("abort", lost);
    });
  }

  /** Ends it as it should be, or by force if the broker does not answer. */
  async close(): Promise<void> {
    try {
      await this.answer("close", () => this.model.close(), closeTimeout);
    } catch {
      // It has ended all the same.
    }
  }

  /** Ends it by force. */
  cut(reason: Error): void {
    this.#end(reason);
    this.#socket.abort();
  }
}
