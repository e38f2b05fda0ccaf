// deno-lint-ignore-file no-console -- talks to people
/**
 * `deno task bench [--rounds 9] [--seconds 0.5]`: how fast the library is, next to what the same messages cost without it. Everything that
 * is compared runs alternately, in the same minute, and counts by its ratio: absolute numbers swing with what else the machine does.
 * Prints the results and writes them to `bench/results.json`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { measureAlerts } from "./alerts.ts";
import { measureEndpoints } from "./endpoints.ts";
import { measureInstrument } from "./instrument.ts";
import { embedded, type Place, rabbitmq } from "./place.ts";
import { measureRequests } from "./requests.ts";
import { measureStart } from "./start.ts";

const args = parseArgs(Deno.args, { string: ["rounds", "seconds"] });
const effort = {
  rounds: Number(args.rounds ?? 9),
  seconds: Number(args.seconds ?? 0.5),
};
await using stack = new AsyncDisposableStack();
const results: Record<string, unknown> = { date: new Date().toISOString() };
for (const find of [embedded, rabbitmq]) {
  const place = await find(stack);
  if (place) results[place.name] = await measureAt(place);
  else console.log("skipped: RabbitMQ: none answers at 127.0.0.1:5672");
}
console.log("\ninstrument");
results["instrument"] = await measureInstrument(effort);
console.table(results["instrument"]);
await Deno.writeTextFile(
  new URL("results.json", import.meta.url),
  JSON.stringify(results, undefined, 2) + "\n",
);

async function measureAt(place: Place): Promise<Record<string, unknown>> {
  const measured: Record<string, unknown> = {};
  const steps = {
    requests: () => measureRequests(place, effort),
    alerts: () => measureAlerts(place, effort),
    endpoints: () => measureEndpoints(place, effort),
    start: () => measureStart(place, effort),
  };
  for (const [name, step] of Object.entries(steps)) {
    console.log(`\n${place.name}: ${name}`);
    measured[name] = await step();
    console.table(measured[name]);
  }
  return measured;
}
