/**
 * The connection that publishes: an outlet for each exchange.
 *
 * @module
 */
import type { Connection } from "./connection.ts";
import type { Exchanges } from "./exchanges.ts";
import { Link } from "./link.ts";
import type { MeshOptions } from "./options.ts";
import { systemClock } from "./clock.ts";
import { Outlet } from "./outlet.ts";

/** What a publisher tells its owner. */
export interface PublisherHandlers {
  /** Called whenever messages can be published again. */
  opened(): void;
  /** Called when an exchange was missing and has been declared again: what was bound to it no longer is. */
  exchangeRenewed(): void;
}

/** Publishes on a connection of its own. */
export class Publisher {
  readonly #link: Link;
  readonly #outlets: ReadonlyMap<string, Outlet>;

  /** Prepares the connection. */
  constructor(
    options: MeshOptions,
    purpose: string,
    exchanges: Exchanges,
    handlers: PublisherHandlers,
  ) {
    this.#link = new Link(options, purpose, {
      quiet: true,
      // Nothing comes in but messages of ours that nobody listens to. Their ids tell enough.
      admit: () => "not wanted",
      connected: (connection) => this.#attach(connection),
      lost: () => this.#each((outlet) => outlet.detach()),
      blocked: (on) => this.#each((outlet) => outlet.block(on)),
    });
    const made = (exchange: string) =>
      new Outlet(exchange, {
        where: () => this.#link.where,
        exchanges,
        clock: options.clock ?? systemClock,
        random: options.random ?? Math.random,
        ...handlers,
      });
    this.#outlets = new Map(
      exchanges.names.map((exchange) => [exchange, made(exchange)]),
    );
  }

  /** The way to an exchange, one of those that the publisher was made for. */
  to(exchange: string): Outlet {
    return this.#outlets.get(exchange)!;
  }

  /** Connects. Rejects as {@linkcode Link.open} does. */
  connect(): Promise<void> {
    return this.#link.open();
  }

  /** Ends the connection for good. */
  async close(): Promise<void> {
    this.#each((outlet) => outlet.close());
    await this.#link.close();
  }

  async #attach(connection: Connection): Promise<void> {
    for (const outlet of this.#outlets.values()) {
      await outlet.attach(connection);
    }
  }

  #each(work: (outlet: Outlet) => void): void {
    for (const outlet of this.#outlets.values()) work(outlet);
  }
}
