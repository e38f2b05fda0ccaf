/**
 * Alerts as they come, one after the other.
 *
 * @module
 */
import type { Alert } from "../wire/mod.ts";

/** Alerts that may wait to be read. If nobody reads, the oldest go. */
const capacity = 10_000;

/** Alerts to be read with `for await`. Leaving the loop stops listening. */
export class AlertStream implements AsyncIterableIterator<Alert> {
  /** Resolves when alerts are listened to: what is sent after that will come. */
  readonly ready: Promise<void>;
  readonly #stop: () => Promise<void>;
  readonly #alerts: Alert[] = [];
  readonly #readers: ((result: IteratorResult<Alert>) => void)[] = [];
  #ended = false;
  #dropped = 0;

  /** Waits on `ready`; `stop` is called once, at the end. */
  constructor(ready: Promise<void>, stop: () => Promise<void>) {
    this.ready = ready;
    this.#stop = stop;
  }

  /** How many alerts were dropped because nobody read them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds an alert. */
  push(alert: Alert): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) {
      reader({ value: alert, done: false });
      return;
    }
    this.#alerts.push(alert);
    if (this.#alerts.length <= capacity) return;
    this.#alerts.splice(0, capacity / 10);
    this.#dropped += capacity / 10;
  }

  /** Waits for the next alert. Rejects if listening is not possible. */
  async next(): Promise<IteratorResult<Alert>> {
    await this.ready;
    const alert = this.#alerts.shift();
    if (alert) return { value: alert, done: false };
    if (this.#ended) return { value: undefined, done: true };
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  /** Stops listening. */
  async return(): Promise<IteratorResult<Alert>> {
    if (!this.#ended) {
      this.#ended = true;
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
