/**
 * Whether a reading is worth an alert.
 *
 * @module
 */

/** When a reading is worth an alert (section 8.3 of the standard). Any one condition is enough. */
export interface LogRules {
  /** Seconds after which a value is logged even if it has not changed; 0: at every check. */
  readonly maxInterval: number;
  /** A change of more than this is logged. */
  readonly maxAbsoluteChange: number;
  /** A change of more than this fraction of the mean of both values is logged. */
  readonly maxFractionalChange: number;
}

/** What was logged last. */
export interface Logged {
  /** The value: a number if it is one, else what it was. */
  readonly value: unknown;
  /** When, in milliseconds since 1970. */
  readonly time: number;
}

/** Tells whether a reading is to be logged. `now` in milliseconds since 1970. */
export function worthLogging(
  rules: LogRules,
  last: Logged | undefined,
  value: unknown,
  now: number,
): boolean {
  if (last === undefined) return true;
  // A clock that was put back says nothing about how long ago that was.
  if (now < last.time) return true;
  if ((now - last.time) / 1000 > rules.maxInterval) return true;
  if (typeof value !== "number" || typeof last.value !== "number") {
    return value !== last.value;
  }
  const change = Math.abs(value - last.value);
  return change > rules.maxAbsoluteChange ||
    2 * change > rules.maxFractionalChange * Math.abs(value + last.value);
}

/** A value as the rules compare it: a number if it is one or spells one, a boolean as 1 or 0, else its text. */
export function comparable(value: unknown): unknown {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "string" && value.trim() !== "") {
    const number = Number(value);
    return Number.isNaN(number) ? value : number;
  }
  return typeof value === "object" ? JSON.stringify(value) : value;
}
