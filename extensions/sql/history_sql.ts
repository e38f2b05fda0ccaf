/**
 * What is asked of a database to look back. Every question works on both; what they say differently is a {@linkcode Dialect}.
 *
 * @module
 */
import type { Reading } from "./reading.ts";

/** How a database says what has to do with time. `$1` and so on are parameters. */
export interface Dialect {
  /** The time of a parameter in microseconds since 1970, as columns of values have it. */
  time(parameter: string): string;
  /** The same, as the statistics have it. */
  start(parameter: string): string;
  /** The microseconds since 1970 of a value. */
  readonly micros: string;
  /** The microseconds since 1970 when a length of time of the statistics begins. */
  readonly startMicros: string;
  /** The largest whole number that is not larger than an expression which is not negative. */
  floor(expression: string): string;
}

/** Where there are doubles for times. */
export const sqliteDialect: Dialect = {
  time: (parameter) => `${parameter} / 1e6`,
  start: (parameter) => `${parameter} / 1e6`,
  micros: `round("timestamp" * 1e6)`,
  startMicros: "start * 1e6",
  floor: (expression) => `CAST(${expression} AS INTEGER)`,
};

/** Where there is a type for times. */
export const postgresDialect: Dialect = {
  time: postgresTime,
  start: postgresTime,
  micros: `round(date_part('epoch', "timestamp") * 1000000)`,
  startMicros: "round(date_part('epoch', start) * 1000000)",
  floor: (expression) => `floor(${expression})`,
};

function postgresTime(parameter: string): string {
  return `('epoch'::timestamptz + ${parameter}::float8 * interval '1 microsecond')`;
}

/** Values from $2 until before $3 of the sensor $1, at most $4 of them, after the first $5. */
export function valuesSql(
  kind: Reading["kind"],
  dialect: Dialect,
  order: "ASC" | "DESC" = "ASC",
): string {
  const [raw, cal] = valueColumns(kind);
  return `SELECT ${dialect.micros} AS time, ${raw} AS raw, ${cal} AS cal
    FROM ${kind}_data WHERE ${within(dialect)}
    ORDER BY "timestamp" ${order}, ${raw} ${order}, ${cal} ${order} LIMIT $4 OFFSET $5`;
}

/** The lengths in bytes of what {@linkcode valuesSql} would return. */
export function lengthsSql(
  kind: Reading["kind"],
  dialect: Dialect,
  order: "ASC" | "DESC" = "ASC",
): string {
  const [raw, cal] = valueColumns(kind);
  return `SELECT octet_length(${raw}) + coalesce(octet_length(${cal}), 0) AS bytes
    FROM ${kind}_data WHERE ${within(dialect)}
    ORDER BY "timestamp" ${order}, ${raw} ${order}, ${cal} ${order} LIMIT $4 OFFSET $5`;
}

/** The newest value of the sensor $1 until $2. */
export function newestSql(kind: Reading["kind"], dialect: Dialect): string {
  const [raw, cal] = valueColumns(kind);
  return `SELECT ${dialect.micros} AS time, ${raw} AS raw, ${cal} AS cal
    FROM ${kind}_data WHERE sensor_name = $1 AND "timestamp" <= ${
    dialect.time("$2")
  } ORDER BY "timestamp" DESC, ${raw} DESC, ${cal} DESC LIMIT 1`;
}

/** Whether the sensor $1 has a number before $2. */
export function olderSql(dialect: Dialect): string {
  return `SELECT 1 AS found FROM numeric_data
    WHERE sensor_name = $1 AND "timestamp" < ${dialect.time("$2")} LIMIT 1`;
}

/** How many values the statistics know of the sensor $1, in lengths of time of $4 seconds that begin from $2 until before $3. */
export function knownSql(dialect: Dialect): string {
  return `SELECT sum(raw_count)${
    asDouble(dialect)
  } AS count FROM dripline_statistics
    WHERE ${ofStatistics(dialect)}`;
}

