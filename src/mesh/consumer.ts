/**
 * A queue that is declared, bound and consumed again whenever it has to be.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Channel, ConsumeMessage } from "amqplib";
import { checkName } from "../wire/mod.ts";
import type { Arrival } from "./arrival.ts";
import type { Budget } from "./budget.ts";
import { amqpCode, isRefusal, reason } from "./broker_error.ts";
import { backoff, type Clock, delay, systemClock, unless } from "./clock.ts";
import type { Connection } from "./connection.ts";
import { declareDurable, declareOwn, keepsQueues } from "./declare_queue.ts";
import type { Exchanges } from "./exchanges.ts";
import { whyRefused } from "./left_over_queue.ts";
import { Line, type Work } from "./line.ts";
import { type Probe, Reach } from "./reach.ts";

const logger = getLogger(["dripline", "mesh"]);

/** Messages the broker may send ahead of their acknowledgement. */
const defaultPrefetch = 64;

/** How long a message waits that could not be handled, until it is delivered once more, in milliseconds. */
const secondThought = 1000;

/** Messages that are acknowledged together while more of them wait. */
const together = 16;

/** A queue bound to an exchange. */
export interface Binding {
  /** The exchange. */
  readonly exchange: string;
  /** The pattern: words between dots, `*` for one word, `#` for any number. */
  readonly pattern: string;
}

/** A queue and what it is for. */
export interface ConsumerSpec {
  /** Its name. Empty: the broker makes one up, and the queue is bound to `replyExchange` under it. */
  readonly queue: string;
  /** The topic exchanges to declare first. */
  readonly exchanges: Exchanges;
  /** What it is bound to. */
  readonly bindings: readonly Binding[];
  /** Where a queue without a name is bound under the name it gets. */
  readonly replyExchange?: string;
  /** What messages that wait for their turn are held against. */
  readonly budget: Budget;
  /** Whether messages are gone once delivered. Otherwise each is acknowledged when handled. */
  readonly noAck: boolean;
  /** Whether the queue is to outlive whoever consumes it, on a broker that can keep it. */
  readonly durable?: boolean;
  /** Messages that the broker may send ahead of their acknowledgement. Default: 64. */
  readonly prefetch?: number;
}

/** What a consumer tells its owner. */
export interface ConsumerHandlers {
  /** Handles one delivery. The next one waits until it is done. Never rejects. */
  deliver(
    routingKey: string,
    arrival: Arrival,
    body: Uint8Array,
  ): void | Promise<void>;
  /**
   * Handles one delivery in place of `deliver`, without waiting for those before it. It is acknowledged when that is done, and delivered
   * once more if that fails.
   */
  settle?(delivery: {
    readonly routingKey: string;
    readonly arrival: Arrival;
    readonly body: Uint8Array;
    readonly redelivered: boolean;
  }): Promise<void>;
  /** Called at once, out of turn, with a message whose body was not taken in. */
  refuse(routingKey: string, arrival: Arrival): void | Promise<void>;
  /** Called when the queue is there, with its name. */
  attached?(queue: string): void;
  /** Called when the queue is gone. */
  detached?(): void;
  /** Called when the queue could not be had. What it throws ends the consumer for good; otherwise it is tried again. */
  failed?(failure: QueueFailure): void | Promise<void>;
  /** Called when the consumer has ended for good, with what `failed` has thrown. */
  ended?(error: unknown): void;
  /** Sends a message that has to come back as a delivery of the queue. Without it nothing proves that the queue can be reached. */
  readonly probe?: () => Probe;
  /** Called once when a probe did not come back, with whether the next one did, when everything was bound again. */
  readonly lost?: (queue: string, reached: boolean) => void;
}

/** A queue that could not be had. */
export interface QueueFailure {
  /** What the broker said. */
  readonly error: unknown;
  /** How often in a row that happened. */
  readonly failures: number;
  /** Whether the queue could be had before. */
  readonly hadBefore: boolean;
}

/** One consumed queue. */
export class Consumer {
  readonly #spec: ConsumerSpec;
  readonly #handlers: ConsumerHandlers;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #bindings: Binding[];
  readonly #closing = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #reach: Reach;
  #everReady = false;
  #kept = false;
  readonly #settling = new Set<Promise<void>>();
  #tag = "";
  #channel:
    | { connection: Connection; channel: Channel; queue: string }
    | undefined;
  #running: Promise<void> = Promise.resolve();
  readonly #line = new Line(failed);
  #unacknowledged = 0;
  #held = 0;
  #closed = false;

