/**
 * Waits for what no event tells.
 *
 * @module
 */

/** Looks every few milliseconds until `condition` holds; the test's own time limit ends a vain wait. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
