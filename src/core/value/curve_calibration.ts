/**
 * Calibrations that are curves.
 *
 * @module
 */
import {
  choice,
  type Curve,
  CurveError,
  inverseOf,
  type Options,
  readCurve,
  type ReadText,
} from "./curves/mod.ts";
import {
  type Calibrated,
  type Calibration,
  CalibrationError,
} from "./calibration.ts";
import { spelledNumber } from "./safe_set.ts";
import { show } from "../declaration/mod.ts";

/** What becomes of a raw value that a curve is not made for. */
type Outside = "refuse" | "hold" | "extrapolate";

/**
 * Reads a calibration that is a curve. Returns `undefined` if the map is none. Throws {@linkcode CalibrationError}.
 */
export function curveCalibration(
  source: Options,
  readText: ReadText,
): Calibration | undefined {
  try {
    const curve = readCurve(source, readText);
    return curve && calibrationBy(curve, source);
  } catch (error) {
    if (!(error instanceof CurveError)) throw error;
    const { message, path, place } = error;
    throw new CalibrationError(`calibration: ${message}`, undefined, {
      path,
      place,
    });
  }
}

function calibrationBy(curve: Curve, source: Options): Calibration {
  const outside = readOutside(curve, source);
  const isInverse = (source.set ?? undefined) !== undefined &&
    choice(source, "set", ["inverse"]) === "inverse";
  const inverse = isInverse ? inverseOf(curve) : undefined;
  const { from, to } = curve;
  return {
    source,
    apply(raw): Calibrated {
      const first: unknown = Array.isArray(raw) ? raw[0] : raw;
      const x = spelledNumber(first);
      if (x === undefined) {
        return {
          problem: `the raw value ${
            show(first)
          } is no number, which a calibration curve needs`,
        };
      }
      const isOutside = x < from || x > to;
      if (isOutside && outside === "refuse") {
        return {
          problem:
            `the raw value ${x} is outside of the calibration curve, which goes from ${from} to ${to}`,
        };
      }
      const held = outside === "hold" ? Math.min(Math.max(x, from), to) : x;
      const value = curve.at(held);
      return Number.isFinite(value)
        ? { valueCal: value }
        : { problem: `the calibration curve has no value for ${x}` };
    },
    ...(inverse && {
      invert(value) {
        const raw = inverse(value);
        if (raw !== undefined) return { raw };
        const [a, b] = [curve.at(from), curve.at(to)];
        return {
          problem: `the calibration curve goes from ${Math.min(a, b)} to ${
            Math.max(a, b)
          }, so that no raw value is known for ${value}`,
        };
      },
    }),
  };
}

function readOutside(curve: Curve, source: Options): Outside {
  const outside = choice<Outside>(source, "outside", [
    "refuse",
    "hold",
    "extrapolate",
  ]);
  if (outside !== "extrapolate" || curve.extrapolates) return outside;
  throw new CurveError(
    "a Chebyshev series means nothing outside of its ranges: outside is refuse or hold",
    ["outside"],
  );
}
