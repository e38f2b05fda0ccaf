// deno-lint-ignore-file no-console -- says what is skipped
/**
 * Requests and replies: ours, the two floors of amqplib, and librabbitmq in C.
 *
 * @module
 */
import { Child } from "./child.ts";
import { type Effort, type Measured, median, rounded } from "./measure.ts";
import type { Place } from "./place.ts";

/** Requests on their way at a time. */
const depths = [1, 8, 64];

/** Measures everyone in turn, at each depth. */
export async function measureRequests(
  place: Place,
  { rounds, seconds }: Effort,
): Promise<Record<string, Record<string, number>>> {
  await using stack = new AsyncDisposableStack();
  const clients = await startAll(place, stack);
  // Until the code is compiled, the larger program loses more than it does later.
  for (const client of clients.values()) {
    await client.ask({ outstanding: 64, seconds: 3 });
  }
  const table: Record<string, Record<string, number>> = {};
  for (const outstanding of depths) {
    const runs = new Map(
      [...clients.keys()].map((name) => [name, [] as Measured[]] as const),
    );
    for (let round = 0; round < rounds; round++) {
      for (const [name, client] of clients) {
        runs.get(name)!.push(await client.ask({ outstanding, seconds }));
      }
    }
    table[`${outstanding} outstanding`] = summary(runs);
  }
  return table;
}

function summary(
  runs: ReadonlyMap<string, readonly Measured[]>,
): Record<string, number> {
  const row: Record<string, number> = {};
  const ours = runs.get("ours")!;
  for (const [name, measured] of runs) {
    row[`${name}: req/s`] = Math.round(median(measured.map((m) => m.rate)));
    if (name === "ours") {
      row["ours: p50 ms"] = rounded(median(ours.map(({ p50 }) => p50)));
      row["ours: p99 ms"] = rounded(median(ours.map(({ p99 }) => p99)));
    } else {
      const ratios = ours.map(({ rate }, i) => rate / measured[i]!.rate);
      row[`ours / ${name}`] = rounded(median(ratios));
    }
  }
  return row;
}

async function startAll(
  place: Place,
  stack: AsyncDisposableStack,
): Promise<Map<string, Child>> {
  const at = JSON.stringify(place);
  const start = async (module: string, ...args: string[]) =>
    stack.use(await Child.module(module, at, ...args));
  const clients = new Map<string, Child>();
  await start("ours_service.ts");
  clients.set("ours", await start("ours_client.ts", "store_0"));
  for (const kind of ["same", "least"]) {
    await start("floor_service.ts", kind);
    clients.set(`amqplib ${kind}`, await start("floor_client.ts", kind));
  }
  const program = await compile(stack);
  if (program) {
    const args = [place.broker, String(place.port), place.requestsExchange];
    stack.use(await Child.start(program, ["serve", ...args]));
    clients.set("C", stack.use(await Child.start(program, ["ask", ...args])));
  }
  return clients;
}

/** Compiles the echo in C, if there is a compiler and librabbitmq. */
async function compile(
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const source = new URL("echo.c", import.meta.url).pathname;
  const program = `${folder}/echo`;
  try {
    const { success, stderr } = await new Deno.Command("gcc", {
      args: ["-O2", "-o", program, source, "-lrabbitmq"],
    }).output();
    if (success) return program;
    console.log(
      `skipped: C: ${new TextDecoder().decode(stderr).split("\n")[0]}`,
    );
  } catch {
    console.log("skipped: C: there is no gcc");
  }
  return undefined;
}
