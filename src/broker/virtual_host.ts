/**
 * All exchanges and queues of a broker, by name. AMQP calls this a virtual host; there is one, `/`.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import { Bindings } from "./bindings.ts";
import {
  exchangeType,
  locked,
  refuseDefault,
  refuseReserved,
  requireBelow,
  requireSameExchange,
  requireSameQueue,
  reservedPrefix,
  titleOf,
} from "./declaration_checks.ts";
import { Exchange, type ExchangeFlags, exchangeTypes } from "./exchange.ts";
import { limits } from "./limits.ts";
import { Memory } from "./memory.ts";
import type { Message } from "./message.ts";
import { Queue, type QueueFlags } from "./queue.ts";
import { exchangeWeight, queueWeight } from "./weights.ts";

/** Exchanges and queues. Its methods throw the {@linkcode AmqpError} that the client has to be told. */
export class VirtualHost {
  readonly #exchanges = new Map<string, Exchange>();
  readonly #queues = new Map<string, Queue>();
  /** Exclusive queues of each connection. */
  readonly #owned = new Map<object, Set<Queue>>();
  readonly #bindings: Bindings;
  readonly #memory: Memory;

  /** Creates the exchanges that every broker has. All others, queues and bindings are on the account of `memory`. */
  constructor(memory: Memory = new Memory(Infinity, () => {})) {
    this.#memory = memory;
    this.#bindings = new Bindings(memory);
    const flags = { durable: true, autoDelete: false, internal: false };
    for (const type of exchangeTypes) {
      const name = reservedPrefix + type;
      this.#exchanges.set(name, new Exchange(name, type, flags));
    }
  }

  /** How many exchanges there are, without the default one. */
  get exchangeCount(): number {
    return this.#exchanges.size;
  }

  /** All queues. */
  get queues(): Iterable<Queue> {
    return this.#queues.values();
  }

  /** How many queues there are. */
  get queueCount(): number {
    return this.#queues.size;
  }

  /** Returns an exchange that exists and is not the default one. */
  exchange(name: string): Exchange {
    refuseDefault(name);
    const exchange = this.#exchanges.get(name);
    if (!exchange) {
      throw new AmqpError(404, `no ${titleOf("exchange", name)}`);
    }
    return exchange;
  }

