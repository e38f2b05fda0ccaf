/**
 * Names in SQL.
 *
 * @module
 */

/** Quotes a name, so that it is one name whatever is in it. Throws a `RangeError` if PostgreSQL has no such names. */
export function quoted(name: string): string {
  if (name === "" || name.includes("\0")) {
    throw new RangeError(`${JSON.stringify(name)} cannot be a name in SQL`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}
