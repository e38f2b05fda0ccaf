/**
 * Nobody waits for ever for a broker, and a service stops within five seconds whatever the broker or an endpoint does.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { Endpoint, serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { Budget } from "../../src/mesh/budget.ts";
import { Consumer } from "../../src/mesh/consumer.ts";
import { Exchanges } from "../../src/mesh/exchanges.ts";
import { Link } from "../../src/mesh/link.ts";
import { connect, Mesh, systemClock } from "../../src/mesh/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { until } from "../until.ts";

/** Runs `work`, which has to be done in less than five seconds. */
async function soon(work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  assert(seconds < 5, `it took ${seconds} s`);
}

function store(): Service {
  const service = new Service("store");
  for (const name of ["peaches", "own"]) {
    const endpoint = new KeyValueStore(name);
    endpoint.async = name === "own";
    service.add(endpoint);
  }
  return service;
}

/** A program that accepts connections and says nothing. */
function muteProgram(): Disposable & { readonly port: number } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.TcpConn[] = [];
  (async () => {
    for await (const connection of listener) connections.push(connection);
  })();
  return {
    port: listener.addr.port,
    [Symbol.dispose]() {
      listener.close();
      for (const connection of connections) connection.close();
    },
  };
}

for (const direction of ["both", "up"] as const) {
  Deno.test(`a service stops within five seconds when its broker hears nothing (${direction})`, async () => {
    await using broker = startBroker({ port: 0 });
    using proxy = new TcpProxy(broker.port);
    const at = { broker: "127.0.0.1", port: proxy.port };
    const running = await serve(store(), at);
    proxy.stall(direction);
    await soon(() => running.stop());
  });
}

Deno.test("a client, its streams of alerts and its requests end within five seconds when the broker is mute", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const client = await connect({ broker: "127.0.0.1", port: proxy.port });
  const alerts = client.alerts("#");
  await alerts.ready;
  proxy.stall();
  const asked = assertRejects(() => client.get("peaches", { timeout: 0 }));
  await soon(() => client.close());
  await asked;
  assertEquals(await alerts.next(), { value: undefined, done: true });
});

Deno.test("a mesh that is left while it connects to a mute program does not wait for it", async () => {
  using program = muteProgram();
  const mesh = new Mesh({ broker: "127.0.0.1", port: program.port });
  const opening = assertRejects(() => mesh.open());
  await until(() => mesh.connected === false);
  await soon(() => mesh.close());
  await opening;
});

Deno.test("a step before the connection that never ends holds up no stop", async () => {
  const mesh = new Mesh({ beforeConnect: () => new Promise(() => {}) });
  const opening = assertRejects(() => mesh.open());
  await soon(() => mesh.close());
  await opening;
});

Deno.test("a service that is connecting again to a broker gone mute stops within five seconds", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const at = { broker: "127.0.0.1", port: proxy.port };
  const running = await serve(store(), at);
  proxy.stall();
  const before = proxy.accepted;
  proxy.cut();
  await until(() => proxy.accepted > before, "a new attempt");
  await soon(() => running.stop());
});

Deno.test("an endpoint whose stop never ends is named, and every other is stopped", async () => {
  await using log = await LogRecords.listen();
  await using broker = startBroker({ port: 0 });
  const stopped: string[] = [];
  class Noting extends Endpoint {
    override stop(): void {
      stopped.push(this.name);
    }
  }
  class Endless extends Endpoint {
    override stop(): Promise<void> {
      return new Promise(() => {});
    }
  }
  const service = new Service("store");
  const endless = Array.from({ length: 5 }, (_, i) => new Endless(`stuck${i}`));
  for (
    const endpoint of [new Noting("first"), ...endless, new Noting("last")]
  ) {
    service.add(endpoint);
  }
  const running = await serve(service, {
    broker: "127.0.0.1",
    port: broker.port,
  });
  await soon(() => running.stop());
  assertEquals(stopped, ["last", "first"]);
  assertEquals(
    log.lines("error"),
    endless.reverse().map(({ name }) =>
      `stopping ${name} did not finish within 2 s; going on without`
    ),
  );
});

Deno.test("a handler that never ends holds up no stop", async () => {
  await using broker = startBroker({ port: 0 });
  const asked = Promise.withResolvers<void>();
  class Endless extends Endpoint {
    override onGet(): Promise<never> {
      asked.resolve();
      return new Promise(() => {});
    }
  }
  const service = new Service("store");
  service.requestTimeoutS = 0;
  service.add(new Endless("endless"));
  const at = { broker: "127.0.0.1", port: broker.port };
  const running = await serve(service, at);
  await using client = await connect(at);
  const answered = assertRejects(() => client.get("endless"));
  await asked.promise;
  await soon(() => running.stop());
  await answered;
});

Deno.test("a connection that dies before a channel is closed leaves nobody deaf", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const at = { broker: "127.0.0.1", port: broker.port };
  let heard = 0;
  const consumer = new Consumer(
    {
      queue: "ears",
      exchanges: new Exchanges(["requests"]),
      bindings: [{ exchange: "requests", pattern: "ears.#" }],
      budget: new Budget(2 ** 24),
      noAck: true,
    },
    { deliver: () => void heard++, refuse: () => {} },
    systemClock,
    Math.random,
  );
  let lost = 0;
  const link = new Link({ ...at, port: proxy.port }, "a test", {
    admit: () => undefined,
    connected: (connection) => consumer.attach(connection),
    lost: () => lost++,
    blocked: () => {},
  });
  await link.open();
  await consumer.ready;

  proxy.stall("up");
  consumer.renew();
  proxy.cut();
  proxy.resume();
  await until(() => lost === 1);

  await using client = await connect(at);
  await until(async () => {
    await client.request({ endpoint: "ears", operation: "get", timeout: 0.05 })
      .catch(() => {});
    return heard > 0;
  }, "the queue to hear again");
  await Promise.all([consumer.close(), link.close()]);
});

Deno.test("a service stops although the connection dies while it gives up its queues", async () => {
  await using broker = startBroker({ port: 0 });
  using proxy = new TcpProxy(broker.port);
  const at = { broker: "127.0.0.1", port: proxy.port };
  const running = await serve(store(), at);
  proxy.stall("up");
  const stopping = running.stop();
  proxy.cut();
  await soon(() => stopping);
});
