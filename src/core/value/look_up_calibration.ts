/**
 * Calibrations that are maps from raw values to calibrated ones, such as `{CLOSE: "on", OPEN: "off"}`.
 *
 * @module
 */
import { type Plain, strip } from "../../python/mod.ts";
import {
  type Calibration,
  CalibrationError,
  firstItem,
  showRaw,
} from "./calibration.ts";

/** Reads a map. Throws {@linkcode CalibrationError} if it is empty. */
export function lookUpCalibration(
  source: Readonly<Record<string, unknown>>,
): Calibration {
  if (Object.keys(source).length === 0) {
    throw new CalibrationError(
      'calibration is an empty map, which has nothing for any value. If {} is meant as the value, write it in quotes: "{}"',
      undefined,
    );
  }
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
      return { missing: `raw value <${showRaw(first)}> not in cal dict` };
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
        ? [String(raw), showRaw(raw), `${raw}.0`]
        : [showRaw(raw)];
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
