/**
 * Alerts that must not get lost: kept in order while the broker is away, sent when it is back.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { AmqpMessage } from "../wire/mod.ts";
import { lengthOf } from "./budget.ts";
import type { Clock } from "./clock.ts";
import { Dropped } from "./dropped.ts";
import { NotPublished } from "./not_published.ts";
import type { Outlet } from "./outlet.ts";

const logger = getLogger(["dripline", "mesh"]);

/** The limits of an {@linkcode Outbox}. */
export interface OutboxLimits {
  /** The most alerts kept. */
  readonly maxAlerts: number;
  /** The most bytes kept. */
  readonly maxBytes: number;
}

/** The limits unless said otherwise. */
export const defaultOutboxLimits: OutboxLimits = {
  maxAlerts: 10_000,
  maxBytes: 16 * 1024 * 1024,
};

/** Alerts handed to the broker and not confirmed yet, at most. */
const window = 256;

interface Kept {
  readonly routingKey: string;
  readonly messages: readonly AmqpMessage[];
  readonly bytes: number;
  confirmed: boolean;
}

/** Keeps alerts until the broker has them. One that was on its way when the connection broke is sent again. */
export class Outbox {
  readonly #outlet: Outlet;
  readonly #refused: Dropped;
  readonly #limits: OutboxLimits;
  #kept: Kept[] = [];
  #sent = 0;
  #bytes = 0;
  #dropped = 0;

  /** Sends through `outlet`. */
  constructor(
    outlet: Outlet,
    clock: Clock,
    limits: Partial<OutboxLimits> = {},
  ) {
    this.#outlet = outlet;
    this.#refused = new Dropped("an alert", clock);
    this.#limits = { ...defaultOutboxLimits, ...limits };
  }

  /** How many alerts are kept. */
  get size(): number {
    return this.#kept.length;
  }

  /** How many alerts had to be dropped so far: there were too many, or the broker does not want them. */
  get dropped(): number {
    return this.#dropped + this.#refused.count;
  }

  /** Sends an alert, now or later. If too much is kept already, the oldest alerts go. */
  add(routingKey: string, messages: readonly AmqpMessage[]): void {
    const bytes = lengthOf(messages);
    this.#kept.push({ routingKey, messages, bytes, confirmed: false });
    this.#bytes += bytes;
    while (
      this.#kept.length > this.#limits.maxAlerts ||
      this.#bytes > this.#limits.maxBytes
    ) this.#drop();
    this.flush();
  }

  /** Sends what can be sent. */
  flush(): void {
    while (
      this.#outlet.open && this.#sent < Math.min(window, this.#kept.length)
    ) {
      const alert = this.#kept[this.#sent++]!;
      this.#outlet.publishAll(alert.routingKey, alert.messages, false).then(
        () => {
          alert.confirmed = true;
          this.#clearOut();
        },
        (error) => {
          if (!(error instanceof NotPublished)) {
            this.#refused.add(alert.routingKey, error.message);
            alert.confirmed = true;
            this.#clearOut();
            return;
          }
          // Lost on the way. Everything that is not confirmed goes out again, in order, once the publisher opens.
          this.#sent = 0;
          this.#kept = this.#kept.filter(({ confirmed }) => !confirmed);
          this.#bytes = this.#kept.reduce((sum, { bytes }) => sum + bytes, 0);
        },
      );
    }
  }

  #clearOut(): void {
    let done = 0;
    while (this.#kept[done]?.confirmed) {
      this.#bytes -= this.#kept[done]!.bytes;
      done++;
    }
    this.#kept.splice(0, done);
    this.#sent = Math.max(0, this.#sent - done);
    this.flush();
  }

  #drop(): void {
    const oldest = this.#kept.shift()!;
    this.#bytes -= oldest.bytes;
    this.#sent = Math.max(0, this.#sent - 1);
    if (oldest.confirmed) return;
    this.#dropped++;
    if (Number.isInteger(Math.log10(this.#dropped))) {
      logger.error(
        "dropped {dropped} alerts so far: the broker is away and {max} are kept already",
        { dropped: this.#dropped, max: this.#limits.maxAlerts },
      );
    }
  }
}
