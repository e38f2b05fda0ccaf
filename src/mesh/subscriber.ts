/**
 * The connection that consumes: all queues of a participant, taken one after the other.
 *
 * @module
 */
import type { Message } from "../wire/mod.ts";
import { Budgets, noRoom } from "./budget.ts";
import { type Clock, delay, systemClock } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { Consumer } from "./consumer.ts";
import type { ConsumerHandlers, ConsumerSpec } from "./consumer_spec.ts";
import type { Exchanges } from "./exchanges.ts";
import { Inbox, type InboxLimits, tooLong } from "./inbox.ts";
import { Link } from "./link.ts";
import { defaultMaxMessageSize, type MeshOptions } from "./options.ts";

/** How long queues may take to be deleted when a mesh is left, in milliseconds; then the broker does it when the connection ends. */
const closePatience = 500;

/** Consumes on a connection of its own. */
export class Subscriber {
  /** The clock. */
  readonly clock: Clock;
  /** What is held of all that comes in, and of what goes out. */
  readonly budgets: Budgets;
  readonly #random: () => number;
  readonly #maxMessageSize: number;
  readonly #exchanges: Exchanges;
  readonly #link: Link;
  readonly #consumers = new Set<Consumer>();
  #connection: Connection | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** Prepares the connection. */
  constructor(options: MeshOptions, purpose: string, exchanges: Exchanges) {
    const { maxMessageSize = defaultMaxMessageSize } = options;
    this.clock = options.clock ?? systemClock;
    this.budgets = new Budgets(maxMessageSize);
    this.#random = options.random ?? Math.random;
    this.#maxMessageSize = maxMessageSize;
    this.#exchanges = exchanges;
    this.#link = new Link(options, purpose, {
      admit: (bodySize, headSize, coming) =>
        bodySize > maxMessageSize
          ? tooLong(bodySize, maxMessageSize)
          : noRoom(this.budgets, bodySize + headSize, coming),
      connected: (connection) => this.#attach(connection),
      lost: () => this.#connection = undefined,
      blocked: () => {},
    });
  }

  /** Where the broker is: `host:port`. */
  get where(): string {
    return this.#link.where;
  }

  /** Whether there is a connection. */
  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Connects. Rejects as {@linkcode Link.open} does. */
  open(): Promise<void> {
    return this.#link.open();
  }

  /** Consumes a queue, at once if connected, and again after every loss of the connection. */
  consume(
    spec: Omit<ConsumerSpec, "exchanges" | "budget">,
    handlers: ConsumerHandlers,
  ): Consumer {
    const consumer = new Consumer(
      {
        ...spec,
        exchanges: this.#exchanges,
        budget: this.budgets.waiting,
      },
      handlers,
      this.clock,
      this.#random,
    );
    this.#consumers.add(consumer);
    this.#takeTurn(consumer);
    return consumer;
  }

  /** Makes an inbox for what a queue delivers. See {@linkcode Inbox}. */
  inbox(
    limits: Partial<InboxLimits> | undefined,
    late: (message: Message) => void,
  ): Inbox {
    return new Inbox(this.clock, this.limits(limits), late, this.budgets);
  }

  /** The limits of an inbox, with that on the size of messages. */
  limits(limits: Partial<InboxLimits> | undefined): Partial<InboxLimits> {
    return { maxMessageSize: this.#maxMessageSize, ...limits };
  }

  /** Gives up a queue. */
  async release(consumer: Consumer): Promise<void> {
    this.#consumers.delete(consumer);
    await consumer.close();
  }

  /** Declares and binds all queues once more. */
  renew(): void {
    for (const consumer of this.#consumers) consumer.renew();
  }

  /** Gives up all queues, for half a second at most. */
  async giveUp(): Promise<void> {
    const enough = new AbortController();
    await Promise.race([
      Promise.all([...this.#consumers].map((consumer) => consumer.close())),
      delay(systemClock, closePatience, enough.signal),
    ]);
    enough.abort();
  }

  /** Ends the connection for good. */
  close(): Promise<void> {
    return this.#link.close();
  }

  #attach(connection: Connection): void {
    this.#connection = connection;
    this.#turn = Promise.resolve();
    for (const consumer of this.#consumers) this.#takeTurn(consumer);
  }

  /**
   * Everybody takes the queues in one order, and none before the ones that come first: of two services that want the same names one gets
   * them all, and they do not wait for each other.
   */
  #takeTurn(consumer: Consumer): void {
    if (!this.#connection) return;
    this.#turn = consumer.attach(this.#connection, this.#turn);
  }
}
