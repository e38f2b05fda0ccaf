/**
 * Readings in a PostgreSQL database.
 *
 * @module
 */
import type { AuthGroups } from "@dripline/dripline";
import type { Sql, TransactionSql } from "postgres";
import {
  connectPostgres,
  inTransaction,
  type PostgresPlace,
  toldByPostgres,
} from "./postgres_connection.ts";
import { type Dialect, postgresDialect } from "./history_sql.ts";
import { makeTables } from "./postgres_tables.ts";
import { kinds, type Reading } from "./reading.ts";
import { extentsOf } from "./sensor_extent.ts";
import {
  type Bucket,
  bucketsOf,
  keyOf,
  mergeBuckets,
  summaryOf,
} from "./statistics.ts";
import {
  type KeptMessage,
  type KnownSensor,
  maxQuarantined,
  type Quarantined,
  receiptsKept,
  type Store,
  StoreAway,
  type StoreRow,
} from "./store.ts";

/** How long opening may take, in milliseconds: a table with the values of years may need an index and statistics. */
const openPatience = 1_800_000;

/** Loggers write one after the other, so that none waits for a row of one that waits for its own. */
const lockKey = 0x64726970;

/** The most rows that are deleted in one transaction. */
const atOnce = 10_000;

/** Readings in a database of a PostgreSQL server. */
export class PostgresStore implements Store {
  /** How many receipts are kept. */
  receiptsKept: number = receiptsKept;
  /** How long a transaction may take, in milliseconds: then the server cannot be reached, and nobody has said so. */
  patience = 30_000;

  /** How PostgreSQL says what has to do with time. */
  readonly dialect: Dialect = postgresDialect;
  readonly #place: PostgresPlace;
  readonly #groups: AuthGroups;
  #sql: Sql | undefined;

  /** Uses a database, with the login of the group `postgres`. */
  constructor(place: PostgresPlace, groups: AuthGroups) {
    this.#place = place;
    this.#groups = groups;
  }

  /** Connects and makes the tables. */
  open(): Promise<void> {
    return this.#change(makeTables, openPatience);
  }

