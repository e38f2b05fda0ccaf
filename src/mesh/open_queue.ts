/**
 * A queue on a channel of its own, declared, bound and consumed. Everything of it ends with the channel.
 *
 * @module
 */
import type { Channel, ConsumeMessage } from "amqplib";
import type { Connection } from "./connection.ts";
import type { Binding, ConsumerSpec } from "./consumer_spec.ts";
import { declareDurable, declareOwn, keepsQueues } from "./declare_queue.ts";
import { whyRefused } from "./left_over_queue.ts";

/** Messages the broker may send ahead of their acknowledgement. */
const defaultPrefetch = 64;

/** One life of a queue. */
export class OpenQueue {
  /** Its connection. */
  readonly connection: Connection;
  /** Its channel. */
  readonly channel: Channel;
  /** Whether it outlives us: it is durable, and the broker keeps it. */
  readonly kept: boolean;
  readonly #spec: ConsumerSpec;
  readonly #bindings: readonly Binding[];
  #name: string;
  #tag = "";

  /** Prepares a queue; {@linkcode OpenQueue.consume} declares it. `bindings` may change meanwhile. */
  constructor(
    connection: Connection,
    channel: Channel,
    spec: ConsumerSpec,
    bindings: readonly Binding[],
  ) {
    this.connection = connection;
    this.channel = channel;
    this.kept = spec.durable === true && keepsQueues(connection);
    this.#spec = spec;
    this.#bindings = bindings;
    this.#name = spec.queue;
  }

  /** Its name. The broker makes one up for a queue without. */
  get name(): string {
    return this.#name;
  }

  /** Declares and binds the queue, and calls `take` with what it delivers, or `lost` if the broker ceases to. */
  consume(
    take: (message: ConsumeMessage) => void,
    lost: (error: unknown) => void,
  ): Promise<void> {
    const { queue, durable } = this.#spec;
    return this.connection.answer(
      `declare queue ${queue}`,
      () => this.#consume(take, lost),
    ).catch(async (error) => {
      if (durable) throw error;
      throw await whyRefused(this.connection, queue, error);
    });
  }

  /** Adds a binding. */
  async bind({ exchange, pattern }: Binding): Promise<void> {
    await this.connection.answer(
      `bind queue ${this.#name} to ${pattern}`,
      () => this.channel.bindQueue(this.#name, exchange, pattern),
    );
  }

  /** Binds the queue again. If it is gone, or an exchange, the broker closes the channel, and all is declared anew. */
  async restore(): Promise<void> {
    await this.connection.answer(`look after queue ${this.#name}`, async () => {
      for (const exchange of this.#spec.exchanges.names) {
        await this.channel.checkExchange(exchange);
      }
      await this.channel.checkQueue(this.#name);
      await this.#bindAll();
    });
    await this.#spec.exchanges.look(this.connection);
  }

  /** Takes nothing any more, and deletes the queue once what came is `handled`, unless it is to be kept. */
  async giveUp(handled: () => Promise<void>): Promise<void> {
    const { connection, channel } = this;
    try {
      await connection.answer(
        `cancel the consumer of queue ${this.#name}`,
        () => channel.cancel(this.#tag),
      );
      await handled();
      if (this.kept) return;
      await connection.answer(
        `delete queue ${this.#name}`,
        () => channel.deleteQueue(this.#name),
      );
    } catch {
      // The channel died meanwhile, and the queue with it.
    }
  }

  /** Closes the channel, if it is still open. */
  async close(): Promise<void> {
    const { connection, channel } = this;
    try {
      await connection.answer("close a channel", () => channel.close());
    } catch {
      // It was closed already.
    }
  }

  async #consume(
    take: (message: ConsumeMessage) => void,
    lost: (error: unknown) => void,
  ): Promise<void> {
    const { channel } = this;
    const { queue, noAck, prefetch = defaultPrefetch } = this.#spec;
    this.#name = this.kept
      ? await declareDurable(channel, queue)
      : await declareOwn(channel, queue);
    await this.#bindAll();
    await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(this.#name, (message) => {
      if (message) take(message);
      else lost(new Error("the broker cancelled the consumer"));
    }, { exclusive: !this.kept, noAck });
    this.#tag = consumerTag;
  }

  async #bindAll(): Promise<void> {
    const { replyExchange } = this.#spec;
    if (replyExchange !== undefined) {
      await this.channel.bindQueue(this.#name, replyExchange, this.#name);
    }
    for (const { exchange, pattern } of this.#bindings) {
      await this.channel.bindQueue(this.#name, exchange, pattern);
    }
  }
}
