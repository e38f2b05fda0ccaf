/**
 * Calibrations: what a configuration makes of the raw value of an endpoint.
 *
 * @module
 */
import type { Plain } from "../../python/mod.ts";
import { representPlain } from "../../python/mod.ts";
import type { FilePlace } from "../declaration/mod.ts";

export type {
  ExtensionFunction as CalibrationFunction,
  FunctionArgument as CalibrationArgument,
  Plain,
} from "../../python/mod.ts";

/**
 * What a calibration gives for one reading: a value; a problem, to be logged, while the raw value stands alone; or the
 * text of the error reply for a reading that the map does not have.
 */
export type Calibrated =
  | { readonly valueCal: Plain }
  | { readonly problem: string }
  | { readonly missing: string };

/** A calibration that has been read. */
export interface Calibration {
  /** What the configuration says. */
  readonly source: string | Readonly<Record<string, unknown>>;
  /** Calibrates a raw value, of a list its first item. Never throws. */
  apply(raw: unknown): Calibrated;
  /** Whether it names this very raw value, as a map does. */
  names?(raw: unknown): boolean;
  /** Finds the raw value for a calibrated one, if a set is to be turned around. */
  invert?(value: number): Inverted;
}

/** The raw value for a calibrated one, or the reason why there is none. */
export type Inverted = { readonly raw: number } | { readonly problem: string };

/** Where in a calibration a mistake is. */
export interface MistakePlace {
  /** The way from the calibration, a map, to the mistake. */
  readonly path?: readonly (string | number)[] | undefined;
  /** Its place, if it stands in a file of its own. */
  readonly place?: FilePlace | undefined;
}

/** An error in a calibration, found when it is read. */
export class CalibrationError extends Error {
  /** The name of this class, for logs. */
  override readonly name: string = "CalibrationError";

  /** Makes an error about a calibration. */
  constructor(
    message: string,
    /** Where the mistake is: 1 for the first character of the text; `undefined` if it is in no one place. */
    readonly column: number | undefined,
    /** Where it is in a map, or in a file that the map names. */
    readonly at: MistakePlace = {},
  ) {
    super(message);
  }
}

/** A list counts as its first item, as in the original. */
export function firstItem(raw: unknown): unknown {
  return Array.isArray(raw) ? raw[0] : raw;
}

/** Shows a raw value as Python would. */
export function showRaw(raw: unknown): string {
  try {
    return representPlain(raw);
  } catch {
    return `a ${typeof raw}`;
  }
}
