/**
 * Alerts as they come, one after the other.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { Alert } from "../wire/mod.ts";
import type { Budget } from "./budget.ts";

const logger = getLogger(["dripline", "mesh"]);

/** Alerts that may wait to be read. If nobody reads, the oldest go. */
const capacity = 10_000;

interface Waiting {
  readonly alert: Alert;
  weight: number;
}

/** Alerts to be read with `for await`. Leaving the loop stops listening. */
export class AlertStream implements AsyncIterableIterator<Alert> {
  /** Resolves when alerts are listened to: what is sent after that will come. */
  readonly ready: Promise<void>;
  readonly #stop: () => Promise<void>;
  readonly #budget: Budget;
  readonly #alerts: Waiting[] = [];
  readonly #readers: ((result: IteratorResult<Alert>) => void)[] = [];
  #ended = false;
  #dropped = 0;

  /** Waits on `ready`; `stop` is called once, at the end. Alerts that wait are held against `budget`. */
  constructor(ready: Promise<void>, stop: () => Promise<void>, budget: Budget) {
    this.#budget = budget;
    this.ready = ready;
    this.#stop = stop;
  }

  /** How many alerts were dropped because nobody read them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds an alert that takes so many bytes in memory. The oldest ones make room for it. */
  push(alert: Alert, weight: number): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) {
      reader({ value: alert, done: false });
      return;
    }
    while (
      this.#alerts.length > 0 &&
      (this.#alerts.length >= capacity || !this.#budget.fits(weight))
    ) this.#drop();
    this.#alerts.push({ alert, weight });
    this.#budget.hold(weight);
  }

  #drop(): void {
    this.#take();
    this.#dropped++;
    if (Number.isInteger(Math.log10(this.#dropped))) {
      logger.warn(
        "dropped {dropped} alerts so far: nobody reads them as fast as they come",
        { dropped: this.#dropped },
      );
    }
  }

  /** Takes the oldest alert out. */
  #take(): Alert | undefined {
    const oldest = this.#alerts.shift();
    this.#budget.free(oldest?.weight ?? 0);
    return oldest?.alert;
  }

  /** Waits for the next alert. Rejects if listening is not possible. */
  async next(): Promise<IteratorResult<Alert>> {
    await this.ready;
    const alert = this.#take();
    if (alert) return { value: alert, done: false };
    if (this.#ended) return { value: undefined, done: true };
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  /** Stops listening. */
  async return(): Promise<IteratorResult<Alert>> {
    if (!this.#ended) {
      this.#ended = true;
      // What waits can still be read, but is nobody's burden any more.
      for (const waiting of this.#alerts) {
        this.#budget.free(waiting.weight);
        waiting.weight = 0;
      }
      for (const reader of this.#readers.splice(0)) {
        reader({ value: undefined, done: true });
      }
      await this.#stop();
    }
    return { value: undefined, done: true };
  }

  /** Returns itself. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Alert> {
    return this;
  }

  /** Stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
