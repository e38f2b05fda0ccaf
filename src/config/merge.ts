/**
 * Lays one configuration over another.
 *
 * @module
 */
import { isMap, member } from "./plain_data.ts";

/**
 * Returns `base` with `over` laid over it; neither is changed.
 *
 * Maps merge key by key and lists index by index, so that a shorter list leaves the tail; what differs in kind is
 * replaced. `null` replaces like any value. `undefined`, and a hole in a list, leaves what is there.
 */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (Array.isArray(base) && Array.isArray(over)) {
    const length = Math.max(base.length, over.length);
    return Array.from(
      { length },
      (_, index) => merge(base[index], over[index]) ?? null,
    );
  }
  if (!isMap(base) || !isMap(over)) return over;
  const merged = Object.entries(over).map((
    [key, value],
  ) => [key, merge(member(base, key), value)]);
  return Object.fromEntries([...Object.entries(base), ...merged]);
}
