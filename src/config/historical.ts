/**
 * Files of dripline 1 and 2, which share little but the name with those of today.
 *
 * @module
 */
import type { Problems } from "./problem.ts";

const oldKeys = ["nodename", "providers"];

/** Says in one sentence what a file of an old generation is, and where to read how to move it. */
export function historical(
  data: Readonly<Record<string, unknown>>,
  problems: Problems,
): void {
  const found = oldKeys.find((key) => Object.hasOwn(data, key));
  if (found === undefined) return;
  problems.add(
    [found],
    `"${found}" belongs to dripline 1 and 2, which no version since 3 can read. docs/from-dripline-python.md has a table of what became of each key.`,
  );
}
