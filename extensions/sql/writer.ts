/**
 * Writes messages into a store: sorts out what cannot be a row, and finds the one row that holds up many.
 *
 * @module
 */
import type { Heard } from "./heard.ts";
import type { Fate } from "./ledger.ts";
import { type Reading, readingOf } from "./reading.ts";
import { BadRow, type Quarantined, type Store } from "./store.ts";

/** Is told what became of a message, as soon as that is certain. `time`: of its reading, in microseconds since 1970. */
export type Settle = (id: string, fate: Fate, time?: number) => void;

/** Why a message is no row. */
interface Refused {
  readonly heard: Heard;
  readonly reason: string;
}

/**
 * Writes messages, each under an id of its own, and quarantines those that cannot be rows. Rejects with `StoreAway` if the database cannot
 * be used: those that are not settled then can safely be written again.
 */
export async function writeMessages(
  store: Store,
  messages: readonly Heard[],
  settle: Settle,
): Promise<void> {
  const readings: Reading[] = [];
  const refused: Refused[] = [];
  const byId = new Map(messages.map((heard) => [heard.id, heard]));
  for (const heard of messages) {
    const reading = readingOf(heard);
    if ("reason" in reading) refused.push({ heard, ...reading });
    else readings.push(reading);
  }
  await insert(store, readings, settle, ({ id }, reason) => {
    refused.push({ heard: byId.get(id)!, reason });
  });
  await quarantine(store, refused, settle);
}

async function insert(
  store: Store,
  readings: readonly Reading[],
  settle: Settle,
  refuse: (reading: Reading, reason: string) => void,
): Promise<void> {
  if (readings.length === 0) return;
  try {
    const stored = await store.write(readings);
    for (const { id, time } of readings) {
      settle(id, stored.has(id) ? "stored" : "duplicates", time);
    }
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    if (readings.length === 1) return refuse(readings[0]!, error.message);
    const half = Math.ceil(readings.length / 2);
    await insert(store, readings.slice(0, half), settle, refuse);
    await insert(store, readings.slice(half), settle, refuse);
  }
}

async function quarantine(
  store: Store,
  refused: readonly Refused[],
  settle: Settle,
): Promise<void> {
  if (refused.length === 0) return;
  let kept: ReadonlySet<string>;
  try {
    kept = await store.quarantine(refused.map(asQuarantined));
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    kept = new Set();
  }
  for (const { heard: { id } } of refused) {
    settle(id, kept.has(id) ? "quarantined" : "dropped");
  }
}

function asQuarantined({ heard, reason }: Refused): Quarantined {
  return {
    id: heard.id,
    sensor: heard.sensor.replaceAll("\0", "\\0"),
    reason: reason.replaceAll("\0", "\\0"),
    message: heard.text(),
  };
}
