/**
 * Readings in a SQLite database.
 *
 * @module
 */
import {
  DatabaseSync,
  type SQLInputValue,
  type StatementSync,
} from "node:sqlite";
import type { Clock } from "@dripline/dripline";
import { type Dialect, sqliteDialect } from "./history_sql.ts";
import type { Reading } from "./reading.ts";
import { extentsOf } from "./sensor_extent.ts";
import {
  type Bucket,
  bucketsOf,
  mergeBuckets,
  summaryOf,
} from "./statistics.ts";
import {
  BadRow,
  type KeptMessage,
  type KnownSensor,
  maxQuarantined,
  type Quarantined,
  receiptsKept,
  type Store,
  StoreAway,
  type StoreRow,
} from "./store.ts";
import { makeTables } from "./sqlite_tables.ts";

/** What SQLite answers to a row that is wrong: too big, a constraint, a type. All else is about the database. */
const badRow: ReadonlySet<number> = new Set([18, 19, 20]);

/** What SQLite says while another program writes, not always with its number. */
const busy = "database is locked";

/** How long to wait for another program that writes, in milliseconds. Nothing else happens meanwhile. */
const patience = 250;

/** The most rows that are deleted at once, so that the service goes on answering. */
const atOnce = 10_000;

interface SqliteError extends Error {
  /** What SQLite answered; missing in errors of other kinds. */
  readonly errcode?: number;
}

/** Readings in a file of SQLite. */
export class SqliteStore implements Store {
  /** How many receipts are kept. */
  receiptsKept: number = receiptsKept;
  /** How SQLite says what has to do with time. */
  readonly dialect: Dialect = sqliteDialect;
  readonly #file: string;
  readonly #clock: Pick<Clock, "now">;
  readonly #statements = new Map<string, StatementSync>();
  #db: DatabaseSync | undefined;
  #inode: number | null = null;

  /** Uses `file`, which is made if it is not there. `clock` tells when messages are quarantined. */
  constructor(file: string, clock: Pick<Clock, "now">) {
    this.#file = file;
    this.#clock = clock;
  }

  /** Opens the file and makes the tables. */
  open(): Promise<void> {
    return this.#use(() => {});
  }

