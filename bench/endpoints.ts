/**
 * What many endpoints cost: until they listen, in memory, in time for each request, and in processor time while they log.
 *
 * @module
 */
import { Child } from "./child.ts";
import { type Effort, type Measured, median, rounded } from "./measure.ts";
import type { Place } from "./place.ts";

/** Entities that log every second, and how long they are watched, in seconds. */
const logging = 1000;
const watched = 10;

interface State {
  readonly listening: number;
  readonly rss: number;
  readonly cpu: number;
}

/** Measures a service with one endpoint and one with many, alternately. */
export async function measureEndpoints(
  place: Place,
  { rounds, seconds }: Effort,
): Promise<Record<string, number>> {
  const many = place.name === "embedded" ? 10_000 : 1000;
  const results: Record<string, number> = {};
  {
    await using one = await serviceOf(1, place, "one");
    await using crowd = await serviceOf(many, place, "crowd");
    const [alone, together] = [await one.state(), await crowd.state()];
    results["listening, 1 endpoint: ms"] = rounded(alone.listening);
    results[`listening, ${many} endpoints: ms`] = rounded(together.listening);
    results["memory, 1 endpoint: MiB"] = mebibytes(alone.rss);
    results[`memory, ${many} endpoints: MiB`] = mebibytes(together.rss);
    const runs: [number, number][] = [];
    for (let round = 0; round < rounds; round++) {
      runs.push([await one.get(seconds), await crowd.get(seconds)]);
    }
    results["get, 1 endpoint: p50 ms"] = rounded(median(runs.map(([a]) => a)));
    results[`get, ${many} endpoints: p50 ms`] = rounded(
      median(runs.map(([, b]) => b)),
    );
    results["get, many / 1"] = rounded(median(runs.map(([a, b]) => b / a)));
  }
  return { ...results, ...await measureLogging(place) };
}

async function measureLogging(place: Place): Promise<Record<string, number>> {
  await using stack = new AsyncDisposableStack();
  const at = JSON.stringify(place);
  const monitor = stack.use(await Child.module("alert_monitor.ts", at));
  await using service = await serviceOf(logging, place, "logs", 1);
  await wait(2);
  const [before, heard] = [await service.state(), await monitor.ask<number>(0)];
  await wait(watched);
  const [after, later] = [await service.state(), await monitor.ask<number>(0)];
  return {
    [`${logging} logging every second: alerts per s`]: Math.round(
      (later - heard) / watched,
    ),
    [`${logging} logging every second: share of a core`]: rounded(
      (after.cpu - before.cpu) / watched,
    ),
  };
}

async function serviceOf(
  endpoints: number,
  place: Place,
  name: string,
  logInterval = 0,
) {
  // Exchanges of its own, as services of one mesh may not share names.
  const own = {
    ...place,
    requestsExchange: `${place.requestsExchange}_${name}`,
  };
  const at = JSON.stringify(own);
  const args = [at, String(endpoints), String(logInterval), name];
  const service = await Child.module("ours_service.ts", ...args);
  const client = await Child.module(
    "ours_client.ts",
    at,
    `store_${endpoints - 1}`,
  );
  await client.ask({ outstanding: 8, seconds: 1 });
  return {
    state: () => service.ask<State>("state"),
    get: async (seconds: number) =>
      (await client.ask<Measured>({ outstanding: 1, seconds })).p50,
    async [Symbol.asyncDispose](): Promise<void> {
      await client[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
