/**
 * The connection that publishes. It waits while the broker is away or takes nothing, and tells what became of each message.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { getLogger } from "@logtape/logtape";
import type { ConfirmChannel } from "amqplib";
import type { AmqpMessage } from "../wire/mod.ts";
import type { Arrival } from "./arrival.ts";
import { amqpCode } from "./broker_error.ts";
import { backoff, type Clock, delay, systemClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { HeaderTables } from "./header_tables.ts";
import { Link } from "./link.ts";
import type { MeshOptions } from "./options.ts";

const logger = getLogger(["dripline", "mesh"]);

/** Thrown when no queue is bound to the routing key of a mandatory message. */
export class Unroutable extends Error {
  /** Always `"Unroutable"`. */
  override readonly name = "Unroutable";
}

/** Thrown when a message could not be handed to the broker, or the broker lost it. */
export class NotPublished extends Error {
  /** Always `"NotPublished"`. */
  override readonly name = "NotPublished";
}

/** What a publisher tells its owner. */
export interface PublisherHandlers {
  /** Called whenever messages can be published again. */
  opened(): void;
  /** Called when an exchange was missing and has been declared again: what was bound to it no longer is. */
  exchangeRenewed(): void;
}

/** Publishes on a connection of its own. */
export class Publisher {
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #exchanges: readonly string[];
  readonly #headers = new HeaderTables();
  readonly #returned = new Set<string>();
  readonly #waiting = new Set<() => void>();
  #channel: ConfirmChannel | undefined;
  #blocked = false;
  #full = false;
  readonly #closing = new AbortController();

  readonly #handlers: PublisherHandlers;

  /** Prepares the connection. */
  constructor(
    options: MeshOptions,
    purpose: string,
    exchanges: readonly string[],
    handlers: PublisherHandlers,
  ) {
    this.#handlers = handlers;
    this.#exchanges = exchanges;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#link = new Link(options, purpose, {
      quiet: true,
      // Nothing comes in but messages of ours that nobody listens to. Their ids tell enough.
      admit: () => "not wanted",
      connected: (connection) => this.#setUp(connection),
      lost: () => this.#channel = undefined,
      blocked: (on) => {
        this.#blocked = on;
        this.#changed();
      },
    });
  }

  /** Where the broker is: `host:port`. */
  get where(): string {
    return this.#link.where;
  }

  /** Whether a message would be sent at once. */
  get open(): boolean {
    return this.#channel !== undefined && !this.#blocked && !this.#full;
  }

  /** Why messages have to wait, for an error message. */
  get state(): string {
    if (this.#closing.signal.aborted) return "the connection was closed";
    if (!this.#channel) return `there is no connection to ${this.where}`;
    if (this.#blocked) return `the broker at ${this.where} takes no messages`;
    return `the connection to ${this.where} is too slow`;
  }

  /** Connects. Rejects as {@linkcode Link.open} does. */
  connect(): Promise<void> {
    return this.#link.open();
  }

  /** Resolves when {@linkcode Publisher.open} is true. Rejects if the signal is aborted, or the publisher closed, before. */
  whenOpen(signal?: AbortSignal): Promise<void> {
    if (this.open) return Promise.resolve();
    if (this.#closing.signal.aborted || signal?.aborted) {
      return Promise.reject(new NotPublished(this.state));
    }
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!this.open && !this.#closing.signal.aborted && !signal?.aborted) {
          return;
        }
        this.#waiting.delete(check);
        signal?.removeEventListener("abort", check);
        if (this.open) resolve();
        else reject(new NotPublished(this.state));
      };
      this.#waiting.add(check);
      signal?.addEventListener("abort", check);
    });
  }

  /**
   * Publishes at once and resolves when the broker has it. Rejects with {@linkcode Unroutable} if the message is
   * mandatory and nobody listens, with {@linkcode NotPublished} if there is no connection, it breaks before the broker
   * has confirmed, or the broker refuses; with another error if AMQP cannot carry the message.
   */
  publish(
    exchange: string,
    routingKey: string,
    message: AmqpMessage,
    mandatory: boolean,
  ): Promise<void> {
    const channel = this.#channel;
    if (!channel) return Promise.reject(new NotPublished(this.state));
    const { body, properties } = message;
    const id = properties.messageId ?? "";
    const headers = this.#headers.filled(properties.headers ?? {});
    return new Promise((resolve, reject) => {
      try {
        const room = channel.publish(
          exchange,
          routingKey,
          Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          { ...properties, headers, mandatory } as Record<string, unknown>,
          (error: Error | null) => {
            const returned = this.#returned.delete(id);
            if (error) {
              reject(
                new NotPublished(
                  `the broker at ${this.where} did not confirm it`,
                  { cause: error },
                ),
              );
            } else if (returned) {
              reject(new Unroutable(`nobody listens to "${routingKey}"`));
            } else resolve();
          },
        );
        if (!room) {
          this.#full = true;
          channel.once("drain", () => {
            this.#full = false;
            this.#changed();
          });
        }
      } catch (cause) {
        // A channel that is gone throws at once, and so does a routing key or a table of headers that is too long.
        const { name, message } = cause as Error;
        const gone = name === "IllegalOperationError";
        reject(gone ? new NotPublished(message, { cause }) : cause);
      }
    });
  }

  /** Publishes all chunks of a message. Settles as {@linkcode Publisher.publish} does. */
  publishAll(
    exchange: string,
    routingKey: string,
    messages: readonly AmqpMessage[],
    mandatory: boolean,
  ): Promise<unknown> {
    const [only] = messages;
    return only && messages.length === 1
      ? this.publish(exchange, routingKey, only, mandatory)
      : Promise.all(
        messages.map((message) =>
          this.publish(exchange, routingKey, message, mandatory)
        ),
      );
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#changed();
    await this.#link.close();
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
    if (this.open) this.#handlers.opened();
  }

  async #setUp(connection: Connection): Promise<void> {
    this.#blocked = this.#full = false;
    const channel = await connection.answer(
      "open a channel",
      () => connection.model.createConfirmChannel(),
    );
    let last: Error | undefined;
    channel.on("error", (error) => last = error);
    channel.on("handler-error", (error) => {
      logger.error("publishing failed: {error}", { error });
    });
    channel.on("return", (message) => {
      const arrival = message.properties as unknown as Arrival;
      this.#returned.add(arrival.messageId ?? "");
    });
    for (const exchange of this.#exchanges) {
      await connection.answer(
        `declare exchange ${exchange}`,
        () => channel.assertExchange(exchange, "topic", { durable: false }),
      );
    }
    channel.on("close", () => {
      this.#channel = undefined;
      this.#returned.clear();
      this.#again(connection, last);
    });
    this.#channel = channel;
    this.#changed();
  }

  /** Opens another channel when the broker has closed the one we had, such as because somebody deleted an exchange. */
  async #again(
    connection: Connection,
    error: Error | undefined,
  ): Promise<void> {
    const until = AbortSignal.any([
      connection.gone,
      this.#closing.signal,
    ]);
    for (let failures = 1;; failures++) {
      await delay(this.#clock, backoff(failures, this.#random), until);
      if (until.aborted) return;
      logger.warn("the broker closed the channel: {error}. Opening another", {
        error: error?.message,
      });
      try {
        await this.#setUp(connection);
        if (amqpCode(error) === 404) this.#handlers.exchangeRenewed();
        return;
      } catch (cause) {
        logger.warn("cannot open a channel: {cause}", {
          cause: (cause as Error).message,
        });
      }
    }
  }
}
