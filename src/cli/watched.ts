/**
 * What `watch` knows of an endpoint.
 *
 * @module
 */
import { isJsonObject, type Json, visible } from "../wire/mod.ts";
import { lineValue } from "./message_line.ts";

/** How many values a sparkline shows. */
const shown = 20;

/** Digits of a number on a screen. */
const digits = 7;

const bars = "▁▂▃▄▅▆▇█";

/** An endpoint that is watched. */
export class Watched {
  /** Its name. */
  readonly name: string;
  /** The unit, once it is known. */
  unit: string | undefined;
  /** Who has locked it; empty if nobody has. */
  lock = "";
  /** When its last alert came, in milliseconds since 1970. */
  alertAt: number = -Infinity;
  #value: Json = null;
  #numbers: number[] = [];
  #since: number | undefined;
  #problem: string | undefined;

  /** Knows nothing of the endpoint of this name. */
  constructor(name: string) {
    this.name = name;
  }

  /** Why there is no value; `undefined` if there is one. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Takes a value of this time, in milliseconds since 1970. */
  took(payload: Json, time: number): void {
    this.#value = payload;
    this.#since = time;
    this.#problem = undefined;
    const number = Number(lineValue(payload));
    if (lineValue(payload).trim() === "" || !Number.isFinite(number)) return;
    this.#numbers = [...this.#numbers, number].slice(-shown);
  }

  /** Notes that there is no value now. */
  failed(problem: string): void {
    this.#problem = problem;
  }

  /** The cells of its row: name, value, unit, age, sparkline, and who has locked it or why there is no value. */
  row(now: number): string[] {
    const value = this.#since === undefined ? "" : rounded(this.#value);
    const failed = this.#problem !== undefined;
    return [
      this.name,
      failed ? "-" : value,
      failed || this.unit === undefined ? "" : this.unit,
      this.#since === undefined
        ? ""
        : `${Math.max(0, Math.round((now - this.#since) / 1000))} s`,
      sparkline(this.#numbers),
      failed ? `${this.#problem}${value && `; last ${value}`}` : this.lock,
    ].map(visible);
  }
}

/** Returns a bar for each number, from the least to the greatest of them. */
export function sparkline(numbers: readonly number[]): string {
  const least = Math.min(...numbers);
  const range = Math.max(...numbers) - least;
  return numbers.map((number) => {
    const part = range > 0 ? (number - least) / range : 0.5;
    return bars[Math.min(bars.length - 1, Math.floor(part * bars.length))];
  }).join("");
}

/** Returns rows as lines with aligned columns, cut off at `width`. */
export function alignedRows(
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]!.length))
  );
  return rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column]!))
      .filter((_, column) => widths[column]! > 0)
      .join("  ").trimEnd().slice(0, width)
  );
}

function rounded(payload: Json): string {
  const value = isJsonObject(payload)
    ? payload.value_cal ?? payload.value_raw
    : payload;
  return typeof value === "number"
    ? String(Number(value.toPrecision(digits)))
    : lineValue(payload);
}
