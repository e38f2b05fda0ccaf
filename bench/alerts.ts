/**
 * Alerts: how many a process can send, and how many another one hears meanwhile.
 *
 * @module
 */
import { Child } from "./child.ts";
import { type Effort, type Measured, median } from "./measure.ts";
import type { Place } from "./place.ts";

/** Alerts on their way at a time. */
const outstanding = 64;

/** Measures alerts per second. */
export async function measureAlerts(
  place: Place,
  { rounds, seconds }: Effort,
): Promise<Record<string, number>> {
  await using stack = new AsyncDisposableStack();
  const at = JSON.stringify(place);
  const monitor = stack.use(await Child.module("alert_monitor.ts", at));
  const sender = stack.use(await Child.module("alert_sender.ts", at));
  await sender.ask({ outstanding, seconds: 2 });
  const sent: number[] = [];
  const heard: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await monitor.ask<number>("count");
    sent.push((await sender.ask<Measured>({ outstanding, seconds })).rate);
    heard.push((await monitor.ask<number>("count") - before) / seconds);
  }
  return {
    "sent and confirmed per s": Math.round(median(sent)),
    "heard per s": Math.round(median(heard)),
  };
}
