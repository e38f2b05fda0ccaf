/**
 * Measures requests.
 *
 * @module
 */

/** How thoroughly to measure. */
export interface Effort {
  /** How often everything is measured; the median counts. */
  readonly rounds: number;
  /** How long each measurement goes on, in seconds. */
  readonly seconds: number;
}

/** What to measure. */
export interface Order {
  /** Requests on their way at a time. */
  readonly outstanding: number;
  /** How long to go on, in seconds. */
  readonly seconds: number;
}

/** What was measured. */
export interface Measured {
  /** Requests answered per second. */
  readonly rate: number;
  /** Half of the requests took less, in milliseconds. */
  readonly p50: number;
  /** 99 of 100 requests took less, in milliseconds. */
  readonly p99: number;
}

/** Keeps requests on their way and times each. */
export async function measure(
  { outstanding, seconds }: Order,
  request: () => Promise<unknown>,
): Promise<Measured> {
  const times: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const goOn = async () => {
    for (let sent = performance.now(); sent < end;) {
      await request();
      const now = performance.now();
      times.push(now - sent);
      sent = now;
    }
  };
  await Promise.all(Array.from({ length: outstanding }, goOn));
  const rate = times.length / (performance.now() - begin) * 1000;
  times.sort((a, b) => a - b);
  return { rate, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

/** The median of values in any order. */
export function median(values: readonly number[]): number {
  return quantile([...values].sort((a, b) => a - b), 0.5);
}

/** Rounds to three digits behind the point. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
