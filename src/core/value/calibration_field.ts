/**
 * Calibrations as options.
 *
 * @module
 */
import type { Field } from "../declaration/mod.ts";
import { curveKeys } from "./curves/mod.ts";

/** A calibration, as it is written: an expression, a map or a curve. It is read when all options are there. */
export function calibration(description: string): Field<unknown> {
  return {
    schema: {
      description,
      type: ["string", "object", "null"],
      properties: curveKeys,
    },
    decode: (input) => input,
  };
}