  /** Writes readings: all or none. */
  write(readings: readonly Reading[]): Promise<ReadonlySet<string>> {
    return this.#change(() => {
      const receive = this.#prepare(
        "INSERT INTO dripline_receipts (message_id) VALUES (?) ON CONFLICT DO NOTHING",
      );
      const fresh = readings.filter(({ id }) => receive.run(id).changes === 1);
      for (const { kind, sensor, time, raw, cal } of fresh) {
        this.#prepare(
          `INSERT INTO ${kind}_data (sensor_name, "timestamp", value_raw, value_cal) VALUES (?, ?, ?, ?)`,
        ).run(sensor, time / 1e6, raw, cal);
      }
      const meet = this.#prepare(
        `INSERT INTO dripline_sensors (sensor_name, kind, first_time, last_time)
         VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
           first_time = min(first_time, excluded.first_time),
           last_time = max(last_time, excluded.last_time)`,
      );
      for (const { sensor, kind, first, last } of extentsOf(fresh)) {
        meet.run(sensor, kind, first / 1e6, last / 1e6);
      }
      for (const bucket of bucketsOf(fresh)) this.#count(bucket);
      return new Set(fresh.map(({ id }) => id));
    });
  }

  /** Keeps messages that cannot be rows, as many as there is room for. */
  quarantine(
    messages: readonly Quarantined[],
  ): Promise<ReadonlySet<string>> {
    return this.#change(() => {
      const keep = this.#prepare(
        `INSERT INTO dripline_quarantine (message_id, sensor_name, received, reason, message)
         SELECT ?1, ?2, ?3, ?4, ?5
         WHERE (SELECT count(*) FROM dripline_quarantine) < ${maxQuarantined}
           OR EXISTS (SELECT 1 FROM dripline_quarantine WHERE message_id = ?1)
         ON CONFLICT (message_id) DO UPDATE SET reason = excluded.reason`,
      );
      const kept = messages.filter(({ id, sensor, reason, message }) =>
        keep.run(id, sensor, this.#clock.now() / 1000, reason, message)
          .changes === 1
      );
      return new Set(kept.map(({ id }) => id));
    });
  }

  /** The messages that were kept. */
  quarantined(limit: number, after = 0): Promise<KeptMessage[]> {
    return this.#use(() =>
      this.#all(
        "SELECT * FROM dripline_quarantine WHERE number > ? ORDER BY number LIMIT ?",
        after,
        limit,
      ).map((row) => ({
        number: Number(row.number),
        id: String(row.message_id),
        sensor: String(row.sensor_name),
        reason: String(row.reason),
        message: String(row.message),
      }))
    );
  }

  /** Forgets messages that were kept. */
  release(ids: readonly string[]): Promise<void> {
    return this.#change(() => {
      const forget = this.#prepare(
        "DELETE FROM dripline_quarantine WHERE message_id = ?",
      );
      for (const id of ids) forget.run(id);
    });
  }

  /** All sensors. */
  sensors(): Promise<KnownSensor[]> {
    return this.#use(() =>
      this.#all("SELECT * FROM dripline_sensors ORDER BY sensor_name, kind")
        .map((row) => ({
          sensor: String(row.sensor_name),
          kind: row.kind as Reading["kind"],
          unit: String(row.unit),
          firstTime: Math.round(Number(row.first_time) * 1e6),
          lastTime: Math.round(Number(row.last_time) * 1e6),
        }))
    );
  }

  /** Asks for rows. */
  select(
    sql: string,
    parameters: readonly (string | number)[],
  ): Promise<readonly StoreRow[]> {
    return this.#use(() => this.#all(sql.replaceAll("$", "?"), ...parameters));
  }

  /** Deletes old readings, so many at once. */
  prune(time: number): Promise<number> {
    return this.#change(() => {
      const before = time / 1e6;
      const old = this.#all(
        "SELECT sensor_name, kind FROM dripline_sensors WHERE first_time < ?",
        before,
      );
      let deleted = 0;
      for (const { sensor_name: sensor, kind } of old) {
        const room = atOnce - deleted;
        if (room === 0) break;
        const gone = Number(
          this.#prepare(
            `DELETE FROM ${kind}_data WHERE rowid IN (
               SELECT rowid FROM ${kind}_data WHERE sensor_name = ? AND "timestamp" < ? LIMIT ?)`,
          ).run(sensor!, before, room).changes,
        );
        if (gone < room) {
          this.#prepare(
            "UPDATE dripline_sensors SET first_time = min(?, last_time) WHERE sensor_name = ? AND kind = ?",
          ).run(before, sensor!, kind!);
        }
        deleted += gone;
      }
      return deleted;
    });
  }

  /** Forgets old receipts. */
  forget(): Promise<number> {
    return this.#change(() =>
      Number(
        this.#prepare(
          `DELETE FROM dripline_receipts WHERE number IN (
             SELECT number FROM dripline_receipts
             WHERE number <= (SELECT max(number) FROM dripline_receipts) - ?
             ORDER BY number LIMIT ${atOnce})`,
        ).run(this.receiptsKept).changes,
      )
    );
  }

  /** Closes the file. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    return Promise.resolve();
  }

  /** Adds to the statistics of a length of time. */
  #count(bucket: Bucket): void {
    const { sensor, period, start } = bucket;
    const place = [sensor, period, start];
    const [row] = this.#all(
      "SELECT * FROM dripline_statistics WHERE sensor_name = ? AND period = ? AND start = ?",
      ...place,
    );
    const known = row && {
      ...bucket,
      raw: summaryOf(row, "raw")!,
      cal: summaryOf(row, "cal"),
    };
    const { raw, cal } = known ? mergeBuckets(known, bucket) : bucket;
    this.#prepare(
      "INSERT OR REPLACE INTO dripline_statistics VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ).run(
      ...place,
      ...[raw.count, raw.min, raw.mean, raw.max],
      ...[cal?.count ?? 0, cal?.min ?? null, cal?.mean ?? null],
      cal?.max ?? null,
    );
  }

  #all(sql: string, ...parameters: SQLInputValue[]) {
    return this.#prepare(sql).all(...parameters);
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db!.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Does what makes one transaction. */
  #change<T>(run: () => T): Promise<T> {
    return this.#use((db) => {
      db.exec("BEGIN IMMEDIATE");
      const result = run();
      db.exec("COMMIT");
      return result;
    });
  }

  // deno-lint-ignore require-await -- what is thrown has to reject
  async #use<T>(run: (db: DatabaseSync) => T): Promise<T> {
    let db: DatabaseSync;
    try {
      db = this.#opened();
    } catch (error) {
      throw this.#away(error);
    }
    try {
      return run(db);
    } catch (error) {
      this.#rollBack();
      const { errcode = 0, message } = error as SqliteError;
      const isBad = badRow.has(errcode & 0xff);
      throw isBad ? new BadRow(message, { cause: error }) : this.#away(error);
    }
  }

  #away(error: unknown): StoreAway {
    const { message } = error as SqliteError;
    return new StoreAway(`${this.#file}: ${message}`, {
      cause: error,
      temporary: message === busy,
    });
  }

  /** A file that was deleted or replaced still takes rows, and nobody would find them. */
  #opened(): DatabaseSync {
    if (this.#db && inodeOf(this.#file) !== this.#inode) this.#close();
    if (this.#db) return this.#db;
    const db = new DatabaseSync(this.#file, { timeout: patience });
    try {
      db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
      makeTables(db);
    } catch (error) {
      db.close();
      throw error;
    }
    this.#inode = inodeOf(this.#file);
    return this.#db = db;
  }

  #rollBack(): void {
    try {
      if (this.#db?.isTransaction) this.#db.exec("ROLLBACK");
    } catch {
      // Without its connection the transaction is over too.
      this.#close();
    }
  }

  #close(): void {
    this.#statements.clear();
    this.#db?.close();
    this.#db = undefined;
  }
}

function inodeOf(file: string): number | null {
  try {
    return Deno.statSync(file).ino;
  } catch {
    return null;
  }
}
