/**
 * What happens while memory is short: the log names the queue that holds most, and queues that nobody reads lose their oldest
 * messages, so that a queue which somebody left behind does not stop a laboratory.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Memory } from "./memory.ts";
import type { Queue } from "./queue.ts";
import type { VirtualHost } from "./virtual_host.ts";

const logger = getLogger(["dripline", "broker"]);

/** How often to look for queues that have become left over, at least, in milliseconds. */
const lookEvery = 1000;

/** Ends shortages as far as a broker can. */
export class Shortage {
  readonly #host: VirtualHost;
  readonly #memory: Memory;
  readonly #unreadMs: number;
  readonly #named = new WeakSet<Queue>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A queue of `host` that nobody has read for `unreadTimeout` seconds is left over. */
  constructor(host: VirtualHost, memory: Memory, unreadTimeout: number) {
    this.#host = host;
    this.#memory = memory;
    this.#unreadMs = unreadTimeout * 1000;
  }

  /** Begins: publishers wait from now on. */
  begin(): void {
    clearTimeout(this.#timer);
    // Not at once: the message that is one too many is still on its way into a queue.
    this.#timer = setTimeout(() => {
      this.#nameFattest();
      this.#look();
    }, 0);
  }

  /** Ends: publishers go on. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #nameFattest(): void {
    const [queue] = this.#fattestFirst();
    if (!queue || this.#named.has(queue)) return;
    this.#named.add(queue);
    logger.warn(
      "memory is full ({limit} bytes) and publishers wait. Queue {queue} holds most, {bytes} bytes: {messages} messages, {consumers} consumers. {wayOut}",
      {
        limit: this.#memory.limit,
        queue: queue.name,
        bytes: queue.bytes,
        messages: queue.length,
        consumers: queue.consumers,
        wayOut: queue.consumers > 0
          ? "Its consumers are too slow, or do not acknowledge what they got"
          : `Read, purge or delete it; after ${
            this.#unreadMs / 1000
          } s without a reader it loses its oldest messages`,
      },
    );
  }

  /** Makes room at the cost of queues that are left over, the fattest first. */
  #look(): void {
    for (const queue of this.#fattestFirst()) {
      if (!this.#memory.blocked) return;
      if (queue.unreadFor >= this.#unreadMs) this.#lighten(queue);
    }
    if (!this.#memory.blocked) return;
    this.#timer = setTimeout(
      () => this.#look(),
      Math.max(10, Math.min(lookEvery, this.#unreadMs)),
    );
  }

  #lighten(queue: Queue): void {
    const before = queue.bytes;
    let count = 0;
    while (this.#memory.blocked && queue.dropOldest()) count++;
    if (count === 0) return;
    logger.warn(
      "dropped the {count} oldest messages ({bytes} bytes) of queue {queue}, which nobody has read for {seconds} s: memory was full, and publishers waited. It keeps {messages}. Delete it if nobody needs it",
      {
        count,
        bytes: before - queue.bytes,
        queue: queue.name,
        seconds: Math.floor(queue.unreadFor / 1000),
        messages: queue.length,
      },
    );
  }

  #fattestFirst(): Queue[] {
    return [...this.#host.queues].sort((a, b) => b.bytes - a.bytes);
  }
}
