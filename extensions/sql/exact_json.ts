/**
 * JSON that a database wrote, with no digit lost.
 *
 * @module
 */
import type { Json } from "@dripline/dripline";
import { DatabaseError } from "./database_error.ts";

/**
 * Reads JSON of a database. A number that JavaScript would round stays exact: as a `bigint` if it is a whole one of 64 bits, else as the
 * text that spells it.
 */
export function readExactJson(text: string): Json {
  const exact = (
    _key: string,
    value: unknown,
    context?: { source?: string },
  ) =>
    typeof value === "number" && context?.source !== undefined
      ? exactNumber(context.source)
      : value;
  return JSON.parse(
    text,
    exact as (key: string, value: unknown) => unknown,
  );
}

/** Writes JSON for a database. A whole number of 64 bits keeps all its digits. Throws a `DatabaseError` if there is a NaN. */
export function writeExactJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "number" && typeof member !== "bigint") return member;
    if (typeof member === "number" && !Number.isFinite(member)) {
      throw new DatabaseError("value", `JSON has no ${member}`);
    }
    return (JSON as unknown as { rawJSON(text: string): unknown })
      .rawJSON(numberText(member));
  });
}

/** A number as text, with the sign of zero. */
export function numberText(value: number | bigint): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function exactNumber(source: string): number | bigint | string {
  const value = Number(source);
  if (digits(String(value)) === digits(source)) return value;
  const isWhole = /^-?\d{1,20}$/.test(source);
  if (!isWhole) return source;
  const whole = BigInt(source);
  const fits = whole >= -(2n ** 63n) && whole < 2n ** 64n;
  return fits ? whole : source;
}

/** What tells one decimal number from another: its sign, its digits and where the point is. */
function digits(text: string): string {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text);
  if (!found) return text;
  const [, sign, whole, fraction = "", exponent = "0"] = found;
  const all = whole + fraction;
  let end = all.length;
  while (all[end - 1] === "0") end--;
  const significant = all.slice(0, end).replace(/^0+/, "");
  if (significant === "") return "0";
  const trailing = all.length - end;
  return `${sign}${significant}e${
    Number(exponent) - fraction.length + trailing
  }`;
}
