/**
 * A stage for a single endpoint: time that a test moves, chance that it chooses, and a mesh that only keeps what it is told.
 *
 * @module
 */
import {
  type Context,
  type Endpoint,
  type Known,
  offline,
  Scheduler,
  Service,
} from "../../src/core/mod.ts";
import type { AlertOptions } from "../../src/mesh/mod.ts";
import type { Json } from "../../src/wire/mod.ts";
import { FakeClock } from "../../testing.ts";

/** Nothing but what is built in. */
export const nothingMore: Known = {
  functions: new Map(),
  offeredElsewhere: new Map(),
};

/** An alert that an endpoint has sent. */
export interface SentAlert {
  /** Its routing key. */
  readonly key: string;
  /** What it carries. */
  readonly payload: Json;
  /** How it was sent. */
  readonly options: AlertOptions | undefined;
  /** Seconds from the beginning to when it was sent. */
  readonly at: number;
}

/** What surrounds an endpoint during a test. */
export class Stage {
  /** The clock. */
  readonly clock: FakeClock = new FakeClock();
  /** The alerts so far. */
  readonly alerts: SentAlert[] = [];
  /** Runs periodic work. It has begun already. */
  readonly scheduler: Scheduler = new Scheduler(this.clock);
  readonly #begin = this.clock.now();

  /** Raises the curtain. */
  constructor() {
    this.scheduler.start();
  }

  /** Puts an endpoint on the stage. */
  put<T extends Endpoint>(endpoint: T): T {
    const context: Context = {
      ...offline(),
      clock: this.clock,
      random: () => 0.5,
      scheduler: this.scheduler,
      alert: (key, payload, options) => {
        const at = (this.clock.now() - this.#begin) / 1000;
        this.alerts.push({ key, payload, options, at });
        return Promise.resolve();
      },
    };
    const service = new Service("stage");
    service.enter(context, () => {});
    service.add(endpoint);
    return endpoint;
  }

  /** Moves the clock on by so many seconds. */
  async pass(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
  }

  /** When alerts were sent, in seconds from the beginning. */
  times(): number[] {
    return this.alerts.map(({ at }) => at);
  }
}
