/**
 * What is measured: a service of ours with key-value stores.
 *
 * @module
 */
import { serve, Service } from "../src/core/mod.ts";
import { KeyValueStore } from "../src/implementations/mod.ts";
import { obey } from "./child.ts";
import { placeFromArgs } from "./place.ts";

const count = Number(Deno.args[1] ?? 1);
const logInterval = Number(Deno.args[2] ?? 0);
const service = new Service(Deno.args[3] ?? "bench");
service.heartbeatIntervalS = 0;
for (let i = 0; i < count; i++) {
  const store = new KeyValueStore(`store_${i}`);
  store.initialValue = 1.75;
  store.logInterval = logInterval;
  service.add(store);
}
const begin = performance.now();
await using _running = await serve(service, placeFromArgs());
const listening = performance.now() - begin;

await obey(() => ({
  listening,
  rss: Deno.memoryUsage().rss,
  cpu: cpuSeconds(),
}));

/** The processor time that this process has used, in seconds. */
function cpuSeconds(): number {
  const [user, system] = Deno.readTextFileSync("/proc/self/stat")
    .replace(/^.*\) /, "").split(" ").slice(11, 13).map(Number);
  return (user! + system!) / 100;
}
