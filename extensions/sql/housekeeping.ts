/**
 * What a database needs from time to time.
 *
 * @module
 */
import { type Clock, delay } from "@dripline/dripline";
import type { Store } from "./store.ts";

/** How a database is kept in order. */
export interface HousekeepingOptions {
  /** The database. */
  readonly store: Pick<Store, "forget" | "prune">;
  /** The clock. */
  readonly clock: Clock;
  /** How long values are kept, in seconds; `undefined`: for ever. */
  readonly keep: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A rest between two deletions, in milliseconds: what waits to be written comes first. */
const rest = 10;

/** Deletes receipts that nobody needs, and values that are older than they are to be kept. */
export async function keepHouse(
  { store, clock, keep, signal }: HousekeepingOptions,
): Promise<void> {
  const untilNone = async (work: () => Promise<number>) => {
    while (!signal.aborted && await work() > 0) {
      await delay(clock, rest, signal);
    }
  };
  await untilNone(() => store.forget());
  if (keep === undefined) return;
  const oldest = (clock.now() - keep * 1000) * 1000;
  await untilNone(() => store.prune(oldest));
}
