/**
 * Files of dripline 1 and 2, which share little but the name with those of today.
 *
 * @module
 */
import type { Problems } from "./problem.ts";

/** Keys that only files of dripline 1 and 2 have. */
export const oldKeys: readonly string[] = ["nodename", "providers"];

/** Tells whether this is a file of an old generation, and says so in one sentence with where to read how to move it. */
export function historical(
  data: Readonly<Record<string, unknown>>,
  problems: Problems,
): boolean {
  const found = oldKeys.find((key) => Object.hasOwn(data, key));
  if (found === undefined) return false;
  problems.add(
    [found],
    `"${found}" belongs to dripline 1 and 2, which no version since 3 can read. docs/from-dripline-python.md has a table of what became of each key.`,
  );
  return true;
}
