import { Child } from "./child.ts";
import { embedded, rabbitmq } from "./place.ts";
import { median, type Measured } from "./measure.ts";
await using stack = new AsyncDisposableStack();
const place = Deno.args[0] === "rabbit" ? (await rabbitmq(stack))! : await embedded(stack);
const rounds = Number(Deno.args[1] ?? 5), seconds = Number(Deno.args[2] ?? 0.7);
const at = JSON.stringify(place);
const c: Record<string, Child> = {};
stack.use(await Child.module("ours_service.ts", at));
c.ours = stack.use(await Child.module("ours_client.ts", at, "store_0"));
for (const kind of ["same", "least"]) {
  stack.use(await Child.module("floor_service.ts", at, kind));
  c[kind] = stack.use(await Child.module("floor_client.ts", at, kind));
}
for (const x of Object.values(c)) await x.ask({ outstanding: 64, seconds: 4 });
for (const outstanding of [1, 8, 64]) {
  const all: Record<string, Measured[]> = { ours: [], same: [], least: [] };
  for (let r = 0; r < rounds; r++) for (const k in c) all[k]!.push(await c[k]!.ask<Measured>({ outstanding, seconds }));
  const m = Object.fromEntries(Object.entries(all).map(([k, v]) => [k, median(v.map((x) => x.rate))]));
  const ratio = (k: string) => median(all.ours!.map((x, i) => x.rate / all[k]![i]!.rate)).toFixed(3);
  console.log(outstanding, Object.entries(m).map(([k, v]) => `${k} ${v.toFixed(0)}`).join("  "), "vs same", ratio("same"), "vs least", ratio("least"));
}
