/**
 * Which messages `mon` prints.
 *
 * @module
 */
import { CalibrationError, parseCalibration } from "../core/mod.ts";
import { isJsonObject, type Message } from "../wire/mod.ts";
import { UsageError } from "./usage_error.ts";

/**
 * Reads a filter, a Python expression as calibrations are, in which `{}` stands for the value: `{} > 1e-5`. Of a message whose value cannot be
 * compared so, such as a text, it is not true. Throws a {@linkcode UsageError} if it makes no sense.
 */
export function parseFilter(text: string): (message: Message) => boolean {
  try {
    const expression = parseCalibration(text);
    return ({ payload }) => {
      const value = isJsonObject(payload)
        ? payload.value_cal ?? payload.value_raw
        : payload;
      if (value === undefined || value === null) return false;
      const outcome = expression.apply(value);
      return "valueCal" in outcome && outcome.valueCal === true;
    };
  } catch (error) {
    if (!(error instanceof CalibrationError)) throw error;
    throw new UsageError("badValue", `--filter "${text}": ${error.message}`);
  }
}
