/**
 * Tables as they come in a header: of anything, from anybody.
 *
 * @module
 */

/** Looks up own members only: a header named `constructor` is a header and nothing else. */
export function tableReader(value: unknown): (name: string) => unknown {
  const table = asTable(value);
  return (name) => Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Returns a value that is a table, and an empty table for any other. */
export function asTable(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return {};
  if (Array.isArray(value) || value instanceof Uint8Array) return {};
  return value as Record<string, unknown>;
}
