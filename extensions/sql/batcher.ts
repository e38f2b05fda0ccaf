/**
 * Writes messages in batches, and keeps them while the database is away.
 *
 * @module
 */
import { type Clock, delay } from "@dripline/dripline";
import type { Heard } from "./heard.ts";
import type { Fate, Ledger } from "./ledger.ts";
import type { Spool } from "./spool.ts";
import type { Settle } from "./writer.ts";

/** Where messages become rows. */
export interface Destination {
  /** Connects, and looks whether everything is there. May be called again. */
  open(): Promise<void>;
  /** Writes messages as `writeMessages` does. */
  write(messages: readonly Heard[], settle: Settle): Promise<void>;
  /** Takes a message that was kept as text. */
  hearAgain(id: string, text: string): Heard;
}

/** What a {@linkcode Batcher} works with. */
export interface BatcherOptions {
  /** Where the rows go. */
  readonly destination: Destination;
  /** Where messages wait that the broker does not keep. */
  readonly spool: Spool;
  /** Where account is kept. */
  readonly ledger: Ledger;
  /** The clock. */
  readonly clock: Clock;
  /** The most rows of a batch. */
  readonly rows: number;
  /** How long a message waits for others, in milliseconds. */
  readonly milliseconds: number;
  /** Is told when the database goes, with the reason, and when it is back. */
  onAway(reason: string | undefined): void;
  /** Is told of messages that have become no rows. */
  onLoss(fate: "quarantined" | "dropped", sensor: string): void;
}

/** A message that waits to be written. */
interface Entry extends PromiseWithResolvers<void> {
  readonly heard: Heard;
  /** Whether the broker keeps it until it is settled. */
  readonly kept: boolean;
  /** When it came, in milliseconds since 1970. */
  readonly since: number;
  /** How often it was delivered before, and not settled. */
  readonly repeats: number;
  /** Whether it may have been written, although nobody said so. */
  uncertain: boolean;
}

/** The longest time from one try to the next while the database is away, in milliseconds. */
const longestWait = 5000;

/** How long the end of the service waits for the last batch, in milliseconds. */
const lastPatience = 2500;

