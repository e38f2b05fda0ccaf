/**
 * How long it takes from the start of a process until the tutorial is served, next to a Deno that does nothing.
 *
 * @module
 */
import { type Effort, median, rounded } from "./measure.ts";
import type { Place } from "./place.ts";

const root = new URL("..", import.meta.url);

/** Measures both alternately. */
export async function measureStart(
  place: Place,
  { rounds }: Effort,
): Promise<Record<string, number>> {
  const empty: number[] = [];
  const serving: number[] = [];
  for (let round = 0; round < rounds; round++) {
    empty.push(await timed(["eval", "console.log('is up.')"]));
    serving.push(
      await timed([
        ...["run", "-A", "--no-check", "cli.ts", "serve"],
        ...["-c", "kv_store_tutorial.yaml"],
        `name=bench_${round}`,
        `dripline_mesh.broker=${place.broker}`,
        `dripline_mesh.broker_port=${place.port}`,
        `dripline_mesh.requests_exchange=${place.requestsExchange}`,
        `dripline_mesh.alerts_exchange=${place.alertsExchange}`,
      ]),
    );
  }
  return {
    "Deno alone: ms": rounded(median(empty)),
    "serving the tutorial: ms": rounded(median(serving)),
  };
}

/** The time until a program says that it is up, in milliseconds. */
async function timed(args: readonly string[]): Promise<number> {
  const begin = performance.now();
  const process = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let said = "";
  let took = NaN;
  for await (
    const piece of process.stdout.pipeThrough(new TextDecoderStream())
  ) {
    said += piece;
    if (!Number.isNaN(took) || !said.includes("is up.")) continue;
    took = performance.now() - begin;
    try {
      process.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
  await process.status;
  if (Number.isNaN(took)) throw new Error(`it did not come up: ${said}`);
  return took;
}
