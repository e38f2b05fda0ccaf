/**
 * Moments, as requests name them.
 *
 * @module
 */
import { type Field, FieldError, show } from "@dripline/dripline";
import { timeOf } from "./time_of.ts";

const units: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

const ago = /^(\d+(?:\.\d+)?)([smhdw])$/;

/** A moment that may depend on when it is asked for. Takes the time, and returns another, in microseconds since 1970. */
export type Moment = (now: number) => number;

/** A moment: a time of ISO 8601 with a time zone, or how long ago: `30s`, `5m`, `2h`, `3d`, `1w`; `now`. */
export function moment(description: string): Field<Moment> {
  return {
    schema: { type: "string", description },
    decode(input) {
      if (typeof input !== "string") throw problem(input);
      const text = input.trim();
      if (text === "now") return (now) => now;
      const [, count, unit] = ago.exec(text) ?? [];
      if (count !== undefined) {
        const length = Math.round(Number(count) * units[unit!]! * 1e6);
        if (length > 1e17) throw problem(input);
        return (now) => now - length;
      }
      const time = timeOf(completed(text));
      if (time === undefined) throw problem(input);
      return () => time;
    },
  };
}

/** Adds the clock, or the seconds, that a time may leave out. */
function completed(text: string): string {
  const [, date, clock, zone] =
    /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d))?([Zz]|[+-]\d\d:?\d\d)$/.exec(
      text,
    ) ??
      [];
  return date === undefined ? text : `${date}T${clock ?? "00:00"}:00${zone}`;
}

function problem(input: unknown): FieldError {
  const lacksZone = typeof input === "string" &&
    /^\d{4}-\d\d-\d\d([Tt ][\d:.]+)?$/.test(input.trim());
  return new FieldError(
    lacksZone
      ? `has no time zone: write ${input}Z for UTC, or ${input}+01:00`
      : `must be a time such as 2026-11-25T10:00:00Z, or how long ago: 30s, 5m, 2h, 3d, 1w: received ${
        show(input)
      }`,
  );
}
