/**
 * The tables of a SQLite database: those of the values as the laboratories have them, and the bookkeeping beside them.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { kinds } from "./reading.ts";
import { periods } from "./statistics.ts";
import { StoreAway } from "./store.ts";

const valueType = { numeric: "REAL", string: "TEXT", json: "TEXT" } as const;

/** The columns of the tables that hold values. */
const valueColumns = ["sensor_name", "timestamp", "value_raw", "value_cal"];

const bookkeeping = `
CREATE TABLE IF NOT EXISTS dripline_sensors (
  sensor_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL DEFAULT '',
  first_time REAL NOT NULL,
  last_time REAL NOT NULL,
  PRIMARY KEY (sensor_name, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dripline_receipts (
  number INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL UNIQUE
);
CREATE TABLE IF NOT EXISTS dripline_quarantine (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  sensor_name TEXT NOT NULL,
  received REAL NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS dripline_statistics (
  sensor_name TEXT NOT NULL,
  period INTEGER NOT NULL,
  start INTEGER NOT NULL,
  raw_count INTEGER NOT NULL,
  raw_min REAL NOT NULL,
  raw_mean REAL NOT NULL,
  raw_max REAL NOT NULL,
  cal_count INTEGER NOT NULL,
  cal_min REAL,
  cal_mean REAL,
  cal_max REAL,
  PRIMARY KEY (sensor_name, period, start)
) WITHOUT ROWID;
`;

/** Makes the tables that are not there. Throws {@linkcode StoreAway} if one that is there has other columns. */
export function makeTables(db: DatabaseSync): void {
  for (const kind of kinds) {
    const type = valueType[kind];
    db.exec(`
      CREATE TABLE IF NOT EXISTS ${kind}_data (
        sensor_name TEXT NOT NULL,
        "timestamp" REAL NOT NULL DEFAULT (unixepoch('subsec')),
        value_raw ${type} NOT NULL,
        value_cal ${type}
      );`);
    checkColumns(db, `${kind}_data`, type);
    db.exec(`
      CREATE INDEX IF NOT EXISTS ${kind}_data_sensor_time
        ON ${kind}_data (sensor_name, "timestamp");`);
  }
  const isNew = !db.prepare(
    "SELECT 1 FROM sqlite_schema WHERE name = 'dripline_statistics'",
  ).get();
  db.exec("BEGIN IMMEDIATE");
  db.exec(bookkeeping);
  if (isNew) takeOver(db);
  db.exec("COMMIT");
}

/** Takes note of the values that were there before. Whatever else somebody has put into the column is no number. */
function takeOver(db: DatabaseSync): void {
  for (const kind of kinds) {
    db.exec(`
      INSERT OR IGNORE INTO dripline_sensors (sensor_name, kind, first_time, last_time)
      SELECT sensor_name, '${kind}', min("timestamp"), max("timestamp")
      FROM ${kind}_data WHERE sensor_name IS NOT NULL GROUP BY sensor_name;`);
  }
  for (const period of periods) {
    db.exec(`
      INSERT INTO dripline_statistics
      SELECT sensor_name, ${period}, ${
      floor(`"timestamp" / ${period}.0`)
    } * ${period} AS start,
        count(*), min(value_raw), avg(value_raw), max(value_raw),
        count(value_cal), min(value_cal), avg(value_cal), max(value_cal)
      FROM numeric_data
      WHERE sensor_name IS NOT NULL AND typeof(value_raw) IN ('real', 'integer')
        AND typeof(value_cal) IN ('real', 'integer', 'null')
        AND abs(value_raw) < 1e150 AND abs(coalesce(value_cal, 0)) < 1e150
      GROUP BY sensor_name, start;`);
  }
}

/** SQL for the largest whole number that is not larger: this SQLite has no function for it. */
function floor(number: string): string {
  const whole = `CAST(${number} AS INTEGER)`;
  return `(${whole} - (${number} < ${whole}))`;
}

function checkColumns(db: DatabaseSync, table: string, type: string): void {
  const found = db.prepare(`PRAGMA table_info(${table})`).all();
  const names = found.map(({ name }) => String(name));
  for (const column of valueColumns) {
    if (names.includes(column)) continue;
    const columnType = column.startsWith("value") ? type : "TEXT";
    throw new StoreAway(
      `table "${table}" has no column "${column}", only ${
        names.join(", ")
      }. Rename the table, or: ALTER TABLE ${table} ADD COLUMN "${column}" ${columnType}`,
    );
  }
  for (const { name, notnull, dflt_value: byDefault } of found) {
    if (valueColumns.includes(String(name)) || !notnull) continue;
    if (byDefault !== null) continue;
    throw new StoreAway(
      `column "${name}" of table "${table}" needs a value, and the logger has none for it. Give it a default`,
    );
  }
}
