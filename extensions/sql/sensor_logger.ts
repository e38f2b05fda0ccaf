// deno-lint-ignore-file camelcase -- names of the wire
/**
 * A service that writes sensor values into a database.
 *
 * @module
 */
import {
  arg,
  type Attributes,
  type AuthSpecification,
  type Commands,
  type Delivery,
  integer,
  type Json,
  keyText,
  number,
  optional,
  parseJson,
  readOnly,
  required,
  Service,
  stateFolder,
} from "@dripline/dripline";
import { getLogger } from "@logtape/logtape";
import { join } from "node:path";
import { Batcher } from "./batcher.ts";
import { hear, hearAgain } from "./heard.ts";
import { type Counts, type Fate, Ledger, type SensorCounts } from "./ledger.ts";
import { Spool } from "./spool.ts";
import { SqliteStore } from "./sqlite_store.ts";
import { PostgresStore } from "./postgres_store.ts";
import { parseStoreUrl, storeUrl } from "./store_url.ts";
import { type Store, StoreAway } from "./store.ts";
import { writeMessages } from "./writer.ts";

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

/** Writes every sensor value that it hears into a database. */
export class SensorLogger extends Service {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SensorLogger> = {
    store: readOnly(required(storeUrl(
      "The database: sqlite:FILE, or postgres://HOST/DATABASE with the login of the authentication group postgres",
    ))),
    log_routing_key_prefix: readOnly(keyText({
      description:
        "What routing keys of sensor values begin with; the name of the sensor follows",
    })),
    batch_rows: readOnly(integer({
      minimum: 1,
      maximum: 10_000,
      description: "The most rows that are written together",
    })),
    batch_ms: readOnly(number({
      minimum: 0,
      description: "Milliseconds that a row waits for others",
    })),
    spool_bytes: readOnly(integer({
      minimum: 65_536,
      description:
        "The largest size of the file that holds messages while the database is away, if the broker does not keep them",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<SensorLogger> = {
    quarantine: {
      description: "List the messages that could not become rows, and why",
      args: [arg("limit", optional(integer({ minimum: 1, maximum: 1000 })))],
    },
    retry: {
      description: "Try once more to write the messages of the quarantine",
      args: [],
    },
  };

  /** The login of a PostgreSQL server. */
  static override readonly authGroups: AuthSpecification = {
    postgres: {
      username: { default: "postgres", env: "POSTGRES_USER" },
      password: { default: "postgres", env: "POSTGRES_PASSWORD" },
    },
  };

  /** The database. */
  store = "";
  /** What routing keys of sensor values begin with. */
  logRoutingKeyPrefix = "sensor_value";
  /** The most rows that are written together. */
  batchRows = 500;
  /** Milliseconds that a row waits for others. */
  batchMs = 100;
  /** The largest size of the spool, in bytes. */
  spoolBytes = 1_073_741_824;

  readonly #ledger = new Ledger();
  readonly #lastStatus = new Map<Fate, number>();
  #open: { readonly store: Store; readonly spool: Spool } | undefined;
  #batcher: Batcher | undefined;

  /** Opens the database. It may be away, unless somebody has to do something about it. */
  override async start(): Promise<void> {
    await super.start();
    const store = this.#storeOf(this.store);
    let away: string | undefined;
    try {
      await store.open();
    } catch (error) {
      if (!(error instanceof StoreAway) || !error.temporary) throw error;
      away = error.message;
      logger.warn("{name}: {away}; waiting for it", { name: this.name, away });
    }
    const spool = this.#spool();
    this.#open = { store, spool };
    this.#batcher = new Batcher({
      store,
      spool,
      ledger: this.#ledger,
      clock: this.context.clock,
      rows: this.batchRows,
      milliseconds: this.batchMs,
      prefix: this.logRoutingKeyPrefix,
      onAway: (reason) => this.#tellAway(reason),
      onLoss: (fate, sensor) => this.#tellLoss(fate, sensor),
    }, away);
    this.#batcher.start();
  }

  /** Writes what it has, and closes the database. */
  override async stop(): Promise<void> {
    await this.#batcher?.close();
    this.#open?.spool[Symbol.dispose]();
    await this.#open?.store[Symbol.asyncDispose]();
    this.#open = undefined;
    await super.stop();
  }

  /** All sensor values. */
  override durableAlertPatterns(): readonly string[] {
    return [`${this.logRoutingKeyPrefix}.#`];
  }

  /** Takes a sensor value, until it is safe. */
  override async onDelivery(delivery: Delivery): Promise<void> {
    const { message, id, kept } = delivery;
    if (!this.#batcher) throw new Error(`"${this.name}" is not running`);
    await this.#batcher.add(hear(message, id, this.logRoutingKeyPrefix), kept);
  }

  /** Tells what became of the messages since the start. */
  override onGet(): LoggerReport {
    const batcher = this.#batcher;
    return {
      ...this.#ledger.counts,
      waiting: batcher?.waiting ?? 0,
      spooled: this.#open?.spool.count ?? 0,
      lag_s: batcher?.lag ?? 0,
      store_away: batcher?.away ?? null,
      sensors: this.#ledger.sensors,
    };
  }

  /** Returns the first messages of the quarantine. */
  async quarantine(limit: number = 100): Promise<Json> {
    const messages = await this.#running.store.quarantined(limit);
    return messages.map(({ id, sensor, reason, message }) => ({
      message_id: id,
      sensor_name: sensor,
      reason,
      message: parseJson(message),
    }));
  }

  /** Writes the messages of the quarantine that can be rows by now. Returns what became of them. */
  async retry(): Promise<Retried> {
    const { store } = this.#running;
    const fates = { stored: 0, duplicates: 0, quarantined: 0, dropped: 0 };
    for (let last = 0;;) {
      const found = await store.quarantined(retriedTogether, last);
      if (found.length === 0) return fates;
      last = found.at(-1)!.number;
      const written: string[] = [];
      await writeMessages(
        store,
        found.map(({ id, message }) =>
          hearAgain(id, message, this.logRoutingKeyPrefix)
        ),
        (id, fate) => {
          fates[fate]++;
          if (fate === "stored" || fate === "duplicates") written.push(id);
        },
      );
      await store.release(written);
    }
  }

  get #running(): { readonly store: Store } {
    if (this.#open) return this.#open;
    throw new Error(`"${this.name}" is not running`);
  }

  #storeOf(text: string): Store {
    const url = parseStoreUrl(text);
    return url.kind === "sqlite"
      ? new SqliteStore(url.file, () => this.context.clock.now())
      : new PostgresStore(url, this.context.authGroups);
  }

  #spool(): Spool {
    const folder = stateFolder(this.stateDirectory, this.name);
    try {
      Deno.mkdirSync(folder, { recursive: true });
      return new Spool(join(folder, "spool.db"), this.spoolBytes);
    } catch (cause) {
      throw new Error(
        `messages cannot be kept in ${folder} while the database is away: ${
          (cause as Error).message
        }. Give the service another state_directory`,
        { cause },
      );
    }
  }

  #tellAway(reason: string | undefined): void {
    const { name } = this;
    if (reason === undefined) {
      logger.info("{name}: the database is back", { name });
    } else {
      logger.error("{name}: the database is away: {reason}", { name, reason });
    }
  }

  /** Tells of losses, at most once a minute of each kind. */
  #tellLoss(fate: "quarantined" | "dropped", sensor: string): void {
    const now = this.context.clock.now();
    if (now - (this.#lastStatus.get(fate) ?? -Infinity) < quietTime * 1000) {
      return;
    }
    this.#lastStatus.set(fate, now);
    const { name } = this;
    const count = this.#ledger.counts[fate];
    const text = fate === "dropped"
      ? `${name} has lost values, ${count} so far, as there is no room for them; the last one of ${sensor}. Look after the database and the disk`
      : `${name} has put aside messages that cannot become rows, ${count} so far; the last one of ${sensor}. "cmd ${name} -s quarantine" tells why`;
    logger.error("{text}", { text });
    this.sendStatus(fate === "dropped" ? "critical" : "alert", text)
      .catch((error) => logger.warn("no status sent: {error}", { error }));
  }
}
