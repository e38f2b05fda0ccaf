/**
 * Lockout keys: UUIDs as dripline spells them (section 3.8 of the standard).
 *
 * @module
 */

/** The key of a request that carries none, and of an endpoint that is not locked. */
export const nilKey = "00000000-0000-0000-0000-000000000000";

const spelling =
  /^(?:([\da-f]{8})-([\da-f]{4})-([\da-f]{4})-([\da-f]{4})-([\da-f]{12})|([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12}))$/;

/**
 * Reads a key: 32 hexadecimal digits, bare or grouped 8-4-4-4-12, in braces or not, in any case. An empty text is the
 * {@linkcode nilKey}. Returns it in lower case with hyphens, or `undefined` if it is no key.
 */
export function parseLockoutKey(text: string): string | undefined {
  if (text === "" || text === nilKey) return nilKey;
  const bare = /^\{(.*)\}$/.exec(text)?.[1] ?? text;
  const groups = spelling.exec(bare.toLowerCase())?.slice(1)
    .filter((group) => group !== undefined);
  return groups?.join("-");
}
