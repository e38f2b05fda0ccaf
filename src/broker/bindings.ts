/**
 * All bindings of a broker: which queue is bound to which exchange, and by which keys.
 *
 * @module
 */
import { requireBelow } from "./declaration_checks.ts";
import type { Exchange } from "./exchange.ts";
import { limits } from "./limits.ts";
import type { Memory } from "./memory.ts";
import type { Queue } from "./queue.ts";
import { bindingWeight } from "./weights.ts";

/** The bindings between exchanges and queues. */
export class Bindings {
  /** The exchanges that each queue is bound to. */
  readonly #sources = new Map<Queue, Set<Exchange>>();
  readonly #memory: Memory;
  #count = 0;

  /** Keeps bindings on the account of `memory`. */
  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Adds a binding. One that exists already is fine. Throws a 406 `AmqpError` if there are too many. */
  add(queue: Queue, exchange: Exchange, key: string): void {
    const keys = exchange.keysOf(queue);
    if (keys.has(key)) return;
    requireBelow("bindings", this.#count, limits.bindings);
    requireBelow("bindings of a queue", keys.size, limits.bindingsPerQueue);
    this.#memory.keep(bindingWeight(key), "bindings");
    exchange.bind(key, queue);
    const sources = this.#sources.get(queue) ?? new Set();
    this.#sources.set(queue, sources.add(exchange));
    this.#count++;
  }

  /** Removes a binding. Returns whether there was one. */
  remove(queue: Queue, exchange: Exchange, key: string): boolean {
    if (!exchange.keysOf(queue).has(key)) return false;
    exchange.unbind(key, queue);
    this.#memory.discard(bindingWeight(key));
    this.#count--;
    if (exchange.keysOf(queue).size > 0) return true;
    const sources = this.#sources.get(queue);
    sources?.delete(exchange);
    if (sources?.size === 0) this.#sources.delete(queue);
    return true;
  }

  /** Returns the exchanges that a queue is bound to. */
  sourcesOf(queue: Queue): Exchange[] {
    return [...this.#sources.get(queue) ?? []];
  }
}