  /** Writes readings: all or none. */
  write(readings: readonly Reading[]): Promise<ReadonlySet<string>> {
    return this.#change(async (sql) => {
      const ids = await sql`
        INSERT INTO dripline_receipts (message_id)
        SELECT id FROM unnest(${readings.map(({ id }) => id)}::text[]) id
        ON CONFLICT DO NOTHING RETURNING message_id`;
      const stored = new Set(ids.map(({ message_id: id }) => String(id)));
      const fresh = readings.filter(({ id }) => stored.has(id));
      await insertValues(sql, fresh);
      await meetSensors(sql, fresh);
      await countValues(sql, bucketsOf(fresh));
      return stored;
    });
  }

  /** Keeps messages that cannot be rows, as many as there is room for. */
  quarantine(messages: readonly Quarantined[]): Promise<ReadonlySet<string>> {
    return this.#change(async (sql) => {
      const [row] = await sql`
        SELECT count(*)::int AS count FROM dripline_quarantine`;
      const room = Math.max(0, maxQuarantined - row!.count);
      const known = await sql`
        SELECT message_id FROM dripline_quarantine
        WHERE message_id = ANY(${messages.map(({ id }) => id)}::text[])`;
      const ids = new Set(known.map(({ message_id: id }) => String(id)));
      const kept = [
        ...messages.filter(({ id }) => ids.has(id)),
        ...messages.filter(({ id }) => !ids.has(id)).slice(0, room),
      ];
      await sql`
        INSERT INTO dripline_quarantine (message_id, sensor_name, reason, message)
        SELECT * FROM unnest(
          ${kept.map(({ id }) => id)}::text[],
          ${kept.map(({ sensor }) => sensor)}::text[],
          ${kept.map(({ reason }) => reason)}::text[],
          ${kept.map(({ message }) => message)}::text[])
        ON CONFLICT (message_id) DO UPDATE SET reason = excluded.reason`;
      return new Set(kept.map(({ id }) => id));
    });
  }

  /** The messages that were kept. */
  quarantined(limit: number, after = 0): Promise<KeptMessage[]> {
    return this.#use(async (sql) => {
      const rows = await sql`
        SELECT number::float8 AS number, message_id, sensor_name, reason, message
        FROM dripline_quarantine WHERE number > ${after} ORDER BY number LIMIT ${limit}`;
      return rows.map((row) => ({
        number: row.number,
        id: row.message_id,
        sensor: row.sensor_name,
        reason: row.reason,
        message: row.message,
      }));
    });
  }

  /** Forgets messages that were kept. */
  release(ids: readonly string[]): Promise<void> {
    return this.#change(async (sql) => {
      await sql`
        DELETE FROM dripline_quarantine WHERE message_id = ANY(${[
        ...ids,
      ]}::text[])`;
    });
  }

  /** All sensors. */
  sensors(): Promise<KnownSensor[]> {
    return this.#use(async (sql) => {
      const rows = await sql`
        SELECT sensor_name, kind, unit,
          (extract(epoch FROM first_time) * 1000000)::float8 AS first_time,
          (extract(epoch FROM last_time) * 1000000)::float8 AS last_time
        FROM dripline_sensors ORDER BY sensor_name COLLATE "C", kind`;
      return rows.map((row) => ({
        sensor: row.sensor_name,
        kind: row.kind,
        unit: row.unit,
        firstTime: row.first_time,
        lastTime: row.last_time,
      }));
    });
  }

  /** Asks for rows. */
  select(
    sql: string,
    parameters: readonly (string | number)[],
  ): Promise<readonly StoreRow[]> {
    return this.#use((own) => own.unsafe(sql, [...parameters]));
  }

  /** Deletes old readings, so many at once. */
  prune(time: number): Promise<number> {
    return this.#change(async (sql) => {
      const before = new Date(time / 1000);
      const old = await sql`
        SELECT sensor_name, kind FROM dripline_sensors WHERE first_time < ${before}`;
      let deleted = 0;
      for (const { sensor_name: sensor, kind } of old) {
        const room = atOnce - deleted;
        if (room === 0) break;
        const table = sql(`${kind}_data`);
        const { count } = await sql`
          DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM ${table}
            WHERE sensor_name = ${sensor} AND "timestamp" < ${before} LIMIT ${room}))`;
        if (count < room) {
          await sql`
            UPDATE dripline_sensors SET first_time = least(${before}, last_time)
            WHERE sensor_name = ${sensor} AND kind = ${kind}`;
        }
        deleted += count;
      }
      return deleted;
    });
  }

  /** Forgets old receipts. */
  forget(): Promise<number> {
    return this.#change(async (sql) => {
      const { count } = await sql`
        DELETE FROM dripline_receipts WHERE number IN (
          SELECT number FROM dripline_receipts
          WHERE number <= (SELECT max(number) FROM dripline_receipts) - ${this.receiptsKept}
          ORDER BY number LIMIT ${atOnce})`;
      return count;
    });
  }

  /** Ends all connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const sql = this.#sql;
    this.#sql = undefined;
    await sql?.end({ timeout: 1 });
  }

  /** Does what makes one transaction, after all that others have begun. */
  #change<T>(
    run: (sql: TransactionSql) => Promise<T>,
    limit: number = this.patience,
  ): Promise<T> {
    return this.#use((sql) =>
      inTransaction(sql, async (own) => {
        await own`SELECT pg_advisory_xact_lock(${lockKey})`;
        return await run(own);
      }), limit);
  }

  async #use<T>(
    run: (sql: Sql) => Promise<T>,
    limit: number = this.patience,
  ): Promise<T> {
    const sql = this.#sql ??= connectPostgres(this.#place, this.#groups);
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      return await Promise.race([
        run(sql),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(this.#mute(limit)), limit);
        }),
      ]);
    } catch (error) {
      const told = toldByPostgres(error, this.#place);
      if (told instanceof StoreAway) this.#giveUp();
      throw told;
    } finally {
      clearTimeout(timer);
    }
  }

  #mute(limit: number): StoreAway {
    const { host, port, database } = this.#place;
    return new StoreAway(
      `database "${database}" at ${host}:${port}: no answer within ${
        limit / 1000
      } s`,
      { temporary: true },
    );
  }

  /** Gives up all connections: the library would send what it has not sent before on the next one. */
  #giveUp(): void {
    this.#sql?.end({ timeout: 0 }).catch(() => {});
    this.#sql = undefined;
  }
}

