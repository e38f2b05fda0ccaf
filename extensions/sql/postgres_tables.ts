// deno-lint-ignore-file camelcase -- names of the database
/**
 * The tables of a PostgreSQL database: those of the values as the laboratories have them, and the bookkeeping beside them.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { TransactionSql } from "postgres";
import { kinds, type Reading } from "./reading.ts";
import { periods } from "./statistics.ts";
import { StoreAway } from "./store.ts";

const logger = getLogger(["dripline", "sql"]);

/** The types that a column may have; the first one is that of a new table. */
type Types = readonly [string, ...string[]];

const text: Types = ["text", "character varying"];

const valueTypes: Readonly<Record<Reading["kind"], Types>> = {
  numeric: ["double precision"],
  string: text,
  json: ["json", "jsonb"],
};

const bookkeeping: Readonly<Record<string, string>> = {
  dripline_sensors: `(
    sensor_name text NOT NULL,
    kind text NOT NULL,
    unit text NOT NULL DEFAULT '',
    first_time timestamptz NOT NULL,
    last_time timestamptz NOT NULL,
    PRIMARY KEY (sensor_name, kind)
  )`,
  dripline_receipts: `(
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    message_id text PRIMARY KEY
  )`,
  dripline_quarantine: `(
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id text NOT NULL UNIQUE,
    sensor_name text NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    reason text NOT NULL,
    message text NOT NULL
  )`,
  dripline_statistics: `(
    sensor_name text NOT NULL,
    period integer NOT NULL,
    start timestamptz NOT NULL,
    raw_count bigint NOT NULL,
    raw_min double precision NOT NULL,
    raw_mean double precision NOT NULL,
    raw_max double precision NOT NULL,
    cal_count bigint NOT NULL,
    cal_min double precision,
    cal_mean double precision,
    cal_max double precision,
    PRIMARY KEY (sensor_name, period, start)
  )`,
};

/** Makes the tables that are not there. Rejects with {@linkcode StoreAway} if one that is there has other columns. */
export async function makeTables(sql: TransactionSql): Promise<void> {
  for (const kind of kinds) {
    const table = `${kind}_data`;
    const isNew = await make(
      sql,
      table,
      `(
        sensor_name text NOT NULL,
        "timestamp" timestamptz NOT NULL DEFAULT now(),
        value_raw ${valueTypes[kind][0]} NOT NULL,
        value_cal ${valueTypes[kind][0]}
      )`,
    );
    if (isNew) await makeHypertable(sql, table);
    else await checkColumns(sql, table, valueTypes[kind]);
    await makeIndex(sql, table);
  }
  for (const [table, definition] of Object.entries(bookkeeping)) {
    const isNew = await make(sql, table, definition);
    if (isNew) await takeOver(sql, table);
  }
}

/** Takes note, in a new table, of the values that were there before. */
async function takeOver(sql: TransactionSql, table: string): Promise<void> {
  if (table === "dripline_sensors") {
    for (const kind of kinds) {
      await sql`
        INSERT INTO dripline_sensors (sensor_name, kind, first_time, last_time)
        SELECT sensor_name, ${kind}, min("timestamp"), max("timestamp")
        FROM ${sql(`${kind}_data`)}
        WHERE sensor_name IS NOT NULL AND "timestamp" IS NOT NULL
        GROUP BY sensor_name`;
    }
  }
  if (table !== "dripline_statistics") return;
  // Beyond these numbers, and for NaN, PostgreSQL has no mean.
  await sql`
    INSERT INTO dripline_statistics
    SELECT sensor_name, period,
      to_timestamp(floor(extract(epoch FROM "timestamp") / period) * period) AS start,
      count(*), min(value_raw), avg(value_raw), max(value_raw),
      count(value_cal), min(value_cal), avg(value_cal), max(value_cal)
    FROM numeric_data CROSS JOIN unnest(${[...periods]}::int[]) AS p (period)
    WHERE sensor_name IS NOT NULL AND "timestamp" IS NOT NULL
      AND value_raw BETWEEN -1e150 AND 1e150
      AND coalesce(value_cal, 0) BETWEEN -1e150 AND 1e150
    GROUP BY sensor_name, period, start`;
}

/** Makes a table unless it is there. Who may not make tables can use those of others. */
async function make(
  sql: TransactionSql,
  table: string,
  definition: string,
): Promise<boolean> {
  const [found] = await sql`SELECT to_regclass(${table}) IS NULL AS missing`;
  if (!found!.missing) return false;
  await sql.unsafe(`CREATE TABLE ${table} ${definition}`);
  return true;
}

/** Has TimescaleDB, where it is installed, cut a new table by time. */
async function makeHypertable(
  sql: TransactionSql,
  table: string,
): Promise<void> {
  const found = await sql`
    SELECT FROM pg_proc WHERE proname = 'create_hypertable' LIMIT 1`;
  if (found.length === 0) return;
  await sql`
    SELECT create_hypertable(${table}::regclass, 'timestamp', if_not_exists => true)`;
}

/** Makes the index for the values of one sensor within a time, if there is none. */
async function makeIndex(sql: TransactionSql, table: string): Promise<void> {
  const found = await sql`
    SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
    WHERE indrelid = ${table}::regclass AND attname = 'sensor_name' LIMIT 1`;
  if (found.length > 0) return;
  const [{ own } = { own: false }] = await sql`
    SELECT pg_has_role(relowner, 'USAGE') AS own FROM pg_class
    WHERE oid = ${table}::regclass`;
  if (own) {
    await sql.unsafe(`CREATE INDEX ON ${table} (sensor_name, "timestamp")`);
  } else {
    logger.warn(
      'table {table} has no index, and belongs to another user. Looking back will be slow. CREATE INDEX ON {table} (sensor_name, "timestamp")',
      { table },
    );
  }
}

async function checkColumns(
  sql: TransactionSql,
  table: string,
  valueType: Types,
): Promise<void> {
  const found = await sql`
    SELECT attname AS name, format_type(atttypid, NULL) AS type,
      attnotnull AND NOT atthasdef AND attidentity = '' AS needed
    FROM pg_attribute
    WHERE attrelid = ${table}::regclass AND attnum > 0 AND NOT attisdropped`;
  const wanted: Readonly<Record<string, Types>> = {
    sensor_name: text,
    timestamp: ["timestamp with time zone"],
    value_raw: valueType,
    value_cal: valueType,
  };
  for (const [column, types] of Object.entries(wanted)) {
    const type = found.find(({ name }) => name === column)?.type;
    if (types.includes(type)) continue;
    throw new StoreAway(
      type === undefined
        ? `table "${table}" has no column "${column}". Rename the table, or: ALTER TABLE ${table} ADD COLUMN "${column}" ${
          types[0]
        }`
        : `column "${column}" of table "${table}" is ${type} and has to be ${
          types[0]
        }. Rename the table, or: ALTER TABLE ${table} ALTER COLUMN "${column}" TYPE ${
          types[0]
        }`,
    );
  }
  for (const { name, needed } of found) {
    if (!needed || Object.hasOwn(wanted, name)) continue;
    throw new StoreAway(
      `column "${name}" of table "${table}" needs a value, and the logger has none for it. Give it a default`,
    );
  }
}
