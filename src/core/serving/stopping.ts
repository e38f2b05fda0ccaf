/**
 * The end of a service, which waits for nobody for ever.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { delay, systemClock } from "../../mesh/mod.ts";
import type { Endpoint } from "../endpoint.ts";

const logger = getLogger(["dripline", "core"]);

/** How long one endpoint is waited for before the next is stopped, and how long all of them, in milliseconds. */
const patience = { one: 800, all: 2000 };

/** Waits for `work`, up to so many milliseconds. Never rejects: what goes wrong, or does not finish, is logged. */
export async function inTime(
  what: string,
  work: () => unknown,
  milliseconds: number,
): Promise<void> {
  const done = new AbortController();
  let finished = false;
  await Promise.race([
    attempt(what, work).then(() => finished = true),
    delay(systemClock, milliseconds, done.signal),
  ]);
  done.abort();
  if (!finished) tellUnfinished(what, milliseconds);
}

/** Stops endpoints, one after the other. One that does not finish is left to it, and the others are stopped all the same. */
export async function stopEndpoints(
  endpoints: readonly Endpoint[],
): Promise<void> {
  const unfinished = new Map<string, Promise<void>>();
  const done = new AbortController();
  const enough = delay(systemClock, patience.all, done.signal);
  for (const endpoint of endpoints) {
    const what = `stopping ${endpoint.name}`;
    const stopped = attempt(what, () => endpoint.stop())
      .then(() => void unfinished.delete(what));
    unfinished.set(what, stopped);
    const next = new AbortController();
    const tooLong = delay(systemClock, patience.one, next.signal);
    await Promise.race([stopped, tooLong, enough]);
    next.abort();
  }
  await Promise.race([Promise.all(unfinished.values()), enough]);
  done.abort();
  for (const what of unfinished.keys()) tellUnfinished(what, patience.all);
}

async function attempt(what: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    logger.error("{what} failed: {error}", { what, error });
  }
}

function tellUnfinished(what: string, milliseconds: number): void {
  logger.error("{what} did not finish within {seconds} s; going on without", {
    what,
    seconds: milliseconds / 1000,
  });
}
