/**
 * Calibrations that are Python expressions, such as `2*{}`.
 *
 * @module
 */
import {
  type Expression,
  ExpressionError,
  type ExtensionFunction,
  parseExpression,
  PythonError,
} from "../../python/mod.ts";
import { didYouMean } from "../declaration/mod.ts";
import {
  type Calibrated,
  type Calibration,
  CalibrationError,
  firstItem,
  showRaw,
} from "./calibration.ts";

/** The most characters of an expression or reading that a problem shows. */
const MAX_SHOWN = 200;

/** Reads an expression; see `parseCalibration`. Throws {@linkcode CalibrationError}. */
export function expressionCalibration(
  text: string,
  functions: ReadonlyMap<string, ExtensionFunction>,
  offeredElsewhere: ReadonlyMap<string, string>,
): Calibration {
  const source = withoutLineEnd(text);
  const expression = located(source, () =>
    parseExpression(source, {
      functions,
      offeredElsewhere,
      suggest: didYouMean,
    }));
  return {
    source,
    apply(raw) {
      const result = calibrate(expression, firstItem(raw));
      if (!("problem" in result)) return result;
      const where = `calibration "${shorten(source)}" of the raw value ${
        shorten(showRaw(firstItem(raw)))
      }`;
      return { problem: `${where}: ${result.problem}` };
    },
  };
}

/** Reads the text of an expression, and turns its errors into {@linkcode CalibrationError}. */
function located(source: string, read: () => Expression): Expression {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new CalibrationError(
      `calibration "${
        shorten(source)
      }", column ${error.column}: ${error.message}`,
      error.column,
    );
  }
}

function calibrate(expression: Expression, raw: unknown): Calibrated {
  if (raw === null || raw === undefined) {
    return { problem: "there is no raw value" };
  }
  try {
    const result = expression.evaluate(raw);
    if (result === null) return { problem: "the result is None" };
    return { valueCal: result };
  } catch (error) {
    if (error instanceof PythonError) return { problem: error.message };
    return { problem: `unexpected error: ${error}` };
  }
}

/** Leaves out the line feeds that a text in YAML's block style ends with. */
function withoutLineEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n" || text[end - 1] === "\r") end--;
  return text.slice(0, end);
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
