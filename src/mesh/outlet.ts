/**
 * The way of messages to one exchange. Each exchange has a channel of its own: a broker answers a message that it refuses by closing the
 * channel, and everything else that was on its way there is lost with it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { getLogger } from "@logtape/logtape";
import type { ConfirmChannel } from "amqplib";
import type { AmqpMessage } from "../wire/mod.ts";
import type { Arrival } from "./arrival.ts";
import { amqpCode, reason } from "./broker_error.ts";
import { backoff, type Clock, delay } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type { Exchanges } from "./exchanges.ts";
import { HeaderTables } from "./header_tables.ts";
import { NotPublished, Refused, Unroutable } from "./not_published.ts";
import { RefusedExchange } from "./refused_exchange.ts";

const logger = getLogger(["dripline", "mesh"]);

/** After a refusal messages go out one by one, so that the next one is known by name; until so many in a row were taken. */
const careful = 1000;

/** What an outlet needs. */
export interface OutletOptions {
  /** Where the broker is that is used: `host:port`. */
  readonly where: () => string;
  /** Declares the exchange. */
  readonly exchanges: Exchanges;
  /** The clock. */
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Called whenever messages can be published again. */
  opened(): void;
  /** Called when the exchange was missing and has been declared again. */
  exchangeRenewed(): void;
}

/** Publishes to one exchange. Waits while the broker is away or takes nothing, and tells what became of each message. */
export class Outlet {
  readonly #exchange: string;
  readonly #options: OutletOptions;
  readonly #headers = new HeaderTables();
  readonly #returned = new Set<string>();
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #refusal: RefusedExchange;
  #channel: ConfirmChannel | undefined;
  #blocked = false;
  #full = false;
  #unconfirmed = 0;
  /** Why the broker has closed the channel, and whether it had but one message to blame. */
  #fault: { readonly error: Error; readonly alone: boolean } | undefined;
  #faults = 0;
  #careful = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /** Publishes to `exchange`, once it is attached to a connection. */
  constructor(exchange: string, options: OutletOptions) {
    this.#exchange = exchange;
    this.#options = options;
    this.#refusal = new RefusedExchange(options.clock);
  }

