/**
 * Calibration curves as data: tables, polynomials, Chebyshev series.
 *
 * @module
 */
export { type Curve, CurveError } from "./curve.ts";
export { type Inverse, inverseOf } from "./inverse.ts";
export { choice, type Options } from "./options.ts";
export { readCurve, type ReadText } from "./read_curve.ts";
export { curveKeys } from "./schema.ts";
export type { NamedText } from "./table_text.ts";
