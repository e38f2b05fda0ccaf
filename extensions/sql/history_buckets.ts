/**
 * Numbers of a sensor, summed up so that a plot of them has so many points.
 *
 * @module
 */
import {
  bucketSql,
  bucketsSql,
  knownSql,
  olderSql,
  postgresDialect,
  scale,
  statisticsSql,
} from "./history_sql.ts";
import { periods, type Summary } from "./statistics.ts";
import type { KnownSensor, Store, StoreRow } from "./store.ts";

/** The longest bucket that is computed from the values themselves, in microseconds: half a length of the statistics. */
const longestFine = periods[0] / 2 * 1e6;

/** The most values that are summed up one by one, if there are statistics. */
const mostFine = 300_000;

/** From when to when, in microseconds since 1970; the end is not in it. */
export interface Span {
  /** The beginning. */
  readonly from: number;
  /** The end. */
  readonly to: number;
}

/** A length of time that has values. */
export interface HistoryBucket {
  /** When it begins, in microseconds since 1970. */
  readonly time: number;
  /** The values as they were read. */
  readonly raw: Summary;
  /** The calibrated values; `null`: there are none. */
  readonly cal: Summary | null;
}

/** Buckets of one width. */
export interface HistoryBuckets {
  /** How long each is, in microseconds. */
  readonly width: number;
  /** Those that have values. */
  readonly buckets: readonly HistoryBucket[];
}

/**
 * How many values of a sensor the statistics know within a span, in lengths of time that are wholly in it. If there are fewer values than
 * that, some have been deleted.
 */
export async function knownCount(
  store: Store,
  sensor: string,
  { from, to }: Span,
): Promise<number> {
  // Of a long span the hours are enough.
  const period = to - from > 30 * 86_400e6 ? periods[1] : periods[0];
  const micros = period * 1e6;
  const [row] = await store.select(knownSql(store.dialect), [
    sensor,
    Math.ceil(from / micros) * micros,
    Math.floor(to / micros) * micros,
    period,
  ]);
  return Number(row?.count ?? 0);
}

/**
 * Sums up the numbers of a sensor in at most `points` buckets: short ones from the values themselves, long ones from the statistics.
 * Those begin and end with the lengths of time that have statistics, and so may the first and the last one go beyond the span.
 */
export async function bucketsIn(
  store: Store,
  known: KnownSensor,
  span: Span,
  points: number,
): Promise<HistoryBuckets> {
  const fine = Math.max(1, Math.ceil((span.to - span.from) / points));
  // Rows that were there before there was a logger have no statistics.
  const older = await store.select(olderSql(store.dialect), [
    known.sensor,
    known.firstTime,
  ]);
  if (older.length > 0) return await fromValues(store, known, span, fine);
  if (fine <= longestFine) {
    const count = await knownCount(store, known.sensor, span);
    if (count <= mostFine) {
      const found = await fromValues(store, known, span, fine);
      const sum = found.buckets.reduce((sum, { raw }) => sum + raw.count, 0);
      if (sum >= count) return found;
    }
  }
  return await fromStatistics(store, known, span, points);
}

async function fromValues(
  store: Store,
  { sensor }: KnownSensor,
  { from, to }: Span,
  width: number,
): Promise<HistoryBuckets> {
  const count = Math.ceil((to - from) / width);
  const rows = store.dialect === postgresDialect
    ? await store.select(bucketsSql(store.dialect), [
      sensor,
      from,
      to,
      width,
      count,
    ])
    : await oneByOne(store, sensor, { from, to }, width);
  return { width, buckets: rows.map((row) => bucketOf(row, from, width)) };
}

/** A file is asked as fast for each bucket as for all, and would sort all. */
async function oneByOne(
  store: Store,
  sensor: string,
  { from, to }: Span,
  width: number,
): Promise<StoreRow[]> {
  const sql = bucketSql(store.dialect);
  const rows: StoreRow[] = [];
  for (let bucket = 0, start = from; start < to; bucket++, start += width) {
    const end = Math.min(start + width, to);
    const [row] = await store.select(sql, [sensor, start, end]);
    if (Number(row!.raw_count) > 0) rows.push({ ...row, bucket });
  }
  return rows;
}

async function fromStatistics(
  store: Store,
  { sensor }: KnownSensor,
  { from, to }: Span,
  points: number,
): Promise<HistoryBuckets> {
  // A bucket more may be needed, as the first one begins before the span.
  const seconds = (to - from) / 1e6 / Math.max(1, points - 1);
  const period = seconds >= 4 * periods[1] ? periods[1] : periods[0];
  const width = Math.ceil(seconds / period) * period * 1e6;
  const start = Math.floor(from / width) * width;
  const rows = await store.select(statisticsSql(store.dialect), [
    sensor,
    start,
    Math.ceil(to / width) * width,
    width,
    period,
  ]);
  return { width, buckets: rows.map((row) => bucketOf(row, start, width)) };
}

function bucketOf(row: StoreRow, start: number, width: number): HistoryBucket {
  return {
    time: start + Number(row.bucket) * width,
    raw: summaryOf(row, "raw")!,
    cal: summaryOf(row, "cal"),
  };
}

function summaryOf(row: StoreRow, which: "raw" | "cal"): Summary | null {
  const count = Number(row[`${which}_count`]);
  if (count === 0) return null;
  const [min, max, sum, large] = ["min", "max", "sum", "large"]
    .map((name) => row[`${which}_${name}`] as number | null);
  const mean = large === null
    ? sum! / count
    : ((sum ?? 0) / scale / count + large! / count) * scale;
  return {
    count,
    min: min!,
    // A sum is rounded, and its mean could be beyond all values.
    mean: Math.min(max!, Math.max(min!, mean)),
    max: max!,
  };
}
