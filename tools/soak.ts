// deno-lint-ignore-file no-console -- talks to people
/**
 * `deno task soak [--minutes 10] [--broker embedded|localhost|node] [--seed N]`: a service under mixed traffic, whose connections are cut
 * and stalled, which is paused, and whose exchanges are deleted at random. On a RabbitMQ node of its own (`node`) queues are deleted too,
 * and messages are refused. Ends with exit code 1 if the service ended, a request was neither answered nor failed, an answer was wrong, an
 * alert was lost, something deleted was not mended in time, or the memory of the service grew.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import amqp from "amqplib";
import { connect } from "../mod.ts";
import { startBroker } from "../src/broker/mod.ts";
import { Random } from "../tests/broker/random.ts";
import { TcpProxy } from "../tests/tcp_proxy.ts";
import { RabbitmqNode } from "../tests/faults/rabbitmq_node.ts";
import { until } from "../tests/until.ts";
import { AlertLedger } from "./soak/alert_ledger.ts";
import { Disturbances } from "./soak/disturbances.ts";
import { Lag } from "./soak/lag.ts";
import {
  longValue,
  residentBytes,
  startService,
} from "./soak/soaked_service.ts";
import { type Kind, timeout, Traffic } from "./soak/traffic.ts";

/** Memory is judged by its median in the last quarter and in the second; it may grow by this many bytes. */
const allowedGrowth = 24 * 1024 * 1024;

/** Requesters, and the pause of each between two requests, in milliseconds. */
const requesters = 6;
const pause = 20;

/** Requests whose replies are longer than the node takes. */
const refused: readonly Kind[] = [
  { code: 100, send: (client) => client.get("long") },
];

const args = parseArgs(Deno.args, { string: ["minutes", "broker", "seed"] });
const minutes = Number(args.minutes ?? 10);
const place = String(args.broker ?? "embedded");
const seed = Number(args.seed ?? Date.now() % 1_000_000);
if (!(minutes > 0) || !["embedded", "localhost", "node"].includes(place)) {
  console.error(
    "usage: deno task soak [--minutes 10] [--broker embedded|localhost|node] [--seed N]",
  );
  Deno.exit(2);
}
Deno.exit(await soak() ? 0 : 1);

async function soak(): Promise<boolean> {
  console.log(`${minutes} minutes on ${place}, seed ${seed}`);
  await using stack = new AsyncDisposableStack();
  const node = place === "node"
    ? stack.use(
      await RabbitmqNode.start({
        settings: [`max_message_size = ${longValue / 2}`],
      }),
    )
    : undefined;
  const port = node?.port ??
    (place === "localhost" ? 5672 : stack.use(startBroker({ port: 0 })).port);
  const unique = crypto.randomUUID().slice(0, 8);
  const exchanges = {
    requestsExchange: `soak_requests_${unique}`,
    alertsExchange: `soak_alerts_${unique}`,
  };
  const direct = { broker: "127.0.0.1", port, ...exchanges };
  if (place === "localhost") {
    stack.defer(() => deleteExchanges(port, exchanges, false));
  }

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
  const traffic = new Traffic(client, ledger, node && refused);
  const stop = new AbortController();
  const memory: number[] = [];
  const lag = new Lag();
  const end = Date.now() + minutes * 60_000;
  const disturbances = new Disturbances({
    proxies,
    service,
    deleteExchanges: (again) => deleteExchanges(port, exchanges, again),
    ...(node && { deleteQueue: () => deleteQueue(node) }),
    reached,
    mended: () => ledger.forgive(),
  }, new Random(seed));
  const working = [
    ...Array.from(
      { length: requesters },
      () => traffic.run(pause, stop.signal),
    ),
    disturbances.run(stop.signal),
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

  /** Waits until every queue of the service answers, and two more alerts of its own have come. */
  async function reached(): Promise<void> {
    const before = logged;
    const deadline = Date.now() + 120_000;
    while (Date.now() < deadline && !ended) {
      try {
        await client.get("own", { timeout: 1 });
        await client.get("counter", { timeout: 1 });
        if (logged > before + 1) return;
      } catch {
        // Not yet.
      }
      await wait(200);
    }
  }

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
      ...disturbances.wrong,
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
    const done = [...disturbances.done].sort()
      .map(([what, count]) => `${count} ${what}`);
    console.log(
      `disturbances: ${done.join(", ")}; what was deleted was missed for ${
        disturbances.longest.toFixed(1)
      } s at most`,
    );
    if (problems.length === 0) console.log("nothing was lost");
    return problems.length === 0;
  }
}

/** Deletes the exchanges and, if `again`, declares them again. */
async function deleteExchanges(
  port: number,
  exchanges: object,
  again: boolean,
): Promise<void> {
  const connection = await amqp.connect(`amqp://guest:guest@127.0.0.1:${port}`);
  const channel = await connection.createChannel();
  for (const name of Object.values(exchanges)) {
    await channel.deleteExchange(name);
    if (!again) continue;
    await channel.assertExchange(name, "topic", { durable: false });
  }
  await connection.close();
}

/** Deletes the queue of the service, if it is there at the moment. */
async function deleteQueue(node: RabbitmqNode): Promise<void> {
  try {
    await node.ctl("delete_queue", "soaked");
  } catch {
    // It is not.
  }
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
