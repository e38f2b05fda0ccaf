/**
 * Differences from the recordings that are on purpose.
 *
 * @module
 */

/** Something that comes out otherwise than recorded. */
export interface Difference {
  /** Why it should. Numbers are sections and statements of the standard, "decision" those of docs/architecture.md. */
  readonly why: string;
  /** Where it does. */
  readonly scenarios: readonly string[];
  /** What comes out, where it differs. */
  readonly ours: object;
}

/** Returns what comes out, by scenario. Throws if a scenario is listed twice. */
export function byScenario(
  list: readonly Difference[],
): ReadonlyMap<string, object> {
  const found = new Map<string, object>();
  for (const { scenarios, ours } of list) {
    for (const scenario of scenarios) {
      if (found.has(scenario)) throw new Error(`${scenario} is listed twice`);
      found.set(scenario, ours);
    }
  }
  return found;
}
