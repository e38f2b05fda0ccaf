/**
 * Lengths of time as people say them.
 *
 * @module
 */
import { type Field, FieldError, show } from "@dripline/dripline";

const form = /^(\d+(?:\.\d+)?)([hdwy])$/;

/** Seconds of an hour, a day, a week and a year. */
const seconds: Readonly<Record<string, number>> = {
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** A length of time in seconds, written as `12h`, `90d`, `4w` or `2y`. */
export function lengthOfTime(description: string): Field<number> {
  return {
    schema: { type: "string", description },
    encode: (value) => `${value / 3600}h`,
    decode(input) {
      const match = typeof input === "string" ? form.exec(input) : null;
      const value = match ? Number(match[1]) * seconds[match[2]!]! : 0;
      if (value > 0) return value;
      throw new FieldError(
        `must be a length of time such as 12h, 90d, 4w or 2y: received ${
          show(input)
        }`,
      );
    },
  };
}