  /** Where the broker is: `host:port`. */
  get where(): string {
    return this.#options.where();
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

  /** Opens a channel on a new connection. Rejects if that fails. */
  async attach(connection: Connection): Promise<void> {
    this.#blocked = false;
    await this.#setUp(connection);
  }

  /** Called when the connection is lost. */
  detach(): void {
    this.#channel = undefined;
  }

  /** Called when the broker begins or ceases to take no messages. */
  block(on: boolean): void {
    this.#blocked = on;
    this.#changed();
  }

  /** Sends nothing any more. */
  close(): void {
    this.#closing.abort();
    this.#changed();
  }

  /** Resolves when {@linkcode Outlet.open} is true. Rejects if the signal is aborted, or the outlet closed, before. */
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
   * Publishes and resolves when the broker has it. Rejects with {@linkcode Unroutable} if the message is mandatory and nobody listens,
   * with {@linkcode Refused} if the broker does not want it, with {@linkcode NotPublished} if there is no connection or it breaks before
   * the broker has confirmed; with another error if AMQP cannot carry the message.
   */
  publish(
    routingKey: string,
    message: AmqpMessage,
    mandatory: boolean,
  ): Promise<void> {
    const refused = this.#refusal.reason;
    if (refused !== undefined) return Promise.reject(new Refused(refused));
    if (this.#careful === 0) return this.#send(routingKey, message, mandatory);
    const sent = this.#turn.then(() => this.whenOpen())
      .then(() => this.#send(routingKey, message, mandatory));
    this.#turn = sent.catch(() => {});
    return sent;
  }

  /** Publishes all chunks of a message. Settles as {@linkcode Outlet.publish} does. */
  publishAll(
    routingKey: string,
    messages: readonly AmqpMessage[],
    mandatory: boolean,
  ): Promise<unknown> {
    const [only] = messages;
    return only && messages.length === 1
      ? this.publish(routingKey, only, mandatory)
      : Promise.all(
        messages.map((message) => this.publish(routingKey, message, mandatory)),
      );
  }

  #send(
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
          this.#exchange,
          routingKey,
          Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          { ...properties, headers, mandatory } as Record<string, unknown>,
          (error: Error | null) => {
            this.#unconfirmed--;
            const returned = this.#returned.delete(id);
            if (error) {
              reject(this.#unsent(error));
              return;
            }
            this.#taken();
            if (!returned) resolve();
            else reject(new Unroutable(`nobody listens to "${routingKey}"`));
          },
        );
        this.#unconfirmed++;
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

  /** Takes note that the broker has taken a message. */
  #taken(): void {
    if (this.#careful > 0) this.#careful--;
    this.#faults = 0;
    this.#refusal.over();
  }

  /** Why a message was not confirmed. */
  #unsent(cause: Error): Error {
    if (!this.#fault) {
      const text = `the broker at ${this.where} did not confirm it`;
      return new NotPublished(text, { cause });
    }
    const { error, alone } = this.#fault;
    const said = reason(error);
    const missing = amqpCode(error) === 404;
    return !missing && (alone || this.#refusal.reason !== undefined)
      ? new Refused(
        `the broker at ${this.where} refuses it: ${said}`,
        { cause: error },
      )
      : new NotPublished(
        `the broker at ${this.where} did not confirm it, as it closed the channel: ${said}`,
        { cause: error },
      );
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
    if (this.open) this.#options.opened();
  }

  async #setUp(connection: Connection): Promise<void> {
    this.#full = false;
    const channel = await this.#options.exchanges.open(
      connection,
      () => connection.model.createConfirmChannel(),
      [this.#exchange],
    );
    let last: Error | undefined;
    channel.on("error", (error) => {
      last = error;
      this.#blame(error);
    });
    channel.on("handler-error", (error) => {
      logger.error("publishing failed: {error}", { error });
    });
    channel.on("return", (message) => {
      const arrival = message.properties as unknown as Arrival;
      this.#returned.add(arrival.messageId ?? "");
    });
    channel.on("close", () => {
      this.#channel = undefined;
      this.#returned.clear();
      this.#again(connection, last);
    });
    this.#fault = undefined;
    this.#unconfirmed = 0;
    this.#channel = channel;
    this.#changed();
  }

  /** Takes note of why the broker closes the channel, before the messages on their way learn of it. */
  #blame(error: Error): void {
    this.#fault = { error, alone: this.#unconfirmed === 1 };
    this.#faults++;
    if (amqpCode(error) === 404) return;
    this.#careful = careful;
    if (/access to exchange/.test(error.message)) {
      this.#refusal.begin(
        `the broker at ${this.where} refuses it: ${reason(error)}`,
      );
    }
  }

  /** Opens another channel when the broker has closed the one we had: somebody has deleted the exchange, or a message was refused. */
  async #again(
    connection: Connection,
    error: Error | undefined,
  ): Promise<void> {
    const until = AbortSignal.any([connection.gone, this.#closing.signal]);
    for (let failures = Math.max(1, this.#faults);; failures++) {
      await delay(
        this.#options.clock,
        backoff(failures, this.#options.random),
        until,
      );
      if (until.aborted) return;
      // Whoever sent a message that was refused tells of it.
      const level = amqpCode(error) === 404 ? "warn" : "debug";
      logger[level](
        "the broker closed the channel: {reason}. Opening another",
        {
          reason: error && reason(error),
        },
      );
      try {
        await this.#setUp(connection);
        if (amqpCode(error) === 404) this.#options.exchangeRenewed();
        return;
      } catch (cause) {
        logger.warn("cannot open a channel: {cause}", {
          cause: (cause as Error).message,
        });
      }
    }
  }
}
