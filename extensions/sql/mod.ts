/**
 * Sensor values in a database: SQLite, with nothing to install, or PostgreSQL.
 *
 * ```yaml
 * extensions:
 *   - jsr:@dripline/sql@^0
 * name: sensor_logger
 * module: SensorLogger
 * store: sqlite:values.db
 * ```
 *
 * @module
 */
import type { Namespace } from "@dripline/dripline";
import { PostgresSensorLogger } from "./postgres_sensor_logger.ts";
import { PostgreSQLInterface } from "./postgresql_interface.ts";
import { SensorLogger } from "./sensor_logger.ts";
import { SQLTable } from "./sql_table.ts";

export type { ColumnName } from "./column_names.ts";
export type { DatabaseOptions } from "./postgresql_interface.ts";
export { DatabaseError, type Fault } from "./database_error.ts";
export {
  PostgresDatabase,
  type PostgresOptions,
  type Query,
  type TextRow,
} from "./postgres_database.ts";
export type { NewRow } from "./statements.ts";
export type { OpenTable } from "./open_table.ts";
export type { Column, TableShape } from "./table_shape.ts";
export type { Moment } from "./moment.ts";
export type { NumericValue, OtherValue, Reading } from "./reading.ts";
export type { Counts, Fate, SensorCounts } from "./ledger.ts";
export type { LoggerReport, RecorderLimits, Retried } from "./recorder.ts";
export { PostgreSQLInterface, PostgresSensorLogger, SensorLogger, SQLTable };

/** The version of this extension. */
export const version = "0.1.0";

/** Adds {@linkcode SensorLogger}, and the originals' classes, to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({
    PostgreSQLInterface,
    PostgresSensorLogger,
    SensorLogger,
    SQLTable,
  });
}
