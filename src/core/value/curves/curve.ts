/**
 * Curves: from raw values to calibrated ones, as data.
 *
 * @module
 */
import type { FilePlace } from "../../declaration/mod.ts";

/** A function of the raw value. */
export interface Curve {
  /** The smallest raw value that it is made for. */
  readonly from: number;
  /** The largest raw value that it is made for. */
  readonly to: number;
  /** Whether it means something beyond these. */
  readonly extrapolates: boolean;
  /** The calibrated value. It may be no number where the curve is not made for the raw value. */
  at(raw: number): number;
  /** Raw values from `from` to `to`, rising, so close to each other that the curve does not turn unseen between two of them. */
  grid(): number[];
}

/** A mistake in the data of a curve. */
export class CurveError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "CurveError";

  /** Makes an error. Its message is a sentence without a full stop. */
  constructor(
    message: string,
    /** The way from the map of the calibration to what is wrong. */
    readonly path: readonly (string | number)[] = [],
    /** Where that is, if it stands in a file of its own. */
    readonly place: FilePlace | undefined = undefined,
  ) {
    super(message);
  }
}

/** The most points or coefficients of a curve. */
export const maxPoints = 100_000;