/** Writes messages in batches. */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #waiting = new Map<string, Entry>();
  readonly #closing = new AbortController();
  #wake: () => void = () => {};
  #running: Promise<void> = Promise.resolve();
  #isOpen: boolean;
  #away: string | undefined;
  #wait = 0;
  #retryAt = 0;
  #lag = 0;

  /** Prepares it. `away`: why the database cannot be used yet; `undefined`: it is open. */
  constructor(options: BatcherOptions, away?: string) {
    this.#options = options;
    this.#away = away;
    this.#isOpen = away === undefined;
  }

  /** How many messages wait in memory. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Why the database cannot be used; `undefined`: it can. */
  get away(): string | undefined {
    return this.#away;
  }

  /** How long after its reading the newest row was written, or how long the oldest message that waits has been waiting; in seconds. */
  get lag(): number {
    const [oldest] = this.#waiting.values();
    return oldest
      ? Math.max(0, this.#options.clock.now() - oldest.since) / 1000
      : this.#lag;
  }

  /** Begins to write. */
  start(): void {
    this.#running = this.#run();
  }

  /**
   * Takes a message. Resolves when it is safe: a row, in the quarantine or, unless the broker keeps it, in the spool. Rejects if the broker
   * has to deliver it again.
   */
  add(heard: Heard, kept: boolean): Promise<void> {
    const { ledger, clock, rows } = this.#options;
    ledger.receive(heard.sensor);
    // The broker has delivered it again, as it lost sight of us: only the new delivery can be settled.
    const before = this.#waiting.get(heard.id);
    before?.reject(new Error("it was delivered again"));
    const entry = {
      ...Promise.withResolvers<void>(),
      heard,
      kept,
      since: before?.since ?? clock.now(),
      repeats: before ? before.repeats + 1 : 0,
      uncertain: before !== undefined,
    };
    this.#waiting.set(heard.id, entry);
    if (this.#waiting.size === 1 || this.#waiting.size >= rows) this.#wake();
    return entry.promise;
  }

  /** Writes what waits, if that can be done soon, and ends. What cannot be written is spooled or left to the broker. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    this.#closing.abort();
    this.#wake();
    const patience = new AbortController();
    await Promise.race([
      this.#running.then(() => this.#finish(patience.signal)),
      delay(clock, lastPatience, patience.signal),
    ]);
    patience.abort();
    this.#spoolLoose();
    for (const entry of this.#waiting.values()) {
      entry.reject(new Error("the logger was stopped"));
    }
    this.#waiting.clear();
  }

  async #run(): Promise<void> {
    const { clock, rows, milliseconds, spool } = this.#options;
    while (!this.#closing.signal.aborted) {
      if (this.#waiting.size === 0 && spool.count === 0) await this.#woken();
      const isHurried = this.#away === undefined &&
        (this.#waiting.size >= rows || spool.count > 0);
      if (!isHurried) {
        const full = new AbortController();
        this.#woken().then(() => full.abort());
        await delay(clock, milliseconds, full.signal);
        // A batch that is full does not end the wait for the database.
        if (this.#away !== undefined) {
          await delay(clock, milliseconds, this.#closing.signal);
        }
      }
      await this.#step();
    }
  }

  /** Resolves when there is something to do at once. */
  #woken(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.#wake = resolve);
  }

  async #step(): Promise<void> {
    const { clock, destination, spool, rows } = this.#options;
    if (this.#away !== undefined) {
      this.#spoolLoose();
      if (clock.now() < this.#retryAt) return;
    }
    try {
      if (!this.#isOpen) await destination.open();
      this.#isOpen = true;
      if (spool.count > 0) {
        // What came later is written later.
        this.#spoolLoose();
        await this.#drain();
      }
      await this.#write([...this.#waiting.values()].slice(0, rows));
      if (this.#away !== undefined) this.#tell(undefined);
      this.#wait = 0;
    } catch (error) {
      this.#isOpen = false;
      this.#wait = Math.min(this.#wait * 2 || 250, longestWait);
      this.#retryAt = clock.now() + this.#wait;
      this.#tell(error instanceof Error ? error.message : String(error));
    }
  }

  #tell(reason: string | undefined): void {
    const isNews = reason !== this.#away;
    this.#away = reason;
    if (isNews) this.#options.onAway(reason);
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    if (batch.length === 0) return;
    const entries = new Map(batch.map((entry) => [entry.heard.id, entry]));
    try {
      await this.#options.destination.write(
        batch.map(({ heard }) => heard),
        (id, fate, time) => {
          const entry = entries.get(id)!;
          entries.delete(id);
          // What we may have written ourselves is no duplicate.
          const own = entry.uncertain && fate === "duplicates";
          this.#settle(entry, own ? "stored" : fate, time);
        },
      );
    } catch (error) {
      for (const entry of entries.values()) entry.uncertain = true;
      throw error;
    }
  }

  #settle(entry: Entry, fate: Fate, time?: number): void {
    const { id, sensor } = entry.heard;
    // The one that took its place is counted.
    if (this.#waiting.get(id) !== entry) return;
    this.#waiting.delete(id);
    entry.resolve();
    this.#count(sensor, fate, time);
    for (let i = 0; i < entry.repeats; i++) this.#count(sensor, "duplicates");
  }

  #count(sensor: string, fate: Fate, time?: number): void {
    const { ledger, clock, onLoss } = this.#options;
    ledger.settle(sensor, fate, time);
    if (fate === "stored" && time !== undefined) {
      this.#lag = Math.max(0, clock.now() - time / 1000) / 1000;
    } else if (fate === "quarantined" || fate === "dropped") {
      onLoss(fate, sensor);
    }
  }

  /** Writes the first messages of the spool. */
  async #drain(): Promise<void> {
    const { destination, spool, rows } = this.#options;
    const spooled = spool.first(rows);
    const messages = new Map(
      spooled.map((
        { id, message },
      ) => [id, destination.hearAgain(id, message)]),
    );
    await destination.write([...messages.values()], (id, fate, time) => {
      this.#count(messages.get(id)!.sensor, fate, time);
    });
    const last = spooled.at(-1);
    if (last) spool.remove(last);
  }

  /** Spools the messages that the broker does not keep. */
  #spoolLoose(): void {
    const { spool } = this.#options;
    const loose = [...this.#waiting.values()].filter(({ kept }) => !kept);
    const room = spool.append(loose.map(({ heard }) => heard));
    for (const [index, entry] of loose.entries()) {
      if (index >= room) this.#settle(entry, "dropped");
      this.#waiting.delete(entry.heard.id);
      entry.resolve();
    }
  }

  /** Writes all that waits, unless the database is away. */
  async #finish(signal: AbortSignal): Promise<void> {
    while (
      this.#waiting.size > 0 && this.#away === undefined && !signal.aborted
    ) await this.#step();
  }
}
