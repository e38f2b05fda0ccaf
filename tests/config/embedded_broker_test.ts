/** Services that host the embedded broker, join it, take it over; and who is refused. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { EmbeddedBroker } from "../../src/config/embedded_broker.ts";
import {
  loadMesh,
  type LoadOptions,
  loadService,
  runService,
} from "../../src/config/load.ts";
import { type Client, connect } from "../../src/mesh/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";
import { backends } from "../mesh/backends.ts";
import { until } from "../until.ts";
import { LaboratoryFolder } from "./laboratory_folder.ts";

/** A port where nobody listens. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Options for a mesh on the embedded broker at `port`. */
function at(port: number, ...overrides: string[]): LoadOptions {
  return {
    overrides: [
      "dripline_mesh.broker=embedded",
      `dripline_mesh.broker_port=${port}`,
      ...overrides,
    ],
  };
}

/** A service with one endpoint, `<name>_value`. */
function service(port: number, name: string) {
  return loadService(at(
    port,
    `name=${name}`,
    `endpoints.0.name=${name}_value`,
    "endpoints.0.module=KeyValueStore",
    "endpoints.0.initial_value=5",
  ));
}

async function client(port: number, attempts = 10): Promise<Client> {
  const { options } = loadMesh(
    at(port, `dripline_mesh.max_connection_attempts=${attempts}`),
  );
  return await connect({ ...options, timeout: 1 });
}

Deno.test("embedded means port 5772 of this machine unless broker_port says otherwise", () => {
  using _home = new LaboratoryFolder();
  const { options } = loadMesh({
    overrides: ["dripline_mesh.broker=embedded"],
  });
  assertEquals([options.broker, options.port], ["127.0.0.1", 5772]);
  const other = loadMesh(at(1234)).options;
  assertEquals([other.broker, other.port], ["127.0.0.1", 1234]);
});

Deno.test("whoever listens where the embedded broker should be is told guest's password, not the laboratory's", async () => {
  const authentication = { username: "lab", password: "secret" };
  // Lets nobody else in.
  await using broker = startBroker({ port: 0, users: { guest: "guest" } });
  const { options } = loadMesh({ ...at(broker.port), authentication });
  await using _client = await connect(options);
  const joining = await loadService({
    ...at(broker.port, "name=joining"),
    authentication,
  });
  await using running = await runService(joining);

  assert(running.mesh);
  assert(!joining.embedded!.hosting);
});

Deno.test("the first service hosts the broker, the next one and clients join, and the end of the host ends it", async () => {
  const port = freePort();
  const host = await service(port, "host");
  const guest = await service(port, "guest");
  const hosting = await runService(host);
  await using joined = await runService(guest);
  assert(host.embedded!.hosting);
  assert(!guest.embedded!.hosting);
  {
    await using caller = await client(port);
    for (const name of ["host_value", "guest_value"]) {
      assertEquals(await caller.get(name), { value_raw: 5 });
    }
  }
  await hosting.stop();
  assert(!host.embedded!.hosting);
  // The guest has to notice, to host, and to declare its queue again.
  await until(() => guest.embedded!.hosting);
  await using caller = await client(port);
  await until(() => caller.get("guest_value"));
  await joined.stop();
  assert(!guest.embedded!.hosting);
});

Deno.test("of services that start together one hosts the broker", async () => {
  const port = freePort();
  const services = await Promise.all(
    ["a", "b", "c", "d"].map((name) => service(port, name)),
  );
  const running = await Promise.all(services.map((one) => runService(one)));
  assertEquals(
    services.filter(({ embedded }) => embedded!.hosting).length,
    1,
  );
  {
    await using caller = await client(port);
    for (const name of ["a", "b", "c", "d"]) {
      assertEquals(await caller.get(`${name}_value`), { value_raw: 5 });
    }
  }
  await Promise.all(running.map((one) => one.stop()));
});

Deno.test("two that want to host at the same moment end with one broker", async () => {
  const port = freePort();
  const pair = [new EmbeddedBroker(port, true), new EmbeddedBroker(port, true)];
  await Promise.all(pair.flatMap(({ options: { beforeConnect } }) => [
    beforeConnect!(),
    beforeConnect!(),
  ]));
  assertEquals(pair.filter(({ hosting }) => hosting).length, 1);
  await Promise.all(pair.map((one) => one.stop()));
  await Promise.all(pair.map(({ options }) => options.beforeConnect!()));
  assert(!pair.some(({ hosting }) => hosting));
});

Deno.test("a client that finds nobody is told to start a service, and hosts nothing", async () => {
  const port = freePort();
  const error = await assertRejects(() => client(port, 1), ReplyError);
  assertEquals(
    error.message,
    `Cannot use the broker at 127.0.0.1:${port}: nobody hosts the embedded broker, which runs inside the services of this machine. Start a service first, or the verb broker, or name another broker with -b and -p`,
  );
  assertEquals(error.returnCode.value, 101);
});

Deno.test("a client joins a broker that runs on its own", async () => {
  await using broker = startBroker({ port: 0 });
  await using _client = await client(broker.port, 1);
  assert(broker.stats().connections > 0);
});

/** Only a RabbitMQ of this machine can stand where the embedded broker is looked for. */
const isHere = ["localhost", "127.0.0.1"].includes(
  new URL(Deno.env.get("AMQP_URL") ?? "amqp://localhost").hostname,
);
const rabbitmq = backends.find(({ name }) => name === "RabbitMQ")!;

Deno.test({
  name:
    "another broker at that port is refused by its name, at once, for services and clients",
  ignore: rabbitmq.ignore || !isHere,
  async fn() {
    await using backend = await rabbitmq.start();
    const { port, username = "", password = "" } = backend.options;
    const login = { username, password };
    const sentence =
      `Cannot use the broker at 127.0.0.1:${port}: it is RabbitMQ, not the embedded broker. For that one write "dripline_mesh.broker=localhost dripline_mesh.broker_port=${port}"; ` +
      "for the embedded broker choose a free port with dripline_mesh.broker_port";
    const stranger = await loadService({
      ...at(port),
      authentication: login,
    });
    const refused = await assertRejects(() => runService(stranger), ReplyError);
    assertEquals(refused.message, sentence);
    assert(!stranger.embedded!.hosting);
    const { options } = loadMesh({ ...at(port), authentication: login });
    const refusedToo = await assertRejects(() => connect(options), ReplyError);
    assertEquals(refusedToo.message, sentence);
  },
});

Deno.test("a service that cannot start does not leave its broker behind", async () => {
  const port = freePort();
  const loaded = await service(port, "broken");
  loaded.service.start = () => {
    throw new Error("no instrument");
  };
  const error = await assertRejects(() => runService(loaded), Error);
  assertStringIncludes(error.message, "no instrument");
  assert(!loaded.embedded!.hosting);
  Deno.listen({ hostname: "127.0.0.1", port }).close();
});

Deno.test("a service that makes no connection hosts nothing", async () => {
  const port = freePort();
  const loaded = await loadService(
    at(port, "dripline_mesh.make_connection=false"),
  );
  await using running = await runService(loaded);
  assertEquals(running.where, undefined);
  assert(!loaded.embedded!.hosting);
});
