/**
 * The tables of a SQLite database: those of the values as the laboratories have them, and the bookkeeping beside them.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { kinds } from "./reading.ts";
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
  message_id TEXT NOT NULL PRIMARY KEY,
  received REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dripline_receipts_received
  ON dripline_receipts (received);
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
  db.exec(bookkeeping);
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
