/**
 * Reads calibrations. A text such as `2*{}` is a Python expression; a map such as `{CLOSE: "on", OPEN: "off"}` is looked up, unless its keys
 * say that it is a curve, such as `{table: cernox.csv}`.
 *
 * @module
 */
import { type ExtensionFunction, isPlainObject } from "../../python/mod.ts";
import { type Calibration, CalibrationError } from "./calibration.ts";
import { curveCalibration } from "./curve_calibration.ts";
import type { ReadText } from "./curves/mod.ts";
import { expressionCalibration } from "./expression_calibration.ts";
import { lookUpCalibration } from "./look_up_calibration.ts";

/**
 * Reads a calibration, a text or a map. `functions` are those of the extensions; `offeredElsewhere` says for functions
 * that are not loaded what they come with, as in `extension "jitter": list "./extensions/jitter/mod.ts" under
 * "extensions:"`; `readText` reads the files that curves name. Throws {@linkcode CalibrationError}.
 */
export function parseCalibration(
  source: unknown,
  functions: ReadonlyMap<string, ExtensionFunction> = new Map(),
  offeredElsewhere: ReadonlyMap<string, string> = new Map(),
  readText: ReadText = readFromHere,
): Calibration {
  if (typeof source === "string") {
    return expressionCalibration(source, functions, offeredElsewhere);
  }
  if (isPlainObject(source)) {
    return curveCalibration(source, readText) ?? lookUpCalibration(source);
  }
  throw new CalibrationError(
    'a calibration is a text with an expression, such as "2*{}", a map from raw values to calibrated ones, or a curve, such as {table: cernox.csv}',
    undefined,
  );
}

/** Reads a file whose name begins at the working directory. */
function readFromHere(file: string): ReturnType<ReadText> {
  return { file, text: Deno.readTextFileSync(file) };
}
