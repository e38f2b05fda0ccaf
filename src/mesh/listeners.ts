/**
 * Listening: the queues of a service and of its endpoints, and those of alerts.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { amqpCode } from "./broker_error.ts";
import type { Binding } from "./consumer_spec.ts";
import {
  DurableInbox,
  type DurableListener,
  type DurableListenOptions,
} from "./durable_listener.ts";
import type { ExchangeNames } from "./exchanges.ts";
import { handleReceived, lateWeight } from "./inbox.ts";
import type { Listener, ListenOptions } from "./listener.ts";
import type { Probe } from "./reach.ts";
import type { Subscriber } from "./subscriber.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How long after a queue that could not be reached another one is no news, in milliseconds. */
const lostAgain = 30_000;

/** Listens to queues. */
export class Listeners {
  readonly #subscriber: Subscriber;
  readonly #exchanges: ExchangeNames;
  readonly #probe: (queue: string) => Probe;
  #toldLost = -Infinity;

  /** Listens by way of `subscriber`; `probe` proves that a queue can be reached. */
  constructor(
    subscriber: Subscriber,
    exchanges: ExchangeNames,
    probe: (queue: string) => Probe,
  ) {
    this.#subscriber = subscriber;
    this.#exchanges = exchanges;
    this.#probe = probe;
  }

  /** See `Mesh.listen`. */
  listen(options: ListenOptions): Listener {
    const { queue, requests = [], alerts = [], handle, failed, ended } =
      options;
    const subscriber = this.#subscriber;
    const inbox = subscriber.inbox(
      options.limits,
      (message) => consumer.enqueue(() => handle(message, lateWeight)),
    );
    const on = (exchange: string, patterns: readonly string[]): Binding[] =>
      patterns.map((pattern) => ({ exchange, pattern }));
    const consumer = subscriber.consume(
      {
        queue,
        bindings: [
          ...on(this.#exchanges.requests, requests),
          ...on(this.#exchanges.alerts, alerts),
        ],
        noAck: false,
      },
      {
        deliver: (...delivery) => {
          const received = inbox.receive(...delivery);
          if (received) return handleReceived(inbox, received, handle);
        },
        refuse: (...delivery) => {
          const message = inbox.refuse(...delivery);
          // An alert says nothing without its payload.
          if (message && message.type !== "alert") return handle(message, 0);
        },
        ...(failed && { failed }),
        ...(ended && { ended }),
        ...(requests.includes(`${queue}.#`) && {
          probe: () => this.#probe(queue),
          lost: (name, reached) => this.#tellLost(name, reached),
        }),
      },
    );
    return {
      ready: consumer.ready,
      bind: (exchange, pattern) =>
        consumer.bind({ exchange: this.#exchanges[exchange], pattern }),
      close: async () => {
        inbox.clear();
        await subscriber.release(consumer);
      },
    };
  }

  /** See `Mesh.listenDurably`. */
  listenDurably(options: DurableListenOptions): DurableListener {
    const { queue, alerts, handle, prefetch = 1000 } = options;
    const subscriber = this.#subscriber;
    const inbox = new DurableInbox(
      handle,
      () => consumer.kept,
      subscriber.clock,
      subscriber.limits(options.limits),
      subscriber.budgets,
    );
    const standingBy = Promise.withResolvers<void>();
    const exchange = this.#exchanges.alerts;
    const consumer = subscriber.consume(
      {
        queue,
        bindings: alerts.map((pattern) => ({ exchange, pattern })),
        noAck: false,
        durable: true,
        prefetch,
      },
      {
        deliver: () => {},
        refuse: () => {},
        settle: (delivery) => inbox.settle(delivery),
        detached: () => inbox.clear(),
        failed: ({ error }) => {
          if (amqpCode(error) === 405) standingBy.resolve();
        },
      },
    );
    const ready = Promise.race([consumer.ready, standingBy.promise]);
    ready.catch(() => {});
    return {
      ready,
      close: async () => {
        await subscriber.release(consumer);
        inbox.clear();
      },
    };
  }

  /** Tells people of a queue that could not be reached. If it is so with many of them, one is enough to hear of. */
  #tellLost(queue: string, reached: boolean): void {
    const now = this.#subscriber.clock.now();
    const level = now < this.#toldLost + lostAgain ? "debug" : "warn";
    this.#toldLost = now;
    logger[level](
      "nothing that was sent to {queue} reached it: somebody has deleted an exchange or a binding. It is bound again, and {outcome}",
      { queue, outcome: reached ? "reached" : "still not reached" },
    );
  }
}
