/**
 * Statistics that are kept as readings arrive: minimum, mean and maximum of every five minutes and of every hour.
 *
 * @module
 */
import type { Reading } from "./reading.ts";

/** The lengths of time that have statistics, in seconds. */
export const periods = [300, 3600] as const;

/** What is known of several values. */
export interface Summary {
  /** How many there are. */
  readonly count: number;
  /** The smallest. */
  readonly min: number;
  /** Their mean. */
  readonly mean: number;
  /** The largest. */
  readonly max: number;
}

/** The values of a sensor within a length of time. */
export interface Bucket {
  /** The sensor. */
  readonly sensor: string;
  /** How long it is, in seconds: one of {@linkcode periods}. */
  readonly period: number;
  /** When it begins, in seconds since 1970: a multiple of its length. */
  readonly start: number;
  /** The values as they were read. */
  readonly raw: Summary;
  /** The calibrated values; `null`: there are none. */
  readonly cal: Summary | null;
}

/** Identifies a bucket among others. */
export function keyOf(
  { sensor, period, start }: Pick<Bucket, "sensor" | "period" | "start">,
): string {
  return `${period} ${start} ${sensor}`;
}

/** Returns the buckets of the numbers among `readings`. */
export function bucketsOf(readings: readonly Reading[]): Bucket[] {
  const buckets = new Map<string, Bucket>();
  for (const reading of readings) {
    if (reading.kind !== "numeric") continue;
    const { sensor, time, raw, cal } = reading;
    for (const period of periods) {
      const start = Math.floor(time / 1e6 / period) * period;
      const bucket = {
        sensor,
        period,
        start,
        raw: single(raw),
        cal: cal === null ? null : single(cal),
      };
      const key = keyOf(bucket);
      const before = buckets.get(key);
      buckets.set(key, before ? mergeBuckets(before, bucket) : bucket);
    }
  }
  return [...buckets.values()];
}

/** Adds the values of `more` to those of a bucket of the same place. */
export function mergeBuckets(bucket: Bucket, more: Bucket): Bucket {
  return {
    ...bucket,
    raw: merge(bucket.raw, more.raw),
    cal: bucket.cal && more.cal
      ? merge(bucket.cal, more.cal)
      : bucket.cal ?? more.cal,
  };
}

/** Returns the summary that a row of a table of statistics has; `null`: it is one of no values. */
export function summaryOf(
  row: Readonly<Record<string, unknown>>,
  which: "raw" | "cal",
): Summary | null {
  const count = Number(row[`${which}_count`]);
  return count === 0 ? null : {
    count,
    min: row[`${which}_min`] as number,
    mean: row[`${which}_mean`] as number,
    max: row[`${which}_max`] as number,
  };
}

function single(value: number): Summary {
  return { count: 1, min: value, mean: value, max: value };
}

function merge(a: Summary, b: Summary): Summary {
  const count = a.count + b.count;
  const share = b.count / count;
  const distance = b.mean - a.mean;
  return {
    count,
    min: Math.min(a.min, b.min),
    // Sums could become larger than any double, and so could the distance.
    mean: Number.isFinite(distance)
      ? a.mean + distance * share
      : a.mean * (1 - share) + b.mean * share,
    max: Math.max(a.max, b.max),
  };
}