/** All numbers from $2 until before $3 of the sensor $1, as one bucket. */
export function bucketSql(dialect: Dialect): string {
  return `SELECT ${valueSummary(dialect)} FROM numeric_data WHERE ${
    within(dialect)
  }`;
}

/**
 * Numbers from $2 until before $3 of the sensor $1, in $5 buckets of $4 microseconds, for a database that can look for each bucket by
 * itself: they come in the order of the index, and nothing has to be sorted.
 */
export function bucketsSql(dialect: Dialect): string {
  const [from, to, width] = ["$2", "$3", "$4"].map((name) => `${name}::float8`);
  const start = (number: string) =>
    dialect.time(`(${from} + (${number}) * ${width})`);
  return `SELECT bucket, found.* FROM generate_series(0, $5::int - 1) AS b (bucket)
    CROSS JOIN LATERAL (SELECT ${
    valueSummary(dialect)
  } FROM numeric_data WHERE sensor_name = $1 AND "timestamp" >= ${
    start("bucket")
  } AND "timestamp" < least(${start("bucket + 1")}, ${
    dialect.time(`(${to})`)
  })) AS found WHERE raw_count > 0 ORDER BY bucket`;
}

function valueSummary(dialect: Dialect): string {
  return ["raw", "cal"].map((which) => {
    const value = `value_${which}`;
    return `count(${value})${asDouble(dialect)} AS ${which}_count,
      min(${value}) AS ${which}_min, max(${value}) AS ${which}_max,
      ${sums(value, "1", which)}`;
  }).join(", ");
}

/** Statistics of every $5 seconds from $2 until before $3 of the sensor $1, by the $4 microseconds. */
export function statisticsSql(dialect: Dialect): string {
  const summary = ["raw", "cal"].map((which) =>
    `sum(${which}_count)${asDouble(dialect)} AS ${which}_count,
      min(${which}_min) AS ${which}_min, max(${which}_max) AS ${which}_max,
      ${sums(`${which}_mean`, `${which}_count`, which)}`
  );
  return `SELECT ${
    bucket(dialect, dialect.startMicros)
  } AS bucket, ${summary} FROM dripline_statistics WHERE ${
    ofStatistics(dialect, "$5")
  } GROUP BY 1 ORDER BY 1`;
}

/** What numbers are divided by whose sum might be larger than any double. */
export const scale: number = 2 ** 40;

/** PostgreSQL refuses a sum that is too large, and so we sum what is large apart. */
function sums(value: string, weight: string, which: string): string {
  return `sum(${value} * ${weight}) FILTER (WHERE abs(${value}) < 1e280) AS ${which}_sum,
    sum(${value} / ${scale} * ${weight}) FILTER (WHERE abs(${value}) >= 1e280) AS ${which}_large`;
}

function within(dialect: Dialect): string {
  return `sensor_name = $1 AND "timestamp" >= ${
    dialect.time("$2")
  } AND "timestamp" < ${dialect.time("$3")}`;
}

function ofStatistics(dialect: Dialect, period = "$4"): string {
  return `sensor_name = $1 AND period = ${period} AND start >= ${
    dialect.start("$2")
  } AND start < ${dialect.start("$3")}`;
}

function bucket(dialect: Dialect, micros: string): string {
  const [from, width] = ["$2", "$4"].map((parameter) =>
    `CAST(${parameter} AS double precision)`
  );
  return dialect.floor(`(${micros} - ${from}) / ${width}`);
}

/** PostgreSQL counts in integers that come as texts. */
function asDouble(dialect: Dialect): string {
  return dialect === postgresDialect ? "::float8" : "";
}

/** Nothing puts JSON in an order; its text does. */
function valueColumns(kind: Reading["kind"]): [string, string] {
  return kind === "json"
    ? ["CAST(value_raw AS text)", "CAST(value_cal AS text)"]
    : ["value_raw", "value_cal"];
}
