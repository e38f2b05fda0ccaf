/**
 * What happens to a service and a client when the connection, the broker or the queue fails under them. On the embedded broker, through a proxy.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import amqp from "amqplib";
import { Buffer } from "node:buffer";
import { type Broker, startBroker } from "../../src/broker/mod.ts";
import { serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { type Client, connect, Mesh } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { until } from "../until.ts";

/** A service `store` with an endpoint `peaches` and an asynchronous endpoint `own`, behind a proxy; and a client beside it. */
class Bench implements AsyncDisposable {
  readonly #stack = new AsyncDisposableStack();
  broker!: Broker;
  proxy!: TcpProxy;
  client!: Client;
  service!: Service;

  static async start(
    options: { heartbeat?: number; memoryLimit?: number } = {},
  ): Promise<Bench> {
    const bench = new Bench();
    const { memoryLimit, ...mesh } = options;
    bench.broker = startBroker({
      port: 0,
      ...(memoryLimit && { memoryLimit }),
    });
    bench.#stack.use(bench.broker);
    bench.proxy = new TcpProxy(bench.broker.port);
    bench.#stack.use(bench.proxy);
    bench.service = new Service("store");
    for (const name of ["peaches", "own"]) {
      const endpoint = new KeyValueStore(name);
      endpoint.async = name === "own";
      bench.service.add(endpoint);
    }
    bench.#stack.use(
      await serve(bench.service, {
        broker: "127.0.0.1",
        port: bench.proxy.port,
        ...mesh,
      }),
    );
    bench.client = bench.#stack.use(
      await connect({
        broker: "127.0.0.1",
        port: bench.broker.port,
        timeout: 1,
      }),
    );
    return bench;
  }

  /** Waits until every queue of the service answers. */
  async answers(): Promise<void> {
    for (const name of ["store", "peaches", "own"]) {
      await until(async () => {
        await this.client.cmd(name, "ping");
        return true;
      }, `${name} to answer`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

Deno.test("a service whose connection is cut comes back by itself, any number of times (15, 16)", async () => {
  await using bench = await Bench.start();
  await bench.answers();
  for (let i = 0; i < 4; i++) {
    await bench.client.set("peaches", i);
    bench.proxy.cut();
    await until(async () => {
      await bench.answers();
      return bench.proxy.accepted >= 2 * (i + 2);
    });
    assertEquals(await bench.client.get("peaches"), { value_raw: i });
  }
});

Deno.test("periodic logging goes on after the connection was lost, and nothing of it is missing", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const direct = { broker: "127.0.0.1", port: broker.port };
  await using client = await connect(direct);
  const alerts = client.alerts("sensor_value.counter");
  await alerts.ready;
  let count = 0;
  /** Counts its readings. */
  class Counter extends KeyValueStore {
    override onGet(): number {
      return count++;
    }
  }
  const counter = new Counter("counter");
  counter.logInterval = 0.1;
  const service = new Service("store");
  service.add(counter);
  await using _running = await serve(service, { ...direct, port: proxy.port });

  const heard = new Set<unknown>();
  for await (const { payload } of alerts) {
    heard.add((payload as { value_raw: number }).value_raw);
    if (heard.size === 3 || heard.size === 6) proxy.cut();
    if (heard.size === 10) break;
  }
  assertEquals([...heard], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("a request that waits when the connection breaks fails at once, and says that it may have been carried out", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const service = new Service("store");
  const asked = Promise.withResolvers<void>();
  /** Never answers. */
  class Silent extends KeyValueStore {
    override onGet(signal?: AbortSignal): Promise<never> {
      asked.resolve();
      return new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(new Error("given up")))
      );
    }
  }
  service.add(new Silent("silent"));
  const direct = { broker: "127.0.0.1", port: broker.port };
  await using _running = await serve(service, direct);
  await using client = await connect({ ...direct, port: proxy.port });
  const failing = assertRejects(
    () => client.get("silent", { timeout: 0 }),
    ReplyError,
    "may or may not have been carried out",
  );
  await asked.promise;
  proxy.cut();
  const error = await failing;
  assertEquals(error.returnCode.value, 101);
});

Deno.test("a service whose connection goes mute notices by the heartbeats, and comes back", async () => {
  await using bench = await Bench.start({ heartbeat: 1 });
  await bench.answers();
  bench.proxy.stall();
  const before = bench.proxy.accepted;
  await until(() => bench.proxy.accepted > before, "a new attempt");
  bench.proxy.resume();
  await bench.answers();
});

Deno.test("a service whose connections the broker closes comes back", async () => {
  await using bench = await Bench.start();
  bench.broker.closeConnections("for a test");
  await until(async () => {
    await using client = await connect({
      broker: "127.0.0.1",
      port: bench.broker.port,
      timeout: 1,
    });
    await client.cmd("own", "ping");
    return await client.get("peaches") === null;
  });
});

Deno.test("a broker that is stopped and started again finds service and client working again", async () => {
  await using stack = new AsyncDisposableStack();
  const first = startBroker({ port: 0 });
  const { port } = first;
  const service = new Service("store");
  service.add(new KeyValueStore("peaches"));
  stack.use(await serve(service, { broker: "127.0.0.1", port }));
  const client = stack.use(
    await connect({ broker: "127.0.0.1", port, timeout: 1 }),
  );
  await client.set("peaches", 1);
  await first.stop();
  const error = await assertRejects(() => client.get("peaches"), ReplyError);
  assert([101, 403, 404].includes(error.returnCode.value), error.message);

  await using _second = startBroker({ port });
  await until(async () => await client.get("peaches"));
});

Deno.test("whoever meets a hole where an exchange was declares it again, and binds to it again", async () => {
  await using bench = await Bench.start();
  const connection = await amqp.connect(bench.broker.url);
  const channel = await connection.createChannel();
  await channel.deleteExchange("requests");
  await connection.close();

  const { context } = bench.service;
  const asked = { endpoint: "nobody", operation: "get", timeout: 1 } as const;
  await Promise.all([
    assertRejects(() => bench.client.get("peaches"), ReplyError),
    assertRejects(() => context.request(asked), ReplyError),
  ]);
  await bench.answers();
});

Deno.test("an exchange of another type ends the first start with the reason", async () => {
  await using broker = startBroker({ port: 0 });
  const connection = await amqp.connect(broker.url);
  const channel = await connection.createChannel();
  await channel.assertExchange("requests", "direct", { durable: false });
  await connection.close();

  const service = new Service("store");
  const error = await assertRejects(
    () => serve(service, { broker: "127.0.0.1", port: broker.port }),
    ReplyError,
  );
  assert(/requests/.test(error.message), error.message);
});

Deno.test("alerts that are to be kept go out, in order, when the broker is back", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const direct = { broker: "127.0.0.1", port: broker.port };
  await using client = await connect(direct);
  const alerts = client.alerts("sensor_value.#");
  await alerts.ready;
  await using sender = new Mesh({ ...direct, port: proxy.port });
  await sender.open();

  await sender.alert("sensor_value.x", 0, { keep: true });
  proxy.stall();
  proxy.cut();
  await until(() => !sender.connected);
  const times = [1, 2, 3].map((n) => Date.UTC(2026, 0, 1, 0, 0, n));
  for (const [index, time] of times.entries()) {
    await sender.alert("sensor_value.x", index + 1, { keep: true, time });
  }
  assertEquals(sender.outbox.kept >= 3, true);
  proxy.resume();

  const seen: unknown[] = [];
  const stamps: string[] = [];
  for await (const { payload, timestamp } of alerts) {
    if (!seen.includes(payload)) {
      seen.push(payload);
      stamps.push(timestamp);
    }
    if (seen.length === 4) break;
  }
  assertEquals(seen, [0, 1, 2, 3]);
  assertEquals(stamps[3], "2026-01-01T00:00:03.000000Z");
  await until(() => sender.outbox.kept === 0);
});

Deno.test("a broker short of memory stops what we say, not what we hear", async () => {
  await using bench = await Bench.start({ memoryLimit: 1_000_000 });
  const connection = await amqp.connect(bench.broker.url);
  const channel = await connection.createChannel();
  connection.on("error", () => {});
  await channel.assertQueue("heap", { durable: false });
  const consumer = await amqp.connect(bench.broker.url);
  const reader = await consumer.createChannel();
  for (let i = 0; i < 12; i++) {
    channel.sendToQueue("heap", Buffer.alloc(100_000));
  }
  await until(() => bench.broker.stats().blocked);
  const waiting = bench.client.get("peaches", { timeout: 9 });

  await reader.purgeQueue("heap");
  assertEquals(await waiting, null);
  await consumer.close();
  await connection.close();
});

Deno.test("when the service that hosts the embedded broker stops, the other takes over", async () => {
  const { loadService, runService } = await import("../../src/config/load.ts");
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const overrides = [
    "dripline_mesh.broker=embedded",
    `dripline_mesh.broker_port=${port}`,
  ];
  const load = (name: string) =>
    loadService({ overrides: [...overrides, `name=${name}`] });
  const [first, second] = [await load("first"), await load("second")];
  const host = await runService(first);
  await using _guest = await runService(second);
  assertEquals(first.embedded?.hosting, true);
  assertEquals(second.embedded?.hosting, false);

  await host.stop();
  await until(() => second.embedded?.hosting, "the second to take over");
  await until(async () => {
    await using client = await connect({
      broker: "127.0.0.1",
      port,
      timeout: 1,
    });
    await client.cmd("second", "ping");
    return true;
  });
});
