/**
 * Exchanges: from a routing key to the queues that get a copy.
 *
 * @module
 */
import type { Queue } from "./queue.ts";
import { TopicTree } from "./topic_tree.ts";

/** The types of exchange that are offered. */
export const exchangeTypes = ["direct", "fanout", "topic"] as const;

/** A type of exchange that is offered. */
export type ExchangeType = typeof exchangeTypes[number];

/** What a client says of an exchange when it declares it. */
export interface ExchangeFlags {
  /** Whether it is meant to survive a restart. Compared, but this broker keeps everything in memory. */
  durable: boolean;
  /** Whether it goes with its last binding. */
  autoDelete: boolean;
  /** Whether clients may not publish to it. */
  internal: boolean;
}

/** How keys of bindings are compared with routing keys. */
interface Routes {
  add(key: string, queue: Queue): void;
  remove(key: string, queue: Queue): void;
  match(routingKey: string): Iterable<Queue>;
}

/** A named exchange and its bindings. */
export class Exchange {
  /** Its name. */
  readonly name: string;
  /** How it compares keys. */
  readonly type: ExchangeType;
  /** What its declaration says. */
  readonly flags: Readonly<ExchangeFlags>;
  readonly #keys = new Map<Queue, Set<string>>();
  readonly #routes: Routes;

  /** Creates an exchange without bindings. */
  constructor(name: string, type: ExchangeType, flags: ExchangeFlags) {
    this.name = name;
    this.type = type;
    this.flags = flags;
    this.#routes = this.#routesOf(type);
  }

  /** The queues that are bound. */
  get queues(): Iterable<Queue> {
    return this.#keys.keys();
  }

  /** Whether nothing is bound. */
  get unused(): boolean {
    return this.#keys.size === 0;
  }

  /** Returns the keys by which `queue` is bound. */
  keysOf(queue: Queue): ReadonlySet<string> {
    return this.#keys.get(queue) ?? new Set();
  }

  /** Adds a binding that does not exist yet. */
  bind(key: string, queue: Queue): void {
    const keys = this.#keys.get(queue);
    if (keys) keys.add(key);
    else this.#keys.set(queue, new Set([key]));
    this.#routes.add(key, queue);
  }

  /** Removes a binding that exists. */
  unbind(key: string, queue: Queue): void {
    const keys = this.#keys.get(queue);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(queue);
    this.#routes.remove(key, queue);
  }

  /** Returns the queues that get a copy, each once. */
  route(routingKey: string): Iterable<Queue> {
    return this.#routes.match(routingKey);
  }

  #routesOf(type: ExchangeType): Routes {
    switch (type) {
      case "direct":
        return new DirectRoutes();
      case "fanout":
        return { add() {}, remove() {}, match: () => this.#keys.keys() };
      case "topic":
        return new TopicTree<Queue>();
    }
  }
}

/** Equal keys match. */
class DirectRoutes implements Routes {
  readonly #queues = new Map<string, Set<Queue>>();

  add(key: string, queue: Queue): void {
    const queues = this.#queues.get(key);
    if (queues) queues.add(queue);
    else this.#queues.set(key, new Set([queue]));
  }

  remove(key: string, queue: Queue): void {
    const queues = this.#queues.get(key);
    queues?.delete(queue);
    if (queues?.size === 0) this.#queues.delete(key);
  }

  match(routingKey: string): Iterable<Queue> {
    return this.#queues.get(routingKey) ?? [];
  }
}
