/**
 * Whatever somebody deletes on the broker, a service and a client that publish nothing find out and mend it, and say so once.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import amqp, { type Channel } from "amqplib";
import { type RunningService, serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { Mesh, type MeshOptions } from "../../src/mesh/mod.ts";
import type { Alert } from "../../src/wire/mod.ts";
import { FakeClock } from "../../testing.ts";
import { LogRecords } from "../core/log_records.ts";
import { connect, testOnEach } from "../mesh/backends.ts";
import { until } from "../until.ts";
import { rabbitmqInstalled, RabbitmqNode } from "./rabbitmq_node.ts";

/** Longer than the time from one look to the next. */
const aMinute = 61_000;

/** Hears alerts, and says nothing by itself. */
class Listening extends Service {
  readonly heard: unknown[] = [];
  override alertPatterns(): readonly string[] {
    return ["news.#"];
  }
  override onAlert({ payload }: Alert): void {
    this.heard.push(payload);
  }
}

function quiet(): Listening {
  const service = new Listening("store");
  service.heartbeatIntervalS = 0;
  for (const name of ["peaches", "own"]) {
    const endpoint = new KeyValueStore(name);
    endpoint.async = name === "own";
    service.add(endpoint);
  }
  return service;
}

/** Does something to the broker behind everybody's back. */
async function meddle(
  { broker, port, username = "guest", password = "guest" }: MeshOptions,
  deed: (channel: Channel) => Promise<unknown>,
): Promise<void> {
  const connection = await amqp.connect(
    `amqp://${username}:${password}@${broker}:${port}`,
  );
  await deed(await connection.createChannel());
  await connection.close();
}

/** Waits until every name of the service is reached, and an alert is heard. */
async function allReached(
  options: MeshOptions,
  service: Listening,
): Promise<void> {
  for (const name of ["store", "peaches", "own", "broadcast"]) {
    await until(async () => {
      await using client = await connect({ ...options, timeout: 0.5 });
      await client.cmd(name, "ping");
      return true;
    }, `${name} to answer`);
  }
  const before = service.heard.length;
  await until(async () => {
    await using client = await connect(options);
    await client.alert("news.today", "nothing new");
    return service.heard.length > before;
  }, "an alert");
}

const deeds = {
  "are deleted": false,
  "are deleted and declared again": true,
};
for (const [deed, again] of Object.entries(deeds)) {
  testOnEach(
    `a service that says nothing hears again when exchanges ${deed}`,
    async ({ options }) => {
      await using log = await LogRecords.listen();
      const { requestsExchange = "requests", alertsExchange = "alerts" } =
        options;
      const clock = new FakeClock();
      const service = quiet();
      await using _running = await serve(service, { ...options, clock });
      await meddle(options, async (channel) => {
        for (const exchange of [requestsExchange, alertsExchange]) {
          await channel.deleteExchange(exchange);
          if (!again) continue;
          await channel.assertExchange(exchange, "topic", { durable: false });
        }
      });
      await clock.advance(aMinute);
      await until(async () => {
        // Backing off goes by the clock too.
        await clock.advance(1000);
        return log.lines("warning").length > 0;
      });
      await reachedInTime(clock, options, service);

      if (again) {
        const [line, ...more] = log.lines("warning");
        assertMatch(
          line!,
          /^nothing that was sent to (own|store) reached it: .* bound again, and reached$/,
        );
        assertEquals(more, []);
      }
      const told = log.lines("warning").length;
      for (let minute = 0; minute < 3; minute++) await clock.advance(aMinute);
      assertEquals(log.lines("warning").length, told);
    },
  );
}

testOnEach(
  "an exchange of alerts that somebody has replaced by one of another type is told of once, and again when it is mended",
  async ({ options }) => {
    await using log = await LogRecords.listen();
    const { alertsExchange = "alerts" } = options;
    const clock = new FakeClock();
    const service = quiet();
    await using _running = await serve(service, { ...options, clock });
    const replaceBy = (type: string) =>
      meddle(options, async (channel) => {
        await channel.deleteExchange(alertsExchange);
        await channel.assertExchange(alertsExchange, type, { durable: true });
      });
    const toldAs = (level: "error" | "info", text: string) =>
      until(async () => {
        await clock.advance(aMinute);
        return log.lines(level).some((line) => line.includes(text));
      });

    await replaceBy("direct");
    await toldAs("error", "by one that is no topic exchange");
    for (let minute = 0; minute < 3; minute++) await clock.advance(aMinute);
    assertEquals(log.lines("error").length, 1);

    await replaceBy("topic");
    await toldAs("info", "is a topic exchange again");
    await reachedInTime(clock, options, service);
  },
);

