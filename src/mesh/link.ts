/**
 * One connection to a broker that comes back by itself.
 *
 * amqplib can recover connections too. This does it here because each attempt begins with a step of ours (a broker may
 * have to be started first), because some failures must not be tried again, and because amqplib waits for ever when it closes a
 * connection whose other end is mute. See docs/decisions/0002-own-recovery.md.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { connectionError, isRefusal, reason } from "./broker_error.ts";
import { backoff, type Clock, delay, systemClock, unless } from "./clock.ts";
import { Connection } from "./connection.ts";
import { type Admission, readFrames } from "./frame_reader.ts";
import type { MeshOptions } from "./options.ts";
import { type Target, targets } from "./targets.ts";

const logger = getLogger(["dripline", "mesh"]);

/** What a link tells its owner. */
export interface LinkHandlers {
  /** Whether another connection of the same place says what is wrong. Default: no. */
  readonly quiet?: boolean;
  /** Decides which messages are taken in. */
  readonly admit: Admission;
  /** Called with each new connection. What it throws fails the attempt. */
  connected(connection: Connection): void | Promise<void>;
  /** Called when a connection is lost, with the reason. */
  lost(error: Error): void;
  /** Called when the broker begins or ceases to refuse messages. */
  blocked(on: boolean): void;
}

/** One recovering connection. */
export class Link {
  readonly #options: MeshOptions;
  readonly #targets: readonly Target[];
  readonly #handlers: LinkHandlers;
  readonly #purpose: string;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #told = new Set<string>();
  readonly #first = Promise.withResolvers<void>();
  #target: Target;
  #connection: Connection | undefined;
  #running: Promise<void> | undefined;

  /**
   * Prepares a connection. `purpose` names it for people: in logs and on the broker's list of connections. Throws a `RangeError` for the
   * address of a broker that makes no sense.
   */
  constructor(options: MeshOptions, purpose: string, handlers: LinkHandlers) {
    this.#options = options;
    const [first, ...others] = targets(options);
    this.#target = first;
    this.#targets = [first, ...others];
    this.#purpose = purpose;
    this.#handlers = handlers;
    this.#clock = options.clock ?? systemClock;
    this.#first.promise.catch(() => {});
  }

  /** Where the broker is that is used or tried: `host:port`. */
  get where(): string {
    return this.#target.where;
  }

  /** Connects. Rejects if the broker refuses, or cannot be reached in `maxConnectionAttempts` attempts. */
  open(): Promise<void> {
    this.#running ??= this.#run();
    return this.#first.promise;
  }

  /** Ends the connection for good, within a second. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#first.reject(new Error("The connection was closed"));
    await this.#connection?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { maxConnectionAttempts: attempts = 10 } = this.#options;
    const random = this.#options.random ?? Math.random;
    let failures = 0;
    let everConnected = false;
    while (!this.#closing.signal.aborted) {
      try {
        const { closed } = await this.#connectToAny();
        if (everConnected) {
          this.#tell("connected to {where} again");
        }
        [failures, everConnected] = [0, true];
        this.#told.clear();
        this.#first.resolve();
        const error = await closed;
        if (this.#closing.signal.aborted) return;
        this.#tell(
          "lost the connection to {where}: {reason}. Connecting again",
          { reason: reason(error) },
        );
        this.#handlers.lost(error);
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        failures++;
        const { username } = this.#target;
        if (!everConnected && (isRefusal(error) || failures >= attempts)) {
          this.#first.reject(
            connectionError(this.#everywhere, username, error),
          );
          return;
        }
        const wait = backoff(failures, random);
        this.#tellOnce(
          "cannot use the broker at {where}: {reason}. Attempt {failures}{of} failed, trying again in {seconds} s",
          {
            where: this.#everywhere,
            reason: reason(error, username),
            failures,
            of: everConnected || attempts === Infinity ? "" : ` of ${attempts}`,
            seconds: (wait / 1000).toFixed(1),
          },
        );
        await delay(this.#clock, wait, this.#closing.signal);
      }
    }
  }

  get #everywhere(): string {
    return this.#targets.map(({ where }) => where).join(", ");
  }

  /**
   * Tries the broker used last, then the others, each once and without a pause: one of a cluster is probably there. Rejects with the first
   * refusal, or with what the last one said.
   */
  async #connectToAny(): Promise<Connection> {
    const start = this.#targets.indexOf(this.#target);
    const round = [
      ...this.#targets.slice(start),
      ...this.#targets.slice(0, start),
    ];
    for (const [index, target] of round.entries()) {
      this.#target = target;
      try {
        return await this.#connect();
      } catch (error) {
        const isLast = index === round.length - 1;
        if (isLast || isRefusal(error) || this.#closing.signal.aborted) {
          throw error;
        }
        this.#tellOnce(
          "cannot use the broker at {where}: {reason}. Trying {next}",
          {
            reason: reason(error, target.username),
            next: round[index + 1]!.where,
          },
        );
      }
    }
    throw new Error("there is no broker to try");
  }

  /** Tells people. A place has two connections, which are lost and come back together: one of them is enough to hear of. */
  #tell(text: string, properties: Record<string, unknown> = {}): void {
    const all = { ...this.#named(), ...properties };
    if (this.#handlers.quiet) logger.debug(text, all);
    else logger.warn(text, all);
  }

  /** Tells why a broker cannot be used; the same reason not again before a connection was had. */
  #tellOnce(
    text: string,
    properties: Record<string, unknown> & { readonly reason: string },
  ): void {
    const { where, reason } = { ...this.#named(), ...properties };
    const key = `${where} ${reason}`;
    if (this.#told.has(key)) {
      logger.debug(text, { ...this.#named(), ...properties });
      return;
    }
    this.#told.add(key);
    this.#tell(text, properties);
  }

  #named(): { where: string; purpose: string } {
    return { where: this.where, purpose: this.#purpose };
  }

  /** Connects once. */
  async #connect(): Promise<Connection> {
    const { beforeConnect, checkBroker } = this.#options;
    if (beforeConnect) await unless(this.#closing.signal, beforeConnect());
    const connection = await Connection.open(
      this.#target,
      this.#options,
      this.#purpose,
      this.#closing.signal,
    );
    this.#connection = connection;
    connection.closed.then(() => {
      if (this.#connection === connection) this.#connection = undefined;
    });
    readFrames(connection.model, this.#handlers.admit);
    this.#listen(connection);
    try {
      const { serverProperties } = connection.model.connection;
      checkBroker?.(serverProperties as Readonly<Record<string, unknown>>);
      await connection.answer(
        "set up the connection",
        async () => await this.#handlers.connected(connection),
      );
    } catch (error) {
      await connection.close();
      throw error;
    }
    if (this.#closing.signal.aborted) await connection.close();
    return connection;
  }

  #listen({ model }: Connection): void {
    model.on("handler-error", (error: Error) => {
      logger.error("a handler of {purpose} failed: {error}", {
        ...this.#named(),
        error,
      });
    });
    model.on("blocked", (reason: string) => {
      logger.warn("{where} takes no messages for now: {reason}", {
        ...this.#named(),
        reason,
      });
      this.#handlers.blocked(true);
    });
    model.on("unblocked", () => {
      logger.info("{where} takes messages again", this.#named());
      this.#handlers.blocked(false);
    });
  }
}
