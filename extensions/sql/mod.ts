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
import { SensorLogger } from "./sensor_logger.ts";

export type { Counts, Fate, SensorCounts } from "./ledger.ts";
export type { LoggerReport, Retried } from "./sensor_logger.ts";
export { SensorLogger };

/** The version of this extension. */
export const version = "0.1.0";

/** Adds {@linkcode SensorLogger} to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ SensorLogger });
}
