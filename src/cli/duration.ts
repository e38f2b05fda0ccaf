/**
 * Times as people write them: `90s`, `1h`, `1h30m`.
 *
 * @module
 */
import { UsageError } from "./usage_error.ts";

const seconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};

/** Returns the seconds that `text` stands for; a number alone is seconds. Throws a {@linkcode UsageError} if it stands for none. */
export function readDuration(option: string, text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd]?)/g)];
  const isWhole = parts.map(([part]) => part).join("") === text &&
    (parts.length === 1 || parts.every(([, , unit]) => unit !== ""));
  const sum = parts.reduce(
    (sum, [, number, unit]) => sum + Number(number) * seconds[unit || "s"]!,
    0,
  );
  if (isWhole && sum > 0) return sum;
  throw new UsageError(
    "badValue",
    `--${option} takes a time such as 90s, 10m, 1h30m or 2d: "${text}" is none.`,
  );
}
