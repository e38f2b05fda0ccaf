/**
 * From when to when sensors were read.
 *
 * @module
 */
import type { Reading } from "./reading.ts";

/** From when to when a sensor was read, of one kind of values. */
export interface SensorExtent {
  /** The sensor. */
  readonly sensor: string;
  /** The kind of values. */
  readonly kind: Reading["kind"];
  /** The first reading, in microseconds since 1970. */
  readonly first: number;
  /** The last reading, in microseconds since 1970. */
  readonly last: number;
}

/** Returns from when to when each sensor was read. */
export function extentsOf(readings: readonly Reading[]): SensorExtent[] {
  const extents = new Map<string, SensorExtent>();
  for (const { sensor, kind, time } of readings) {
    const key = `${kind} ${sensor}`;
    const { first, last } = extents.get(key) ?? { first: time, last: time };
    extents.set(key, {
      sensor,
      kind,
      first: Math.min(first, time),
      last: Math.max(last, time),
    });
  }
  return [...extents.values()];
}
