/**
 * Waits for what cannot be listened to.
 *
 * @module
 */

/** Tries `attempt` again and again until it returns something truthy without throwing; gives up after ten seconds. */
export async function until<T>(
  attempt: () => T | Promise<T>,
  what: string = attempt.toString(),
): Promise<T> {
  const deadline = Date.now() + 10_000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const result = await attempt();
      if (result) return result;
      last = result;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Waited in vain for ${what}; last: ${last}`);
}