async function insertValues(
  sql: TransactionSql,
  readings: readonly Reading[],
): Promise<void> {
  for (const kind of kinds) {
    const own = readings.filter((reading) => reading.kind === kind);
    if (own.length === 0) continue;
    const type = sql.unsafe(kind === "numeric" ? "float8[]" : "text[]");
    const cast = sql.unsafe(kind === "json" ? "::json" : "");
    await sql`
      INSERT INTO ${
      sql(`${kind}_data`)
    } (sensor_name, "timestamp", value_raw, value_cal)
      SELECT sensor, 'epoch'::timestamptz + micros * interval '1 microsecond', raw${cast}, cal${cast}
      FROM unnest(
        ${own.map(({ sensor }) => sensor)}::text[],
        ${own.map(({ time }) => time)}::float8[],
        ${own.map(({ raw }) => raw)}::${type},
        ${own.map(({ cal }) => cal)}::${type}) AS r (sensor, micros, raw, cal)`;
  }
}

async function meetSensors(
  sql: TransactionSql,
  readings: readonly Reading[],
): Promise<void> {
  const extents = extentsOf(readings);
  await sql`
    INSERT INTO dripline_sensors AS known (sensor_name, kind, first_time, last_time)
    SELECT sensor, kind,
      'epoch'::timestamptz + first * interval '1 microsecond',
      'epoch'::timestamptz + last * interval '1 microsecond'
    FROM unnest(
      ${extents.map(({ sensor }) => sensor)}::text[],
      ${extents.map(({ kind }) => kind)}::text[],
      ${extents.map(({ first }) => first)}::float8[],
      ${
    extents.map(({ last }) => last)
  }::float8[]) AS e (sensor, kind, first, last)
    ON CONFLICT (sensor_name, kind) DO UPDATE SET
      first_time = least(known.first_time, excluded.first_time),
      last_time = greatest(known.last_time, excluded.last_time)`;
}

/** Adds to the statistics. PostgreSQL would refuse a mean that is too small for a double, so we reckon. */
async function countValues(
  sql: TransactionSql,
  buckets: readonly Bucket[],
): Promise<void> {
  const names = buckets.map(({ sensor }) => sensor);
  const periods = buckets.map(({ period }) => period);
  const starts = buckets.map(({ start }) => start);
  const rows = await sql`
    SELECT k.sensor_name, k.period, k.epoch,
      raw_count::float8, raw_min, raw_mean, raw_max,
      cal_count::float8, cal_min, cal_mean, cal_max
    FROM unnest(${names}::text[], ${periods}::int[], ${starts}::float8[])
      AS k (sensor_name, period, epoch)
    JOIN dripline_statistics s ON s.sensor_name = k.sensor_name
      AND s.period = k.period AND s.start = to_timestamp(k.epoch)`;
  const known = new Map(rows.map((row) => {
    const bucket: Bucket = {
      sensor: row.sensor_name,
      period: row.period,
      start: row.epoch,
      raw: summaryOf(row, "raw")!,
      cal: summaryOf(row, "cal"),
    };
    return [keyOf(bucket), bucket];
  }));
  const merged = buckets.map((bucket) => {
    const before = known.get(keyOf(bucket));
    return before ? mergeBuckets(before, bucket) : bucket;
  });
  const cals = merged.map(({ cal }) => cal);
  await sql`
    INSERT INTO dripline_statistics
    SELECT name, period, to_timestamp(epoch), raw_count, raw_min, raw_mean, raw_max, cal_count, cal_min, cal_mean, cal_max
    FROM unnest(
      ${names}::text[], ${periods}::int[], ${starts}::float8[],
      ${merged.map(({ raw }) => raw.count)}::int8[],
      ${merged.map(({ raw }) => raw.min)}::float8[],
      ${merged.map(({ raw }) => raw.mean)}::float8[],
      ${merged.map(({ raw }) => raw.max)}::float8[],
      ${cals.map((cal) => cal?.count ?? 0)}::int8[],
      ${cals.map((cal) => cal?.min ?? null)}::float8[],
      ${cals.map((cal) => cal?.mean ?? null)}::float8[],
      ${cals.map((cal) => cal?.max ?? null)}::float8[])
      AS b (name, period, epoch, raw_count, raw_min, raw_mean, raw_max, cal_count, cal_min, cal_mean, cal_max)
    ON CONFLICT (sensor_name, period, start) DO UPDATE SET
      raw_count = excluded.raw_count, raw_min = excluded.raw_min,
      raw_mean = excluded.raw_mean, raw_max = excluded.raw_max,
      cal_count = excluded.cal_count, cal_min = excluded.cal_min,
      cal_mean = excluded.cal_mean, cal_max = excluded.cal_max`;
}
