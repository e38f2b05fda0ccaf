// deno-lint-ignore-file no-console -- talks to people
/**
 * `deno task soak [--minutes 10] [--broker embedded|localhost] [--seed N]`: a service under mixed traffic, whose connections are cut and
 * stalled at random. Ends with exit code 1 if the service ended, a request was neither answered nor failed, an answer was wrong, an alert
 * was lost, or the memory of the service grew.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import amqp from "amqplib";
import { connect } from "../mod.ts";
import { startBroker } from "../src/broker/mod.ts";
import { Random } from "../tests/broker/random.ts";
import { TcpProxy } from "../tests/tcp_proxy.ts";
import { until } from "../tests/until.ts";
import { AlertLedger } from "./soak/alert_ledger.ts";
import { Lag } from "./soak/lag.ts";
import { residentBytes, startService } from "./soak/soaked_service.ts";
import { timeout, Traffic } from "./soak/traffic.ts";

/** Memory is judged by its median in the last quarter and in the second; it may grow by this many bytes. */
const allowedGrowth = 24 * 1024 * 1024;

/** Requesters, and the pause of each between two requests, in milliseconds. */
const requesters = 6;
const pause = 20;

const args = parseArgs(Deno.args, { string: ["minutes", "broker", "seed"] });
const minutes = Number(args.minutes ?? 10);
const place = String(args.broker ?? "embedded");
const seed = Number(args.seed ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !["embedded", "localhost"].includes(place)) {
  console.error(
    "usage: deno task soak [--minutes 10] [--broker embedded|localhost] [--seed N]",
  );
  Deno.exit(2);
}
Deno.exit(await soak() ? 0 : 1);

async function soak(): Promise<boolean> {
  console.log(`${minutes} minutes on ${place}, seed ${seed}`);
  await using stack = new AsyncDisposableStack();
  const port = place === "localhost"
    ? 5672
    : stack.use(startBroker({ port: 0 })).port;
  const unique = crypto.randomUUID().slice(0, 8);
  const exchanges = {
    requestsExchange: `soak_requests_${unique}`,
    alertsExchange: `soak_alerts_${unique}`,
  };
  const direct = { broker: "127.0.0.1", port, ...exchanges };
  if (place === "localhost") stack.defer(() => deleteExchanges(exchanges));

  const proxies = [new TcpProxy(port), new TcpProxy(port)] as const;
  for (const proxy of proxies) stack.use(proxy);
  const monitor = stack.use(await connect({ ...direct, timeout }));
  const alerts = monitor.alerts("sensor_value.#");
  await alerts.ready;
  const service = stack.adopt(
    startService(proxies[0].port, exchanges),
    async (child) => {
      if (!ended) child.kill("SIGTERM");
      await child.status;
    },
  );
  let ended = false;
  service.status.then(() => ended = true);
  await until(() => monitor.get("own"), "the service to come up");
  const client = stack.use(
    await connect({ ...direct, port: proxies[1].port, timeout }),
  );

  const ledger = new AlertLedger();
  let logged = 0;
  listen();
  const traffic = new Traffic(client, ledger);
  const stop = new AbortController();
  const memory: number[] = [];
  const lag = new Lag();
  const end = Date.now() + minutes * 60_000;
  const working = [
    ...Array.from(
      { length: requesters },
      () => traffic.run(pause, stop.signal),
    ),
    disturb(proxies, new Random(seed), stop.signal),
  ];
  const connectedAtStart = proxies[0].accepted + proxies[1].accepted;

  for (let second = 0; Date.now() < end; second++) {
    await wait(1000);
    memory.push(await residentBytes(service.pid));
    if (second % 5 === 4) report();
  }
  stop.abort();
  for (const proxy of proxies) proxy.resume();
  await Promise.all(working);
  await until(() => ledger.missing === 0, "the last alerts").catch(() => {});
  await alerts.return();
  report();
  return judge();

  async function listen(): Promise<void> {
    for await (const { routingKey, payload } of alerts) {
      if (routingKey !== "sensor_value.counter") logged++;
      else ledger.receive((payload as { value_raw: number }).value_raw);
    }
  }

  function report(): void {
    const { sent, answered, lost, failed, slowest } = traffic;
    traffic.slowest = 0;
    const codes = [...failed].sort().map(([code, n]) => `${code}: ${n}`);
    const reconnects = proxies[0].accepted + proxies[1].accepted -
      connectedAtStart;
    console.log(
      `sent ${sent}, answered ${answered}, failed {${
        codes.join(", ")
      }}, lost ${lost}, slowest ${
        slowest.toFixed(0)
      } ms | alerts promised ${ledger.promised}, received ${ledger.received}, duplicates ${ledger.duplicates}, missing ${ledger.missing}, logged ${logged} | ` +
        `reconnects ${reconnects} | service ${
          mebibytes(memory.at(-1)!)
        }, our lag ${lag.worst().toFixed(0)} ms`,
    );
  }

  function judge(): boolean {
    const quarter = Math.floor(memory.length / 4);
    const growth = median(memory.slice(3 * quarter)) -
      median(memory.slice(quarter, 2 * quarter));
    const problems = [
      ...(ended ? ["the service has ended"] : []),
      ...new Set(traffic.wrong),
      ...(traffic.lost > 0
        ? [`${traffic.lost} requests were neither answered nor failed`]
        : []),
      ...(ledger.missing > 0 ? [`${ledger.missing} alerts were lost`] : []),
      ...(growth > allowedGrowth
        ? [
          `the service grew by ${
            mebibytes(growth)
          } from the second to the last quarter of the time`,
        ]
        : []),
    ];
    for (const problem of problems) console.error(`wrong: ${problem}`);
    console.log(
      `memory of the service: ${mebibytes(memory[0]!)} at the start, ${
        mebibytes(memory.at(-1)!)
      } at the end, ${mebibytes(growth)} from the second to the last quarter`,
    );
    if (problems.length === 0) console.log("nothing was lost");
    return problems.length === 0;
  }
}

/** Cuts or stalls one of the connections every few seconds. */
async function disturb(
  proxies: readonly TcpProxy[],
  random: Random,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    await wait(2000 + random.below(4000));
    const proxy = random.pick(proxies);
    if (random.below(4) > 0) proxy.cut();
    else {
      proxy.stall();
      await wait(500 + random.below(2000));
      proxy.resume();
    }
  }
}

async function deleteExchanges(exchanges: object): Promise<void> {
  const connection = await amqp.connect("amqp://guest:guest@127.0.0.1");
  const channel = await connection.createChannel();
  for (const name of Object.values(exchanges)) {
    await channel.deleteExchange(name);
  }
  await connection.close();
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
