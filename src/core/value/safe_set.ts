/**
 * Rules that a value has to keep before it is set, and after.
 *
 * @module
 */
import { ReplyError } from "../../wire/mod.ts";
import {
  type Field,
  FieldError,
  isMap,
  number,
  onlyKeys,
  show,
} from "../declaration/mod.ts";

/** The range that values have to lie in. */
export interface Limits {
  /** The smallest value; none if left out. */
  readonly min?: number | undefined;
  /** The largest value; none if left out. */
  readonly max?: number | undefined;
}

/** How a set is confirmed: by reading back until the reading agrees. */
export interface Confirm {
  /** Which field of a reading: `value_raw` or `value_cal`. Without it, that in whose units the value is set. */
  readonly field?: string | undefined;
  /** How far the reading may be from the value. */
  readonly tolerance: number;
  /** Seconds to wait for it. */
  readonly timeout: number;
}

/** A range, written as `{min: 0, max: 5}` or `[0, 5]`. */
export function limits(description: string): Field<Limits | undefined> {
  const bound = number();
  return {
    optional: true,
    schema: {
      description,
      oneOf: [
        {
          type: "object",
          properties: { min: { type: "number" }, max: { type: "number" } },
          additionalProperties: false,
        },
        { type: "array", items: { type: "number" }, minItems: 2, maxItems: 2 },
      ],
    },
    decode(input) {
      if (input === null || input === undefined) return undefined;
      const pair = Array.isArray(input) && input.length === 2
        ? { min: input[0], max: input[1] }
        : input;
      if (!isMap(pair) || !onlyKeys(pair, ["min", "max"])) {
        throw new FieldError(
          `must look like {min: 0, max: 5} or [0, 5]: received ${show(input)}`,
        );
      }
      const [min, max] = [pair.min, pair.max].map((value) =>
        value === undefined || value === null ? undefined : bound.decode(value)
      );
      if (min !== undefined && max !== undefined && min > max) {
        throw new FieldError(
          `must have min below max: received ${show(input)}`,
        );
      }
      return { min, max };
    },
  };
}

/** How to confirm, written as `{tolerance: 0.1, timeout: 5, field: value_raw}`. */
export function confirm(description: string): Field<Confirm | undefined> {
  const size = number({ minimum: 0 });
  return {
    optional: true,
    schema: {
      description,
      type: "object",
      properties: {
        field: {
          description:
            "Which field of a reading: by default value_raw, with set: inverse value_cal",
          enum: ["value_raw", "value_cal"],
        },
        tolerance: { type: "number", minimum: 0, default: 0 },
        timeout: { type: "number", minimum: 0, default: 5 },
      },
      additionalProperties: false,
    },
    decode(input) {
      if (input === null || input === undefined) return undefined;
      if (
        !isMap(input) || !onlyKeys(input, ["field", "tolerance", "timeout"])
      ) {
        throw new FieldError(
          `must look like {field: value_raw, tolerance: 0.1, timeout: 5}: received ${
            show(input)
          }`,
        );
      }
      const { field, tolerance = 0, timeout = 5 } = input;
      if (
        field !== undefined && field !== "value_raw" && field !== "value_cal"
      ) {
        throw new FieldError(
          `must have value_raw or value_cal as its field: received ${
            show(field)
          }`,
        );
      }
      return {
        field,
        tolerance: size.decode(tolerance),
        timeout: size.decode(timeout),
      };
    },
  };
}

/**
 * Returns the number that a value spells. Throws a `ReplyError` of code 304 if it is none, or lies outside the limits. `units` are for the
 * text.
 */
export function withinLimits(
  name: string,
  value: unknown,
  { min = -Infinity, max = Infinity }: Limits,
  units = "",
): number {
  const spelled = spelledNumber(value);
  const range = rangeText({ min, max }, units);
  if (spelled === undefined) {
    throw refused(`${name} takes numbers ${range}: received ${show(value)}`);
  }
  if (spelled < min || spelled > max) {
    throw refused(
      `${name} takes values ${range}: received ${spelled}${suffix(units)}`,
    );
  }
  return spelled;
}

/** Throws a `ReplyError` of code 304 if the step from `current` to `value` is larger than allowed. */
export function withinStep(
  name: string,
  value: number,
  current: number,
  maxStep: number,
  units = "",
): void {
  const step = Math.abs(value - current);
  if (step <= maxStep) return;
  const unit = suffix(units);
  throw refused(
    `${name} may change by ${maxStep}${unit} at most in one set: from ${current}${unit} to ${value}${unit} is ${step}${unit}. Go there in smaller steps`,
  );
}

/** The number that a value spells, if it is one and finite. */
export function spelledNumber(value: unknown): number | undefined {
  try {
    return number().decode(value);
  } catch (error) {
    if (error instanceof FieldError) return undefined;
    throw error;
  }
}

function rangeText({ min, max }: Required<Limits>, units: string): string {
  const unit = suffix(units);
  if (max === Infinity) {
    return min === -Infinity ? "that are finite" : `from ${min}${unit} on`;
  }
  return min === -Infinity
    ? `up to ${max}${unit}`
    : `from ${min} to ${max}${unit}`;
}

function suffix(units: string): string {
  return units === "" ? "" : ` ${units}`;
}

function refused(message: string): ReplyError {
  return new ReplyError("service_error_invalid_value", message);
}
