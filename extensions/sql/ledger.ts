// deno-lint-ignore-file camelcase -- names of the wire
/**
 * What became of the messages.
 *
 * @module
 */
import { timeText } from "./time_of.ts";

/** What can become of a message. */
export type Fate = "stored" | "duplicates" | "quarantined" | "dropped";

/** How many messages there were, and what became of them. */
export interface Counts extends Readonly<Record<Fate, number>> {
  /** All that came. */
  readonly received: number;
}

/** What is told of a sensor. */
export interface SensorCounts extends Counts {
  /** When its newest value was read; `null`: none was stored. */
  readonly last_time: string | null;
}

interface Account extends Record<"received" | Fate, number> {
  last: number | undefined;
}

/** The most sensors that are counted one by one. */
const maxSensors = 10_000;

/** Counts messages, all of them and those of each sensor. Since the start: the database knows more. */
export class Ledger {
  readonly #all = newAccount();
  readonly #sensors = new Map<string, Account>();

  /** Counts a message that came. */
  receive(sensor: string): void {
    this.#change(sensor, (account) => account.received++);
  }

  /** Counts what became of a message. `time`: of its reading, in microseconds since 1970. */
  settle(sensor: string, fate: Fate, time?: number): void {
    this.#change(sensor, (account) => {
      account[fate]++;
      if (time === undefined) return;
      account.last = Math.max(account.last ?? -Infinity, time);
    });
  }

  /** All messages. */
  get counts(): Counts {
    const { last: _, ...counts } = this.#all;
    return counts;
  }

  /** The messages of each sensor. */
  get sensors(): Readonly<Record<string, SensorCounts>> {
    return Object.fromEntries(
      [...this.#sensors].map(([sensor, { last, ...counts }]) => [
        sensor,
        { ...counts, last_time: last === undefined ? null : timeText(last) },
      ]),
    );
  }

  #change(sensor: string, change: (account: Account) => void): void {
    change(this.#all);
    let own = this.#sensors.get(sensor);
    if (!own && this.#sensors.size < maxSensors) {
      own = newAccount();
      this.#sensors.set(sensor, own);
    }
    if (own) change(own);
  }
}

function newAccount(): Account {
  return {
    received: 0,
    stored: 0,
    duplicates: 0,
    quarantined: 0,
    dropped: 0,
    last: undefined,
  };
}
