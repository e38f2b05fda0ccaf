/**
 * Filling a text up to a width.
 *
 * @module
 */
import type { Meter } from "./limits.ts";
import { lengthOf } from "./text.ts";

/** Fills a text up to a width in characters. Of an odd one, `^` puts more to the right, `center` as `str.center` does. */
export function pad(
  text: string,
  fill: string,
  align: "<" | ">" | "^" | "center",
  width: number,
  meter: Meter,
): string {
  const missing = Math.max(width - lengthOf(text), 0);
  meter.spendLength(text.length + missing);
  const left = leftShare(align, missing, width);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function leftShare(
  align: "<" | ">" | "^" | "center",
  missing: number,
  width: number,
): number {
  switch (align) {
    case "<":
      return 0;
    case ">":
      return missing;
    case "^":
      return Math.floor(missing / 2);
    case "center":
      return Math.floor(missing / 2) + (missing & width & 1);
  }
}
