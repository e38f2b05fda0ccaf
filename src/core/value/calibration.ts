/**
 * Calibrations: what a configuration makes of the raw value of an endpoint. A text such as `2*{}` is a Python
 * expression, a map such as `{CLOSE: "on", OPEN: "off"}` is looked up.
 *
 * @module
 */
import {
  type Expression,
  ExpressionError,
  type ExtensionFunction,
  isPlainObject,
  parseExpression,
  type Plain,
  PythonError,
  representPlain,
  strip,
} from "../../python/mod.ts";
import { didYouMean } from "../declaration/mod.ts";

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
  ) {
    super(message);
  }
}

/** The most characters of an expression or reading that a problem shows. */
const MAX_SHOWN = 200;

/**
 * Reads a calibration, a text or a map. `functions` are those of the extensions; `offeredElsewhere` says for functions
 * that are not loaded what they come with, as in `extension "jitter": list "./extensions/jitter/mod.ts" under
 * "extensions:"`. Throws {@linkcode CalibrationError}.
 */
export function parseCalibration(
  source: unknown,
  functions: ReadonlyMap<string, ExtensionFunction> = new Map(),
  offeredElsewhere: ReadonlyMap<string, string> = new Map(),
): Calibration {
  if (typeof source === "string") {
    const text = withoutLineEnd(source);
    return expressionCalibration(text, functions, offeredElsewhere);
  }
  if (isPlainObject(source)) {
    if (Object.keys(source).length > 0) return mapCalibration(source);
    throw new CalibrationError(
      'calibration is an empty map, which has nothing for any value. If {} is meant as the value, write it in quotes: "{}"',
      undefined,
    );
  }
  throw new CalibrationError(
    'a calibration is a text with an expression, such as "2*{}", or a map from raw values to calibrated ones',
    undefined,
  );
}

function expressionCalibration(
  source: string,
  functions: ReadonlyMap<string, ExtensionFunction>,
  offeredElsewhere: ReadonlyMap<string, string>,
): Calibration {
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
        shorten(show(firstItem(raw)))
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

function mapCalibration(
  source: Readonly<Record<string, unknown>>,
): Calibration {
  const keyOf = (raw: unknown) =>
    keyForms(raw).find((form) => Object.hasOwn(source, form)) ??
      Object.keys(source).find((key) => spells(key, raw));
  return {
    source,
    names: (raw) => keyOf(firstItem(raw)) !== undefined,
    apply(raw) {
      const first = firstItem(raw);
      const key = keyOf(first);
      // A configuration holds nothing but plain values.
      if (key !== undefined) return { valueCal: source[key] as Plain };
      return { missing: `raw value <${show(first)}> not in cal dict` };
    },
  };
}

/** The texts by which a map may know a raw value: YAML has `1` and `true` where Python writes `1.0` and `True`. */
function keyForms(raw: unknown): string[] {
  switch (typeof raw) {
    case "string":
      return [raw, strip(raw)];
    case "number":
      return Number.isInteger(raw)
        ? [String(raw), show(raw), `${raw}.0`]
        : [show(raw)];
    case "bigint":
      return [String(raw)];
    case "boolean":
      return raw ? ["True", "true"] : ["False", "false"];
    default:
      return [];
  }
}

/** Tells whether a key is another spelling of a number: `1.10`, `1e3`. */
function spells(key: string, raw: unknown): boolean {
  const isDecimal = /^[-+]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:[eE][-+]?\d+)?$/.test(
    key,
  );
  return typeof raw === "number" && isDecimal && key !== "" &&
    Number(key) === raw;
}

/** A list counts as its first item, as in the original. */
function firstItem(raw: unknown): unknown {
  return Array.isArray(raw) ? raw[0] : raw;
}

/** Leaves out the line feeds that a text in YAML's block style ends with. */
function withoutLineEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === "\n" || text[end - 1] === "\r") end--;
  return text.slice(0, end);
}

/** Shows a raw value as Python would. */
function show(raw: unknown): string {
  try {
    return representPlain(raw);
  } catch {
    return `a ${typeof raw}`;
  }
}

function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
