/**
 * Curves in JSON Schema, for editors.
 *
 * @module
 */
import type { JsonSchema } from "../../declaration/mod.ts";

/**
 * The keys of curves. They are not told apart by kind, which would double the schema of every configuration; what does not go together is
 * refused when the configuration loads.
 */
export const curveKeys: Readonly<Record<string, JsonSchema>> = {
  table: {
    description: "File with a table, or a .340 file, relative to this file",
  },
  points: {
    description: "Pairs of a raw and a calibrated value, instead of a table",
  },
  polynomial: { description: "Coefficients, the constant one first" },
  chebyshev: {
    description: "Chebyshev series: maps of zl, zu, coefficients, log10",
  },
  x: { description: "Column of raw values: number from 0, or name" },
  y: { description: "Column of calibrated values: number from 0, or name" },
  interpolate: {
    description: "What is between two points",
    enum: ["linear", "log", "log_y", "loglog", "spline"],
  },
  range: { description: "Raw values that a polynomial is for, as [0, 10]" },
  outside: {
    description: "What becomes of raw values that the curve is not made for",
    enum: ["refuse", "hold", "extrapolate"],
  },
  set: {
    description: "inverse: a set takes a calibrated value",
    enum: ["inverse"],
  },
};
