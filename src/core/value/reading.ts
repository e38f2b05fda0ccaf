/**
 * What a reading says when it has no calibrated value: why.
 *
 * @module
 */

/** Why a reading has no calibrated value, though there should be one. */
export interface NoValue {
  /** A sentence. */
  readonly reason: string;
  /** Whether the raw value means that there is none; otherwise it is the calibration that gives none. */
  readonly invalid: boolean;
}

/** Fields of a reading, by name. */
type Fields = Readonly<Record<string, unknown>>;

/** The member of alerts that holds the reason. What listens to sensor values ignores it: see docs/decisions/0017-readings-that-are-none.md. */
export const reasonKey: string = "value_cal_problem";

/** Marks readings without adding to what replies carry. Two copies of this package can be loaded at once. */
const mark = Symbol.for("dripline.noValue");

/** A reading of the raw value alone. */
export function rawReading(raw: unknown, none: NoValue): Fields {
  // An extension may well return the number NaN, which no message can carry.
  const isOddNumber = typeof raw === "number" && !Number.isFinite(raw);
  return { value_raw: isOddNumber ? String(raw) : raw, [mark]: none };
}

/** Why a reading has no calibrated value; `undefined` if nothing is known to be wrong with it. */
export function noValueOf(reading: unknown): NoValue | undefined {
  return typeof reading === "object" && reading !== null
    ? Reflect.get(reading, mark)
    : undefined;
}

/** The reading as alerts carry it: with the reason, if there is one. */
export function withReason(reading: Fields): Fields {
  const none = noValueOf(reading);
  return none ? { ...reading, [reasonKey]: none.reason } : reading;
}
