/**
 * Whether a queue can be reached: a service that publishes nothing does not notice when somebody deletes an exchange or a binding.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Arrival } from "./arrival.ts";
import { type Clock, delay, systemClock } from "./clock.ts";
import { Unroutable } from "./not_published.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How often that is looked at, in milliseconds. */
const interval = 60_000;

/** How soon after a look there can be another one, in milliseconds. */
const pause = 5_000;

/** How long a probe may be on its way, in milliseconds, by the machine's clock: the broker goes by no other. */
const patience = 10_000;

/** A message that has to come back. */
export interface Probe {
  /** Its message id. */
  readonly id: string;
  /** Settles as `Outlet.publish` does. */
  readonly sent: Promise<unknown>;
}

/** What a {@linkcode Reach} needs of its consumer. */
export interface ReachHandlers {
  /** Sends a probe. Without it bindings are only made again, in case that they are gone. */
  probe?(): Probe;
  /** Called once when the queue could not be reached, with whether it can be now. */
  lost?(queue: string, reached: boolean): void;
  /** Makes everything again that may be gone. */
  restore(): Promise<void>;
  /** Declares everything anew. */
  renew(): void;
  /** Whether everything is handled that was delivered, so that a probe does not have to wait. */
  idle(): boolean;
}

/** Looks after the way to a queue: once a minute it is proved, and everything of it that can be gone is made again. */
export class Reach {
  readonly #clock: Clock;
  readonly #handlers: ReachHandlers;
  #awaited: string | undefined;
  #seen: () => void = () => {};
  #lost = false;
  #suspicion = new AbortController();

  /** Goes by `clock`. */
  constructor(clock: Clock, handlers: ReachHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** Looks after `queue` until `closed` settles. */
  async watch(queue: string, closed: Promise<unknown>): Promise<void> {
    const end = new AbortController();
    closed.finally(() => end.abort());
    for (;;) {
      await delay(this.#clock, pause, end.signal);
      const soon = AbortSignal.any([end.signal, this.#suspicion.signal]);
      await delay(this.#clock, interval - pause, soon);
      if (end.signal.aborted) return;
      this.#suspicion = new AbortController();
      try {
        await this.#look(queue, end.signal);
      } catch (error) {
        // What cannot be mended closes the channel, and then all is declared anew.
        logger.debug("cannot look after queue {queue}: {error}", {
          queue,
          error,
        });
      }
    }
  }

  /** Looks soon, as something may be gone. */
  suspect(): void {
    this.#suspicion.abort();
  }

  /** Tells whether a delivery is the probe that is waited for. */
  sees(arrival: Arrival): boolean {
    const awaited = this.#awaited;
    if (awaited === undefined || arrival.messageId !== awaited) return false;
    this.#seen();
    return true;
  }

  async #look(queue: string, end: AbortSignal): Promise<void> {
    const outcome = await this.#prove(end);
    await this.#handlers.restore();
    if (outcome === "reached" && this.#lost) {
      logger.info("{queue} is reached again", { queue });
      this.#lost = false;
    }
    if (outcome !== "lost") return;
    const after = await this.#prove(end);
    if (end.aborted) return;
    if (!this.#lost) {
      this.#handlers.lost?.(queue, after === "reached");
      // Whatever it is: with a queue and a consumer made anew it may be gone.
      if (after !== "reached") this.#handlers.renew();
    }
    this.#lost = after !== "reached";
  }

  /** Sends a probe and waits for it. */
  async #prove(end: AbortSignal): Promise<"reached" | "lost" | "unknown"> {
    const probe = this.#handlers.probe?.();
    if (!probe || end.aborted) return "unknown";
    const seen = new Promise<"reached">((resolve) => {
      this.#awaited = probe.id;
      this.#seen = () => resolve("reached");
    });
    const enough = new AbortController();
    const given = AbortSignal.any([end, enough.signal]);
    try {
      return await Promise.race([
        seen,
        probe.sent.then(async () => {
          await delay(systemClock, patience, given);
          return !end.aborted && this.#handlers.idle() ? "lost" : "unknown";
        }, (error) => error instanceof Unroutable ? "lost" : "unknown"),
      ]);
    } finally {
      enough.abort();
      this.#awaited = undefined;
    }
  }
}