  /** Prepares the queue; {@linkcode Consumer.attach} declares it. Throws a `RangeError` if a name is too long. */
  constructor(
    spec: ConsumerSpec,
    handlers: ConsumerHandlers,
    clock: Clock,
    random: () => number,
  ) {
    this.#spec = spec;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#random = random;
    checkName("the queue", spec.queue);
    for (const { pattern } of spec.bindings) checkName("the pattern", pattern);
    this.#bindings = [...spec.bindings];
    this.#ready.promise.catch(() => {});
    this.#reach = new Reach(clock, {
      ...(handlers.probe && { probe: handlers.probe }),
      ...(handlers.lost && { lost: handlers.lost }),
      restore: () => this.#restore(),
      renew: () => this.renew(),
      idle: () => this.#line.waiting === 0,
    });
  }

  /** Resolves when the queue is consumed for the first time. Rejects if it never will be. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /**
   * Keeps the queue on this connection until it is gone. Does not begin before `turn`. Resolves when the queue is consumed, or cannot be
   * for another reason than that somebody else holds it.
   */
  attach(
    connection: Connection,
    turn: Promise<void> = Promise.resolve(),
  ): Promise<void> {
    const until = AbortSignal.any([connection.gone, this.#closing.signal]);
    const settled = Promise.withResolvers<void>();
    const keep = async () => {
      await unless(until, turn).catch(() => {});
      await this.#keep(connection, until, settled.resolve);
      settled.resolve();
    };
    this.#running = this.#running.then(keep);
    return settled.promise;
  }

  /** Whether the queue outlives us: it is durable, and the broker keeps it. Known once it is ready. */
  get kept(): boolean {
    return this.#kept;
  }

  /** Adds a binding, now and at every later connection. Rejects if it cannot be made, and then forgets it. */
  async bind(binding: Binding): Promise<void> {
    checkName("the pattern", binding.pattern);
    this.#bindings.push(binding);
    if (!this.#channel) return;
    const { connection, channel, queue } = this.#channel;
    try {
      await connection.answer(
        `bind queue ${queue} to ${binding.pattern}`,
        () => channel.bindQueue(queue, binding.exchange, binding.pattern),
      );
    } catch (error) {
      const unsendable = amqpCode(error) === undefined &&
        this.#channel?.channel === channel && !connection.gone.aborted;
      if (unsendable || isRefusal(error)) {
        // Kept, it would fail again whenever the queue is declared.
        this.#bindings.splice(this.#bindings.indexOf(binding), 1);
      }
      // What amqplib could not even send leaves it waiting for an answer; a closed channel waits no more.
      if (unsendable) this.renew();
      throw error;
    }
  }

  /** Declares and binds everything once more: something of it may be gone. */
  renew(): void {
    if (!this.#channel) return;
    closeQuietly(this.#channel.connection, this.#channel.channel);
  }

  /** Looks after the queue sooner than usual: something of it may be gone. */
  suspect(): void {
    this.#reach.suspect();
  }

  /**
   * Gives up the queue: the broker deletes it, and what it still holds. Waits until the message at hand is handled.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#ready.reject(new Error("The consumer was closed"));
    await Promise.all([this.#running, this.#line.close()]);
    this.#hold(-this.#held);
    this.#closed = true;
  }

  /** Does `work` when all that was delivered before is handled. */
  enqueue(work: Work): void {
    this.#line.add(work);
  }

  async #keep(
    connection: Connection,
    until: AbortSignal,
    settled: () => void,
  ): Promise<void> {
    let failures = 0;
    let said = "";
    const attached = () => {
      said = "";
      failures = 0;
      settled();
    };
    while (!until.aborted) {
      try {
        await this.#consume(connection, until, attached);
      } catch (error) {
        if (until.aborted) return;
        failures++;
        if (amqpCode(error) !== 405) settled();
        try {
          const failure = { error, failures, hadBefore: this.#everReady };
          await unless(
            until,
            Promise.try(() => this.#handlers.failed?.(failure)),
          );
        } catch (fatal) {
          if (until.aborted) return;
          this.#ready.reject(fatal);
          this.#handlers.ended?.(fatal);
          return;
        }
        const why = reason(error);
        // Whoever decides about a name that is held has told of it.
        const held = this.#handlers.failed && amqpCode(error) === 405;
        const level = held || why === said ? "debug" : "warn";
        said = why;
        logger[level]("cannot consume queue {queue}: {reason}. Trying again", {
          queue: this.#spec.queue,
          reason: why,
        });
      }
      if (!until.aborted) {
        await delay(
          this.#clock,
          backoff(Math.max(1, failures), this.#random),
          until,
        );
      }
    }
  }

  /** Consumes the queue until its channel closes. */
  async #consume(
    connection: Connection,
    until: AbortSignal,
    attached: () => void,
  ): Promise<void> {
    const channel = await this.#spec.exchanges.open(
      connection,
      () => connection.model.createChannel(),
    );
    const closed = Promise.withResolvers<unknown>();
    const stop = () => closed.resolve(undefined);
    channel.on("error", closed.resolve);
    channel.on("close", stop);
    channel.on("handler-error", closed.resolve);
    until.addEventListener("abort", stop);
    try {
      const queue = await connection.answer(
        `declare queue ${this.#spec.queue}`,
        () => this.#declare(connection, channel, closed.resolve),
      ).catch(async (error) => {
        if (this.#spec.durable) throw error;
        throw await whyRefused(connection, this.#spec.queue, error);
      });
      this.#channel = { connection, channel, queue };
      this.#everReady = true;
      attached();
      this.#handlers.attached?.(queue);
      this.#ready.resolve();
      this.#reach.watch(queue, closed.promise);
      const error = await closed.promise;
      if (error) throw error;
      if (this.#closing.signal.aborted) {
        await this.#giveUp(connection, channel, queue);
      }
    } finally {
      until.removeEventListener("abort", stop);
      const wasAttached = this.#channel?.channel === channel;
      if (wasAttached) this.#channel = undefined;
      if (wasAttached) this.#handlers.detached?.();
      await closeQuietly(connection, channel);
    }
  }

  async #giveUp(
    connection: Connection,
    channel: Channel,
    queue: string,
  ): Promise<void> {
    try {
      await connection.answer(
        `cancel the consumer of queue ${queue}`,
        () => channel.cancel(this.#tag),
      );
      await Promise.all([this.#line.close(), ...this.#settling]);
      if (this.#kept) return;
      await connection.answer(
        `delete queue ${queue}`,
        () => channel.deleteQueue(queue),
      );
    } catch {
      // The channel died meanwhile, and the queue with it.
    }
  }

  async #declare(
    connection: Connection,
    channel: Channel,
    lost: (error: unknown) => void,
  ): Promise<string> {
    const { durable = false, noAck, prefetch = defaultPrefetch } = this.#spec;
    this.#kept = durable && keepsQueues(connection);
    const queue = this.#kept
      ? await declareDurable(channel, this.#spec.queue)
      : await declareOwn(channel, this.#spec.queue);
    await this.#bindAll(channel, queue);
    await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (message) this.#take(channel, message);
      else lost(new Error("the broker cancelled the consumer"));
    }, { exclusive: !this.#kept, noAck });
    this.#tag = consumerTag;
    return queue;
  }

  async #bindAll(channel: Channel, queue: string): Promise<void> {
    const { replyExchange } = this.#spec;
    if (replyExchange !== undefined) {
      await channel.bindQueue(queue, replyExchange, queue);
    }
    for (const { exchange, pattern } of this.#bindings) {
      await channel.bindQueue(queue, exchange, pattern);
    }
  }

  /** Binds the queue again. If the queue is gone, or an exchange, the broker closes the channel, and all is declared anew. */
  async #restore(): Promise<void> {
    if (!this.#channel) return;
    const { connection, channel, queue } = this.#channel;
    await connection.answer(`look after queue ${queue}`, async () => {
      for (const exchange of this.#spec.exchanges.names) {
        await channel.checkExchange(exchange);
      }
      await channel.checkQueue(queue);
      await this.#bindAll(channel, queue);
    });
  }

  /** Queues a delivery behind the ones before it. */
  #take(channel: Channel, message: ConsumeMessage): void {
    const { fields: { routingKey }, content } = message;
    const arrival = message.properties as unknown as Arrival;
    if (this.#handlers.settle) {
      const settled = this.#settle(channel, message, arrival).catch(failed)
        .finally(() => this.#settling.delete(settled));
      this.#settling.add(settled);
      return;
    }
    if (arrival.refusal !== undefined) {
      Promise.try(() => this.#handlers.refuse(routingKey, arrival))
        .catch(failed);
    } else if (!this.#reach.sees(arrival)) {
      this.#hold(arrival.held);
      this.#line.add(() =>
        this.#handlers.deliver(routingKey, arrival, content)
      );
      this.#line.add(() => this.#hold(-arrival.held));
    }
    if (!this.#spec.noAck) {
      this.#line.add(() => this.#handled(channel, message));
    }
  }

  #hold(bytes: number): void {
    // What comes in while we close is never handled.
    if (this.#closed) return;
    this.#held += bytes;
    this.#spec.budget.hold(bytes);
  }

  /** Has a message handled at once, and tells the broker what became of it. */
  async #settle(
    channel: Channel,
    message: ConsumeMessage,
    arrival: Arrival,
  ): Promise<void> {
    const { fields: { routingKey, redelivered }, content: body } = message;
    const { held } = arrival;
    this.#hold(held);
    try {
      await this.#handlers.settle!({ routingKey, arrival, body, redelivered });
      unlessGone(() => channel.ack(message));
    } catch (error) {
      logger.debug("a message to {routingKey} is handled once more: {error}", {
        routingKey,
        error,
      });
      await delay(systemClock, secondThought, this.#closing.signal);
      unlessGone(() => channel.nack(message, false, true));
    } finally {
      this.#hold(-held);
    }
  }

  /** Acknowledges a message and those before it; not each on its own while more are there to be handled. */
  #handled(channel: Channel, message: ConsumeMessage): void {
    this.#unacknowledged++;
    if (this.#line.waiting > 0 && this.#unacknowledged < together) return;
    this.#unacknowledged = 0;
    unlessGone(() => channel.ack(message, true));
  }
}

function failed(error: unknown): void {
  logger.error("handling a message failed: {error}", { error });
}

/** Tells the broker something, unless the channel is gone: then the broker has taken the messages back already. */
function unlessGone(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    if ((error as Error).name !== "IllegalOperationError") throw error;
  }
}

async function closeQuietly(
  connection: Connection,
  channel: Channel,
): Promise<void> {
  try {
    await connection.answer("close a channel", () => channel.close());
  } catch {
    // It was closed already.
  }
}
