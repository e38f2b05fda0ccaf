// deno-lint-ignore-file camelcase -- names of the wire
/**
 * What the loggers have in common: batches, the spool, the quarantine, and telling of them.
 *
 * @module
 */
import {
  type Delivery,
  type Json,
  parseJson,
  type Service,
  stateFolder,
} from "@dripline/dripline";
import { getLogger } from "@logtape/logtape";
import { join } from "node:path";
import { Batcher, type Destination } from "./batcher.ts";
import type { Heard } from "./heard.ts";
import { type Counts, type Fate, Ledger, type SensorCounts } from "./ledger.ts";
import { Spool } from "./spool.ts";
import { type Store, StoreAway } from "./store.ts";

const logger = getLogger(["dripline", "sql"]);

/** Seconds from one status message about losses to the next. */
const quietTime = 60;

/** How many messages of the quarantine are written at once. */
const retriedTogether = 500;

/** What a logger tells of itself. */
export interface LoggerReport extends Counts {
  /** Messages that wait in memory for their batch, or for the database. */
  readonly waiting: number;
  /** Messages that wait in the spool. */
  readonly spooled: number;
  /** Seconds from the newest reading to its row, or that the oldest message has been waiting. */
  readonly lag_s: number;
  /** Why the database cannot be used; `null`: it can. */
  readonly store_away: string | null;
  /** The same for each sensor. */
  readonly sensors: Readonly<Record<string, SensorCounts>>;
}

/** What became of the messages of the quarantine that were tried again. */
export interface Retried extends Readonly<Record<Fate, number>> {}

/** How much is written together, and kept. */
export interface RecorderLimits {
  /** The most rows that are written together. */
  readonly batchRows: number;
  /** Milliseconds that a row waits for others. */
  readonly batchMs: number;
  /** The largest size of the spool, in bytes. */
  readonly spoolBytes: number;
}

/** A destination of messages, and its quarantine. */
export interface RecorderStore
  extends Destination, Pick<Store, "quarantined" | "release"> {}

/** Writes the messages of a service, from its start to its stop. */
export class Recorder {
  readonly #service: Service;
  readonly #store: RecorderStore;
  readonly #ledger = new Ledger();
  readonly #lastStatus = new Map<Fate, number>();
  readonly #spool: Spool;
  readonly #batcher: Batcher;

  private constructor(
    service: Service,
    store: RecorderStore,
    limits: RecorderLimits,
    away: string | undefined,
  ) {
    this.#service = service;
    this.#store = store;
    this.#spool = openSpool(service, limits.spoolBytes);
    this.#batcher = new Batcher({
      destination: store,
      spool: this.#spool,
      ledger: this.#ledger,
      clock: service.context.clock,
      rows: limits.batchRows,
      milliseconds: limits.batchMs,
      onAway: (reason) => this.#tellAway(reason),
      onLoss: (fate, sensor) => this.#tellLoss(fate, sensor),
    }, away);
    this.#batcher.start();
  }

  /** Opens a store and begins to write into it. It may be away, unless somebody has to do something about it: then this rejects. */
  static async start(
    service: Service,
    store: RecorderStore,
    limits: RecorderLimits,
  ): Promise<Recorder> {
    const { name } = service;
    let away: string | undefined;
    try {
      await store.open();
    } catch (error) {
      if (!(error instanceof StoreAway) || !error.temporary) throw error;
      away = error.message;
      logger.warn("{name}: {away}; waiting for it", { name, away });
    }
    return new Recorder(service, store, limits, away);
  }

  /** Writes what it has, and ends. The store stays open. */
  async close(): Promise<void> {
    await this.#batcher.close();
    this.#spool[Symbol.dispose]();
  }

  /** Takes a message, until it is safe. */
  async add(heard: Heard, { kept }: Delivery): Promise<void> {
    await this.#batcher.add(heard, kept);
  }

  /** Tells what became of the messages since the start. */
  report(): LoggerReport {
    return {
      ...this.#ledger.counts,
      waiting: this.#batcher.waiting,
      spooled: this.#spool.count,
      lag_s: this.#batcher.lag,
      store_away: this.#batcher.away ?? null,
      sensors: this.#ledger.sensors,
    };
  }

  /** Returns the first messages of the quarantine. */
  async quarantine(limit: number): Promise<Json> {
    const messages = await this.#store.quarantined(limit);
    return messages.map(({ id, sensor, reason, message }) => ({
      message_id: id,
      sensor_name: sensor,
      reason,
      message: parseJson(message),
    }));
  }

  /** Writes the messages of the quarantine that can be rows by now. Returns what became of them. */
  async retry(): Promise<Retried> {
    const store = this.#store;
    const fates = { stored: 0, duplicates: 0, quarantined: 0, dropped: 0 };
    for (let last = 0;;) {
      const found = await store.quarantined(retriedTogether, last);
      if (found.length === 0) return fates;
      last = found.at(-1)!.number;
      const written: string[] = [];
      await store.write(
        found.map(({ id, message }) => store.hearAgain(id, message)),
        (id, fate) => {
          fates[fate]++;
          if (fate === "stored" || fate === "duplicates") written.push(id);
        },
      );
      await store.release(written);
    }
  }

  #tellAway(reason: string | undefined): void {
    const { name } = this.#service;
    if (reason === undefined) {
      logger.info("{name}: the database is back", { name });
    } else {
      logger.error("{name}: the database is away: {reason}", { name, reason });
    }
  }

  /** Tells of losses, at most once a minute of each kind. */
  #tellLoss(fate: "quarantined" | "dropped", sensor: string): void {
    const { name, context } = this.#service;
    const now = context.clock.now();
    if (now - (this.#lastStatus.get(fate) ?? -Infinity) < quietTime * 1000) {
      return;
    }
    this.#lastStatus.set(fate, now);
    const count = this.#ledger.counts[fate];
    const text = fate === "dropped"
      ? `${name} has lost values, ${count} so far, as there is no room for them; the last one of ${sensor}. Look after the database and the disk`
      : `${name} has put aside messages that cannot become rows, ${count} so far; the last one of ${sensor}. "cmd ${name} -s quarantine" tells why`;
    logger.error("{text}", { text });
    this.#service.sendStatus(fate === "dropped" ? "critical" : "alert", text)
      .catch((error) => logger.warn("no status sent: {error}", { error }));
  }
}

/** What is told by a logger that does not run. */
export function emptyReport(): LoggerReport {
  return {
    ...new Ledger().counts,
    waiting: 0,
    spooled: 0,
    lag_s: 0,
    store_away: null,
    sensors: {},
  };
}

function openSpool(
  { stateDirectory, name }: Service,
  bytes: number,
): Spool {
  const folder = stateFolder(stateDirectory, name);
  try {
    Deno.mkdirSync(folder, { recursive: true });
    return new Spool(join(folder, "spool.db"), bytes);
  } catch (cause) {
    throw new Error(
      `messages cannot be kept in ${folder} while the database is away: ${
        (cause as Error).message
      }. Give the service another state_directory`,
      { cause },
    );
  }
}
