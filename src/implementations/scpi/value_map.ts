/**
 * What becomes of a value before it is sent to an instrument.
 *
 * @module
 */
import {
  type Calibration,
  type CalibrationFunction,
  lookUpCalibration,
  parseCalibration,
  type Plain,
  show,
} from "../../core/mod.ts";
import { isJsonObject, ReplyError } from "../../wire/mod.ts";

/** A map from values to what is sent, or an expression for it. */
export class ValueMap {
  readonly #parsed: Calibration;
  /** The keys of a map, in lower case. */
  readonly #keys: readonly string[];

  /**
   * Reads a map, whose keys count in lower case, or a Python expression in which `{}` stands for the value. Throws a
   * `CalibrationError`.
   */
  constructor(
    source: unknown,
    functions?: ReadonlyMap<string, CalibrationFunction>,
    offeredElsewhere?: ReadonlyMap<string, string>,
  ) {
    const lowered = isJsonObject(source)
      ? Object.fromEntries(
        Object.entries(source).map(([key, to]) => [key.toLowerCase(), to]),
      )
      : undefined;
    this.#keys = Object.keys(lowered ?? {});
    this.#parsed = lowered
      ? lookUpCalibration(lowered)
      : parseCalibration(source, functions, offeredElsewhere);
  }

  /** Returns what a value becomes. Throws a `ReplyError` of code 304 if there is nothing for it. */
  apply(value: unknown): Plain {
    const mapped = this.#parsed.apply(value);
    if ("valueCal" in mapped) return mapped.valueCal;
    throw new ReplyError(
      "service_error_invalid_value",
      "missing" in mapped
        ? `${show(value)} is not in set_value_map. Known: ${
          this.#keys.join(", ")
        }`
        : `set_value_map: ${mapped.problem}`,
    );
  }
}
