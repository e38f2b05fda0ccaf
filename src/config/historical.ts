/**
 * Files of dripline 1 and 2, which share little but the name with those of today.
 *
 * @module
 */
import type { Problems } from "./problem.ts";

/** Keys that only such files have. */
const oldKeys = ["nodename", "providers"];

/** What the class of a service was called then. */
const oldModules: readonly unknown[] = ["Gogol", "Provider", "Spimescape"];

/** The keys that {@linkcode historical} looks at. */
export const tellingKeys: readonly string[] = [...oldKeys, "module"];

/** Tells whether this is a file of an old generation, and says so in one sentence with where to read how to move it. */
export function historical(
  data: Readonly<Record<string, unknown>>,
  problems: Problems,
): boolean {
  const key = oldKeys.find((key) => Object.hasOwn(data, key));
  const isOldModule = oldModules.includes(data.module);
  if (key === undefined && !isOldModule) return false;
  problems.add(
    [key ?? "module"],
    `"${
      key ?? data.module
    }" belongs to dripline 1 and 2, which no version since 3 can read. docs/from-dripline-python.md has a table of what became of each key.`,
    key === undefined ? "value" : "key",
  );
  return true;
}
