/**
 * Plain JavaScript values, written as Python writes them.
 *
 * @module
 */
import { Dict } from "./dict.ts";
import { formatText } from "./format_text.ts";
import { Meter } from "./limits.ts";
import { fromPlain } from "./plain.ts";
import { repr } from "./represent.ts";

/** Returns `repr(value)`: `'text'`, `True`, `1.0`. Throws a `PythonError` for what is not plain, too long or too deep. */
export function representPlain(value: unknown): string {
  const meter = new Meter();
  return repr(fromPlain(value, meter), meter);
}

/**
 * Returns `template.format(*values)`: `VOLT {}` with 10.1 is `VOLT 10.1`, and true is `True`. Throws a `PythonError` for a template that is
 * wrong or wants what is not given, and for a value that is not plain.
 */
export function formatPlain(
  template: string,
  values: readonly unknown[],
): string {
  const meter = new Meter();
  const given = values.map((value) => fromPlain(value, meter));
  return formatText(template, given, new Dict([], meter), meter);
}
