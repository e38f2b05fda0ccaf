/**
 * Writes messages into a store: sorts out what cannot be a row, and finds the one row that holds up many.
 *
 * @module
 */
import type { Heard } from "./heard.ts";
import type { Fate } from "./ledger.ts";
import { ascii } from "./ascii.ts";
import { BadRow, type Quarantined, type Store, StoreAway } from "./store.ts";

/** Is told what became of a message, as soon as that is certain. `time`: of its reading, in microseconds since 1970. */
export type Settle = (id: string, fate: Fate, time?: number) => void;

/** What a message becomes. */
export interface MessageRow {
  /** The id of the message. */
  readonly id: string;
  /** When its value was read, in microseconds since 1970. */
  readonly time?: number;
}

/** Where rows go, and messages that are none: all of {@linkcode Store} that matters here. */
export interface RowStore<R> extends Pick<Store, "quarantine"> {
  /** Writes rows as {@linkcode Store.write} does. */
  write(rows: readonly R[]): Promise<ReadonlySet<string>>;
}

/** Makes a row of a message, or says why it is none. */
export type RowOf<R> = (heard: Heard) => R | { readonly reason: string };

/** Why a message is no row. */
interface Refused {
  readonly heard: Heard;
  readonly reason: string;
}

/**
 * Writes messages, each under an id of its own, and quarantines those that cannot be rows. Rejects with `StoreAway` if the database cannot
 * be used: those that are not settled then can safely be written again.
 */
export async function writeMessages<R extends MessageRow>(
  store: RowStore<R>,
  rowOf: RowOf<R>,
  messages: readonly Heard[],
  settle: Settle,
): Promise<void> {
  const rows: R[] = [];
  const refused: Refused[] = [];
  const byId = new Map(messages.map((heard) => [heard.id, heard]));
  for (const heard of messages) {
    const row = rowOf(heard);
    if ("reason" in row) refused.push({ heard, reason: row.reason });
    else rows.push(row);
  }
  await insert(store, rows, settle, ({ id }, reason) => {
    refused.push({ heard: byId.get(id)!, reason });
  });
  await quarantine(store, refused, settle);
}

async function insert<R extends MessageRow>(
  store: RowStore<R>,
  rows: readonly R[],
  settle: Settle,
  refuse: (row: R, reason: string) => void,
): Promise<void> {
  if (rows.length === 0) return;
  try {
    const stored = await store.write(rows);
    for (const { id, time } of rows) {
      settle(id, stored.has(id) ? "stored" : "duplicates", time);
    }
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    if (rows.length === 1) return refuse(rows[0]!, error.message);
    const half = Math.ceil(rows.length / 2);
    await insert(store, rows.slice(0, half), settle, refuse);
    await insert(store, rows.slice(half), settle, refuse);
  }
}

async function quarantine(
  store: Pick<Store, "quarantine">,
  refused: readonly Refused[],
  settle: Settle,
): Promise<void> {
  if (refused.length === 0) return;
  let kept: ReadonlySet<string>;
  try {
    kept = await store.quarantine(refused.map(asQuarantined));
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    // Any database has room for what the quarantine holds: the fault is not in the message, and it must not be lost.
    throw new StoreAway(`the quarantine cannot be written: ${error.message}`, {
      cause: error,
    });
  }
  for (const { heard: { id } } of refused) {
    settle(id, kept.has(id) ? "quarantined" : "dropped");
  }
}

function asQuarantined({ heard, reason }: Refused): Quarantined {
  return {
    id: heard.id,
    sensor: ascii(heard.sensor),
    reason: ascii(reason),
    message: ascii(heard.text()),
  };
}
