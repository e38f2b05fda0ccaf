/** Meshes whose exchanges and queues somebody else has declared, otherwise than we do. On both brokers. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import amqp from "amqplib";
import { Buffer } from "node:buffer";
import { serve, Service } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { amqpCode, connect, Mesh } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { WireTap } from "../conformance/wire_tap.ts";
import { LogRecords } from "../core/log_records.ts";
import { TcpProxy } from "../tcp_proxy.ts";
import { until } from "../until.ts";
import { type Backend, echo, testOnEach } from "./backends.ts";

/** Somebody who declares things in AMQP's own terms. */
class Stranger implements AsyncDisposable {
  private constructor(
    readonly connection: amqp.ChannelModel,
    readonly channel: amqp.Channel,
  ) {}

  static async join({ options }: Backend): Promise<Stranger> {
    const { broker = "", port, username = "guest", password = "guest" } =
      options;
    const connection = await amqp.connect({
      hostname: broker,
      port,
      username,
      password,
    });
    connection.on("error", () => {});
    const channel = await connection.createChannel();
    channel.on("error", () => {});
    return new Stranger(connection, channel);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection.close();
  }
}

/** The names of a mesh's exchanges. */
function namesOf({ options }: Backend): [requests: string, alerts: string] {
  const { requestsExchange = "requests", alertsExchange = "alerts" } = options;
  return [requestsExchange, alertsExchange];
}

/** Checks that requests and alerts get through. */
async function works(backend: Backend): Promise<void> {
  await using _service = await echo(backend.options, "echoing");
  await using client = await connect({ ...backend.options, timeout: 5 });
  const alerts = client.alerts("news.#");
  await alerts.ready;
  assertEquals(await client.get("echoing"), null);
  await client.alert("news.today", 1);
  for await (const { payload } of alerts) {
    assertEquals(payload, 1);
    break;
  }
}

testOnEach(
  "durable exchanges that are there already are used as they are, which is said once",
  async (backend) => {
    await using log = await LogRecords.listen();
    await using stranger = await Stranger.join(backend);
    const [requests, alerts] = namesOf(backend);
    for (const name of [requests, alerts]) {
      await stranger.channel.assertExchange(name, "topic", { durable: true });
    }
    await using _service = await echo(backend.options, "echoing");
    const said = log.lines("info").filter((line) => line.includes("as it is"));
    assertEquals(
      said,
      [requests, alerts].map((name) =>
        `exchange ${name} is used as it is: inequivalent arg 'durable' for exchange '${name}' in vhost '/': received 'false' but current is 'true'`
      ),
    );
    assertEquals(log.lines("warning"), []);
    await using client = await connect({ ...backend.options, timeout: 5 });
    assertEquals(await client.get("echoing"), null);
  },
);

testOnEach(
  "one exchange may be durable and the other not, or go with its last queue",
  async (backend) => {
    await using stranger = await Stranger.join(backend);
    const [requests, alerts] = namesOf(backend);
    await stranger.channel.assertExchange(requests, "topic", {
      durable: false,
      autoDelete: true,
    });
    await stranger.channel.assertExchange(alerts, "topic", { durable: true });
    await works(backend);
  },
);

testOnEach(
  "exchanges that are missing are transient, or durable if the configuration wants it",
  async (backend) => {
    const [requests] = namesOf(backend);
    const declaredAs = async (durable: boolean) => {
      await using stranger = await Stranger.join(backend);
      await stranger.channel.assertExchange(requests, "topic", { durable });
    };
    {
      await using _mesh = await echo(backend.options, "echoing");
      await declaredAs(false);
      await assertRejects(() => declaredAs(true), Error, "inequivalent arg");
    }
    await using stranger = await Stranger.join(backend);
    await stranger.channel.deleteExchange(requests);
    await stranger.channel.deleteExchange(namesOf(backend)[1]);
    const durable = { ...backend.options, exchanges: "durable" } as const;
    await using _mesh = await echo(durable, "echoing");
    await declaredAs(true);
    await assertRejects(() => declaredAs(false), Error, "inequivalent arg");
  },
);

testOnEach(
  "whoever insists on transient or durable exchanges is told what is there instead, and the way out",
  async (backend) => {
    await using stranger = await Stranger.join(backend);
    const [requests] = namesOf(backend);
    await stranger.channel.assertExchange(requests, "topic", { durable: true });
    const insisting = { ...backend.options, exchanges: "transient" } as const;
    const error = await assertRejects(() => connect(insisting), ReplyError);

    assertMatch(
      error.message,
      /^Cannot use the broker at .*: the exchange ".*requests.*" is there, but not transient as dripline_mesh\.exchanges wants it: .*'durable'.* Write "auto" to use what is there, or delete it$/,
    );
  },
);