/** Moves the clock on until everything is reached. */
async function reachedInTime(
  clock: FakeClock,
  options: MeshOptions,
  service: Listening,
): Promise<void> {
  let reached = false;
  const reaching = allReached(options, service).finally(() => reached = true);
  await until(async () => {
    await clock.advance(1000);
    return reached;
  });
  await reaching;
}

testOnEach(
  "a client that waits for alerts, and for replies, hears again when exchanges are deleted and declared again",
  async ({ options }) => {
    const { requestsExchange = "requests", alertsExchange = "alerts" } =
      options;
    const clock = new FakeClock();
    await using client = await connect({ ...options, clock });
    await using alerts = client.alerts("news.#");
    await alerts.ready;
    await meddle(options, async (channel) => {
      for (const exchange of [requestsExchange, alertsExchange]) {
        await channel.deleteExchange(exchange);
        await channel.assertExchange(exchange, "topic", { durable: false });
      }
    });
    await using _running = await serve(quiet(), options);
    await clock.advance(aMinute);
    let heard = false;
    alerts.next().then(() => heard = true);
    await until(async () => {
      await using other = await connect(options);
      await other.alert("news.today", 1);
      return heard;
    });
    let answered = false;
    await until(() => {
      client.cmd("peaches", "ping", [], {}, { timeout: 0 })
        .then(() => answered = true, () => {});
      return answered;
    });
  },
);

testOnEach(
  "nobody but its own queue hears how a service proves that it can be reached",
  async ({ options }) => {
    const clock = new FakeClock();
    await using running: RunningService = await serve(quiet(), {
      ...options,
      clock,
    });
    await using mesh = new Mesh(options);
    await mesh.open();
    const heard: string[] = [];
    const everything = (exchange: "requests" | "alerts") =>
      mesh.listen({
        queue: `monitor_${crypto.randomUUID()}`,
        [exchange]: ["#"],
        handle: (message) => {
          const { type, routingKey, senderInfo, specifier } = message;
          heard.push(`${type} ${routingKey} ${specifier}`);
          assertEquals(senderInfo.serviceName, running.service.name);
        },
      });
    await Promise.all([
      everything("requests").ready,
      everything("alerts").ready,
    ]);
    await clock.advance(aMinute);
    await until(() => heard.length === 2);
    assertEquals(heard.sort(), ["request own ping", "request store ping"]);
  },
);

Deno.test({
  name:
    "on RabbitMQ, a service hears again when a queue is deleted or a binding removed",
  ignore: !rabbitmqInstalled,
  async fn(t) {
    await using node = await RabbitmqNode.start();
    const at = { broker: "127.0.0.1", port: node.port };
    const clock = new FakeClock();
    const service = quiet();
    await using _running = await serve(service, { ...at, clock });
    const unbind = (exchange: string, queue: string, key: string) =>
      node.ctl(
        "eval",
        `rabbit_binding:remove({binding, {resource, <<"/">>, exchange, <<"${exchange}">>}, <<"${key}">>, {resource, <<"/">>, queue, <<"${queue}">>}, []}, fun(_, _) -> ok end, <<"test">>).`,
      );

    await t.step("queues", async () => {
      await node.ctl("delete_queue", "store");
      await node.ctl("delete_queue", "own");
      await reachedInTime(clock, at, service);
    });

    for (
      const [exchange, queue, key] of [
        ["requests", "store", "store.#"],
        ["requests", "store", "peaches.#"],
        ["requests", "store", "broadcast.#"],
        ["requests", "own", "own.#"],
        ["alerts", "store", "news.#"],
      ] as const
    ) {
      await t.step(`the binding ${key}`, async () => {
        assert(/ok/.test(await unbind(exchange, queue, key)));
        await clock.advance(aMinute);
        await reachedInTime(clock, at, service);
      });
    }
  },
});