  /** Declares an exchange: creates it, or checks that it is as the client thinks. */
  declareExchange(name: string, type: string, flags: ExchangeFlags): void {
    refuseDefault(name);
    const knownType = exchangeType(type);
    const existing = this.#exchanges.get(name);
    if (existing) {
      requireSameExchange(existing, knownType, flags);
      return;
    }
    refuseReserved("exchange", name);
    requireBelow("exchanges", this.#exchanges.size, limits.exchanges);
    this.#memory.keep(exchangeWeight(name), "exchanges");
    this.#exchanges.set(name, new Exchange(name, knownType, flags));
  }

  /** Deletes an exchange and its bindings. One that does not exist is fine. */
  deleteExchange(name: string, ifUnused: boolean): void {
    refuseDefault(name);
    const title = titleOf("exchange", name);
    if (name.startsWith(reservedPrefix)) {
      throw new AmqpError(403, `deletion of system ${title} not allowed`);
    }
    const exchange = this.#exchanges.get(name);
    if (!exchange) return;
    if (ifUnused && !exchange.unused) {
      throw new AmqpError(406, `${title} in use`);
    }
    this.#forget(exchange);
    for (const queue of [...exchange.queues]) this.#detach(queue, exchange);
  }

  /** Returns a queue that exists and may be used by `owner`. */
  queue(name: string, owner: object): Queue {
    const queue = this.#queues.get(name);
    if (!queue) throw new AmqpError(404, `no ${titleOf("queue", name)}`);
    if (queue.flags.exclusive && queue.owner !== owner) throw locked(name);
    return queue;
  }

  /** Returns a queue like {@linkcode VirtualHost.queue}, or `undefined` if there is none of this name. */
  queueIfAny(name: string, owner: object): Queue | undefined {
    return this.#queues.has(name) ? this.queue(name, owner) : undefined;
  }

  /** Declares a queue: creates it, under a name of its own if `name` is empty, or checks that it is as the client thinks. */
  declareQueue(
    name: string,
    flags: QueueFlags,
    owner: object,
    maxLength: number,
  ): Queue {
    const existing = this.queueIfAny(name, owner);
    if (existing) {
      requireSameQueue(existing, flags, maxLength);
      return existing;
    }
    refuseReserved("queue", name);
    requireBelow("queues", this.#queues.size, limits.queues);
    const queue = new Queue(name || inventName(), flags, owner, maxLength);
    if (flags.exclusive) this.#requireRoomFor(owner);
    this.#memory.keep(queueWeight(queue.name), "queues");
    if (flags.exclusive) this.#own(queue);
    this.#queues.set(queue.name, queue);
    return queue;
  }

  /** Deletes a queue with its messages and bindings, and cancels its consumers. */
  deleteQueue(queue: Queue): void {
    if (!this.#queues.delete(queue.name)) return;
    this.#memory.discard(queueWeight(queue.name));
    this.#owned.get(queue.owner)?.delete(queue);
    for (const exchange of this.#bindings.sourcesOf(queue)) {
      this.#detach(queue, exchange);
    }
    queue.delete();
  }

  /** Deletes a queue that was to go with its last consumer. To be called when a consumer has left. */
  deleteIfAbandoned(queue: Queue): void {
    if (queue.flags.autoDelete && queue.consumers === 0) {
      this.deleteQueue(queue);
    }
  }

  /** Deletes the exclusive queues of a connection. */
  deleteOwned(owner: object): void {
    for (const queue of [...this.#owned.get(owner) ?? []]) {
      this.deleteQueue(queue);
    }
    this.#owned.delete(owner);
  }

  /** Binds a queue to an exchange. A binding that exists already is fine. */
  bind(queue: Queue, exchange: Exchange, key: string): void {
    this.#bindings.add(queue, exchange, key);
  }

  /** Removes a binding, and an exchange that was to go with its last one. A binding that does not exist is fine. */
  unbind(queue: Queue, exchange: Exchange, key: string): void {
    if (!this.#bindings.remove(queue, exchange, key)) return;
    if (exchange.flags.autoDelete && exchange.unused) {
      this.#forget(exchange);
    }
  }

  /** Returns an exchange if there is one of this name. */
  exchangeIfAny(name: string): Exchange | undefined {
    refuseDefault(name);
    return this.#exchanges.get(name);
  }

  /** Puts a copy of the message into every queue it is meant for. Returns whether there was one. */
  publish(message: Message): boolean {
    let routed = false;
    for (const queue of this.#route(message)) {
      queue.push(message);
      routed = true;
    }
    return routed;
  }

  #route({ address }: Message): Iterable<Queue> {
    if (address.exchange === "") {
      const queue = this.#queues.get(address.routingKey);
      return queue ? [queue] : [];
    }
    const exchange = this.exchange(address.exchange);
    if (exchange.flags.internal) {
      throw new AmqpError(
        403,
        `cannot publish to internal ${titleOf("exchange", exchange.name)}`,
      );
    }
    return exchange.route(address.routingKey);
  }

  #forget(exchange: Exchange): void {
    if (!this.#exchanges.delete(exchange.name)) return;
    this.#memory.discard(exchangeWeight(exchange.name));
  }

  /** Removes all bindings between the two. */
  #detach(queue: Queue, exchange: Exchange): void {
    for (const key of [...exchange.keysOf(queue)]) {
      this.unbind(queue, exchange, key);
    }
  }

  #requireRoomFor(owner: object): void {
    requireBelow(
      "exclusive queues of a connection",
      this.#owned.get(owner)?.size ?? 0,
      limits.queuesPerConnection,
    );
  }

  #own(queue: Queue): void {
    const owned = this.#owned.get(queue.owner) ?? new Set();
    this.#owned.set(queue.owner, owned.add(queue));
  }
}

function inventName(): string {
  return `${reservedPrefix}gen-${crypto.randomUUID()}`;
}
