/**
 * Confirms a set by reading back.
 *
 * @module
 */
import { delay } from "../../mesh/mod.ts";
import { isJsonObject, ReplyError } from "../../wire/mod.ts";
import type { Context } from "../context.ts";
import { toPayload } from "../declaration/mod.ts";
import { noValueOf } from "./reading.ts";
import { type Confirm, spelledNumber } from "./safe_set.ts";

/** Milliseconds from one reading to the next. */
const pause = 100;

/** What has to be known of an entity to read it back. */
export interface ReadableEntity {
  /** Its name. */
  readonly name: string;
  /** What surrounds it. */
  readonly context: Context;
  /** Reads it. */
  get(signal?: AbortSignal): unknown;
}

/**
 * Reads until the reading agrees with the value that was set. Throws a `ReplyError` of code 200, with both values, if it does not in time.
 */
export async function readBack(
  entity: ReadableEntity,
  value: unknown,
  { field = "value_raw", tolerance, timeout }: Confirm,
  signal?: AbortSignal,
): Promise<void> {
  const { clock } = entity.context;
  const deadline = clock.now() + timeout * 1000;
  for (;;) {
    const reading = await entity.get(signal);
    const read: unknown = isJsonObject(reading) ? reading[field] : undefined;
    const none = noValueOf(reading);
    if (!none?.invalid && agrees(value, read, tolerance)) return;
    if (clock.now() >= deadline || signal?.aborted) {
      throw new ReplyError(
        "resource_error",
        `${entity.name} was set to ${value}, but ${field} still reads ${read} after ${timeout} s (confirm: tolerance ${tolerance})${
          none ? `: ${none.reason}` : ""
        }`,
        { payload: toPayload({ set: value, read }) },
      );
    }
    await delay(clock, pause, signal);
  }
}

/** Tells whether a reading is the value that was set: as numbers within the tolerance, otherwise as texts. */
function agrees(value: unknown, read: unknown, tolerance: number): boolean {
  const [wanted, found] = [spelledNumber(value), spelledNumber(read)];
  if (wanted === undefined || found === undefined) {
    return String(value) === String(read);
  }
  return Math.abs(wanted - found) <= tolerance;
}
