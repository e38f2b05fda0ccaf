/**
 * Readings: what a message says of a sensor, as a row.
 *
 * @module
 */

/** One value of one sensor. */
export type Reading =
  & {
    /** What the sender of its message calls it. */
    readonly id: string;
    /** The sensor. */
    readonly sensor: string;
    /** When it was read, in microseconds since 1970. */
    readonly time: number;
  }
  & (NumericReading | TextReading);

/** A value that is a number, and so is its calibrated one. */
export interface NumericReading {
  /** The table it belongs in: `numeric_data`. */
  readonly kind: "numeric";
  /** The value as it was read. */
  readonly raw: number;
  /** The calibrated value; `null`: there is none. */
  readonly cal: number | null;
}

/** A value that is text, or anything else as JSON. */
export interface TextReading {
  /** The table it belongs in: `string_data`, or `json_data`. */
  readonly kind: "string" | "json";
  /** The value as it was read; of the kind `json`, the JSON text of it. */
  readonly raw: string;
  /** The calibrated value; `null`: there is none. */
  readonly cal: string | null;
}
