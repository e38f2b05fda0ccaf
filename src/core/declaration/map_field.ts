/**
 * Maps as values of fields.
 *
 * @module
 */

/** Tells whether a value is a map, and no list. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether a map has no other keys than these. */
export function onlyKeys(
  map: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): boolean {
  return Object.keys(map).every((key) => keys.includes(key));
}
