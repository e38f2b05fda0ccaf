/**
 * Lengths of time, as configurations give them and as Python shows them.
 *
 * @module
 */
import { type Field, FieldError, number, show } from "./field.ts";

/** Seconds in each unit that Python's `timedelta` takes. */
const units: ReadonlyMap<string, number> = new Map([
  ["weeks", 604_800],
  ["days", 86_400],
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
  ["milliseconds", 1e-3],
  ["microseconds", 1e-6],
]);

/** The shortest time from one run of periodic work to the next, in seconds. */
export const shortestPeriod = 0.1;

/** Seconds from one run of periodic work to the next: 0 for never, or at least {@linkcode shortestPeriod}. */
export function period(seconds: Field<number>): Field<number> {
  return {
    ...seconds,
    decode(input) {
      const value = seconds.decode(input);
      if (value === 0 || value >= shortestPeriod) return value;
      throw new FieldError(
        `must be 0 or at least ${shortestPeriod} seconds: received ${value}`,
      );
    },
  };
}

/**
 * A length of time in seconds: a number, or a map such as `{minutes: 1, seconds: 30}`. A request reads it in the form of Python's
 * `timedelta`, as from the originals.
 */
export function interval(description: string): Field<number> {
  const plain = number({ minimum: 0 });
  return {
    schema: {
      description,
      oneOf: [
        plain.schema,
        {
          type: "object",
          properties: Object.fromEntries(
            [...units.keys()].map((unit) => [unit, { type: "number" }]),
          ),
          additionalProperties: false,
        },
      ],
    },
    encode: timedeltaText,
    decode(input) {
      if (typeof input === "boolean") return Number(input);
      if (typeof input !== "object" || input === null) {
        return plain.decode(input);
      }
      let seconds = 0;
      for (const [unit, count] of Object.entries(input)) {
        const length = units.get(unit);
        if (length === undefined) {
          throw new FieldError(
            `must be seconds, or a map of ${
              [...units.keys()].join(", ")
            }: received ${show(input)}`,
          );
        }
        seconds += length * number().decode(count);
      }
      return plain.decode(seconds);
    },
  };
}

/** Writes seconds as Python's `timedelta` does: `0:00:01.500000`, `1 day, 3:46:40`. */
export function timedeltaText(seconds: number): string {
  const micros = Math.round(seconds * 1e6);
  const days = Math.floor(micros / 86_400e6);
  const rest = micros - days * 86_400e6;
  const whole = Math.floor(rest / 1e6);
  const fraction = rest - whole * 1e6;
  const two = (n: number) => String(n).padStart(2, "0");
  const time = [
    Math.floor(whole / 3600),
    two(Math.floor(whole / 60) % 60),
    two(whole % 60),
  ].join(":");
  return (days === 0 ? "" : `${days} day${days === 1 ? "" : "s"}, `) + time +
    (fraction === 0 ? "" : `.${String(fraction).padStart(6, "0")}`);
}
