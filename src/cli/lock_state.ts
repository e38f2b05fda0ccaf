/**
 * Who holds a lock.
 *
 * @module
 */
import type { Arguments } from "./arguments.ts";
import { remark } from "./output.ts";
import type { Client } from "../mesh/mod.ts";
import {
  decodeSenderInfo,
  isJsonObject,
  type Json,
  visible,
} from "../wire/mod.ts";

/** A lock that somebody holds. */
export interface LockState {
  /** User and host. */
  readonly who: string;
  /** The program. */
  readonly program: string;
  /** Since when, if the service says so. */
  readonly since: string | undefined;
  /** When it ends by itself, if it does. */
  readonly until: string | undefined;
  /** Why, if they said so. */
  readonly reason: string | undefined;
}

/** Asks an endpoint who holds its lock; `undefined` if nobody does, or it does not say. */
export async function lockStateOf(
  client: Client,
  endpoint: string,
): Promise<LockState | undefined> {
  try {
    const { payload } = await client.request({
      endpoint,
      operation: "get",
      specifier: "is-locked",
      timeout: 3,
    });
    return readLockState(payload);
  } catch {
    return undefined;
  }
}

/** Reads what `is-locked` answers; `undefined` if nobody holds the lock. */
export function readLockState(payload: Json): LockState | undefined {
  if (!isJsonObject(payload) || payload.is_locked !== true) return undefined;
  const { username, hostname, exe } = decodeSenderInfo(payload.tag);
  return {
    who: visible(`${username} on ${hostname}`),
    program: visible(exe),
    since: timeText(payload.since),
    until: timeText(payload.until),
    reason: typeof payload.reason === "string"
      ? visible(payload.reason)
      : undefined,
  };
}

/** Says who holds a lock, in a sentence without its end. */
export function lockText(name: string, state: LockState): string {
  const { who, program, since, until, reason } = state;
  const parts = [
    `${visible(name)} is locked by ${who} (${program})`,
    since && `since ${since}`,
    until ? `until ${until}` : "until it is unlocked",
    reason && `"${reason}"`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** Says on standard error who holds the lock of an endpoint, and the way out; nothing if nobody does. */
export async function remarkHolder(
  client: Client,
  name: string,
  { program }: Arguments,
): Promise<void> {
  const state = await lockStateOf(client, name);
  if (!state) return;
  const cli = program === "dl-agent"
    ? `${program} cmd ${name} -s unlock force=true`
    : `${program} unlock ${name} --force`;
  remark(
    `${lockText(name, state)}. Ask them, ${
      state.until ? "wait until then, " : ""
    }give their key with -k, or break the lock: ${cli}`,
  );
}

/** Local time; the day too, unless it is today. */
function timeText(value: Json | undefined): string | undefined {
  const date = new Date(typeof value === "string" ? value : NaN);
  if (Number.isNaN(date.getTime())) return undefined;
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map(two).join("-");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map(two).join(":");
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? time : `${day} ${time}`;
}