testOnEach(
  "an exchange that is no topic exchange ends the first attempt, with its name",
  async (backend) => {
    await using log = await LogRecords.listen();
    await using stranger = await Stranger.join(backend);
    const [, alerts] = namesOf(backend);
    await stranger.channel.assertExchange(alerts, "direct", { durable: true });
    const error = await assertRejects(
      () => connect(backend.options),
      ReplyError,
      "is no topic exchange",
    );

    assertStringIncludes(error.message, `the exchange "${alerts}" is there`);
    assertEquals(log.lines("warning"), []);
  },
);

testOnEach(
  "exchanges that change while the broker is away are used as they are then",
  async (backend) => {
    using proxy = new TcpProxy(backend.options.port);
    const options = { ...backend.options, port: proxy.port, timeout: 1 };
    await using _service = await echo(options, "echoing");
    await using client = await connect(options);
    assertEquals(await client.get("echoing"), null);
    await using stranger = await Stranger.join(backend);
    for (const durable of [true, false, true]) {
      for (const name of namesOf(backend)) {
        await stranger.channel.deleteExchange(name);
        await stranger.channel.assertExchange(name, "topic", { durable });
      }
      proxy.cut();
      await until(() => client.get("echoing").then(() => true));
    }
  },
);

testOnEach(
  "a durable queue that was left behind under the name of a service ends its start, with the command that deletes it",
  async (backend) => {
    await using log = await LogRecords.listen();
    await using stranger = await Stranger.join(backend);
    const name = `left_${crypto.randomUUID().slice(0, 8)}`;
    await stranger.channel.assertQueue(name, {
      durable: true,
      ...backend.options.username && {
        arguments: { "x-single-active-consumer": true },
      },
    });
    try {
      stranger.channel.sendToQueue(
        name,
        Buffer.from("x"),
      );
      await until(async () =>
        (await stranger.channel.checkQueue(name)).messageCount === 1
      );
      const service = new Service(name);
      service.add(new KeyValueStore(`${name}_value`));
      const error = await assertRejects(
        () => serve(service, backend.options),
        ReplyError,
      );
      assertMatch(
        error.message,
        new RegExp(
          `refuses the queue "${name}": a queue of this name was left behind there\\. .* holds 1 messages\\. .*: rabbitmqctl delete_queue ${name}$`,
        ),
      );
      assertEquals(log.lines("warning"), []);
    } finally {
      await stranger.channel.deleteQueue(name);
    }
  },
);

testOnEach(
  "a durable queue that somebody consumes is held, not left behind",
  async (backend) => {
    await using stranger = await Stranger.join(backend);
    const name = `held_${crypto.randomUUID().slice(0, 8)}`;
    await stranger.channel.assertQueue(name, { durable: true });
    try {
      await stranger.channel.consume(name, () => {});
      const mesh = new Mesh(backend.options, { name });
      await mesh.open();
      const failed = Promise.withResolvers<unknown>();
      mesh.listen({
        queue: name,
        handle: () => {},
        failed: ({ error }) => failed.resolve(error),
      });
      assertEquals(amqpCode(await failed.promise), 405);
      await mesh.close();
    } finally {
      await stranger.channel.deleteQueue(name);
    }
  },
);

testOnEach(
  "nothing that we declare is refused by RabbitMQ 4.3: no queue that is neither durable nor exclusive, no global prefetch, no arguments",
  async (backend) => {
    const { broker = "", port } = backend.options;
    await using tap = new WireTap({ hostname: broker, port });
    const options = { ...backend.options, broker: "127.0.0.1", port: tap.port };
    const name = `tapped_${crypto.randomUUID().slice(0, 8)}`;
    const service = new Service(name);
    const own = new KeyValueStore(`${name}_own`);
    own.async = true;
    service.add(own);
    {
      await using _running = await serve(service, options);
      await using client = await connect({ ...options, timeout: 5 });
      await using alerts = client.alerts();
      await alerts.ready;
      await client.cmd(name, "ping");
    }
    const queues = tap.notes("queue.declare");
    assert(queues.length >= 4, queues.join("\n"));
    for (const queue of queues) {
      assert(queue.includes("exclusive"), queue);
      assert(!queue.includes("with arguments"), queue);
    }
    const prefetches = tap.notes("basic.qos");
    assert(prefetches.length >= 4, prefetches.join("\n"));
    for (const prefetch of prefetches) assert(!prefetch.includes("global"));
  },
);
