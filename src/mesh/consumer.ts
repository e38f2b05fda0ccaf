/**
 * A queue that is declared, bound and consumed again whenever it has to be.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { checkName } from "../wire/mod.ts";
import { amqpCode, isRefusal, reason } from "./broker_error.ts";
import { backoff, type Clock, delay, unless } from "./clock.ts";
import type { Connection } from "./connection.ts";
import type {
  Binding,
  ConsumerHandlers,
  ConsumerSpec,
} from "./consumer_spec.ts";
import { Deliveries } from "./deliveries.ts";
import type { Work } from "./line.ts";
import { OpenQueue } from "./open_queue.ts";
import { Reach } from "./reach.ts";

const logger = getLogger(["dripline", "mesh"]);

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
  readonly #deliveries: Deliveries;
  #kept = false;
  #queue: OpenQueue | undefined;
  #running: Promise<void> = Promise.resolve();

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
      restore: async () => await this.#queue?.restore(),
      renew: () => this.renew(),
      idle: () => this.#deliveries.idle,
    });
    this.#deliveries = new Deliveries(
      spec,
      handlers,
      this.#closing.signal,
      (arrival) => this.#reach.sees(arrival),
    );
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
    const queue = this.#queue;
    if (!queue) return;
    try {
      await queue.bind(binding);
    } catch (error) {
      const unsendable = amqpCode(error) === undefined &&
        this.#queue === queue && !queue.connection.gone.aborted;
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
    this.#queue?.close();
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
    await Promise.all([this.#running, this.#deliveries.close()]);
  }

  /** Does `work` when all that was delivered before is handled. */
  enqueue(work: Work): void {
    this.#deliveries.enqueue(work);
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
    const queue = new OpenQueue(
      connection,
      channel,
      this.#spec,
      this.#bindings,
    );
    this.#kept = queue.kept;
    try {
      await queue.consume(
        (message) => this.#deliveries.take(channel, message),
        closed.resolve,
      );
      this.#queue = queue;
      this.#everReady = true;
      attached();
      this.#handlers.attached?.(queue.name);
      this.#ready.resolve();
      this.#reach.watch(queue.name, closed.promise);
      const error = await closed.promise;
      if (error) throw error;
      if (this.#closing.signal.aborted) {
        await queue.giveUp(() => this.#deliveries.finish());
      }
    } finally {
      until.removeEventListener("abort", stop);
      const wasAttached = this.#queue === queue;
      if (wasAttached) this.#queue = undefined;
      if (wasAttached) this.#handlers.detached?.();
      await queue.close();
    }
  }
}
