import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { startBroker } from "../../../src/broker/mod.ts";
import {
  Endpoint,
  type RunningService,
  serve,
  Service,
} from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import { ReplyError } from "../../../src/wire/mod.ts";
import { FakeClock } from "../../../testing.ts";
import { until } from "../../until.ts";
import { LogRecords } from "../log_records.ts";
import { served } from "../served.ts";
import { Stranger } from "../stranger.ts";

function serviceOf(name: string, ...endpoints: Endpoint[]): Service {
  const service = new Service(name);
  service.heartbeatIntervalS = 0;
  for (const endpoint of endpoints) service.add(endpoint);
  return service;
}

Deno.test("a service whose endpoint has a name that somebody answers to is refused, before it touches an instrument", async () => {
  await using it = await served(
    serviceOf("first", new KeyValueStore("chips"), new KeyValueStore("x")),
  );
  let starts = 0;
  class Instrument extends Endpoint {
    override start(): void {
      starts++;
    }
  }

  const error = await assertRejects(
    () =>
      serve(
        serviceOf("second", new Instrument("chips"), new Instrument("own")),
        it.options,
      ),
    ReplyError,
  );

  assertMatch(
    error.message,
    /^Another service answers to "chips" already: "first" on host \S+, run by \S+\. Stop that one, or give these another name; --allow-duplicates /,
  );
  assertEquals(starts, 0);
  assertEquals(await it.client.cmd("chips", "ping"), null);
});

Deno.test("with allowDuplicates it starts all the same, and says so", async () => {
  await using log = await LogRecords.listen();
  await using it = await served(serviceOf("first", new Endpoint("chips")));
  await using _second = await serve(
    serviceOf("second", new Endpoint("chips")),
    { ...it.options, allowDuplicates: true },
  );
  assertStringIncludes(
    log.lines("warning").join(),
    'answers to "chips" already: "first"',
  );
  const { replies } = await it.client.askAll({
    endpoint: "chips",
    operation: "cmd",
    specifier: "ping",
    maxReplies: 2,
  });
  assertEquals(replies.length, 2);
});

Deno.test("a service that is still starting keeps its names from others", async () => {
  const entered = Promise.withResolvers<void>();
  const leave = Promise.withResolvers<void>();
  class Slow extends Endpoint {
    override start(): Promise<void> {
      entered.resolve();
      return leave.promise;
    }
  }
  await using broker = startBroker({ port: 0 });
  const options = { broker: broker.hostname, port: broker.port };
  const first = serve(serviceOf("first", new Slow("chips")), options);
  await entered.promise;

  await assertRejects(
    () => serve(serviceOf("second", new Endpoint("chips")), options),
    ReplyError,
    'answers to "chips" already: "first"',
  );
  leave.resolve();
  await using _running = await first;
});

Deno.test("of services with one name that start at the same time one stays", async () => {
  await using log = await LogRecords.listen();
  await using broker = startBroker({ port: 0 });
  const options = { broker: broker.hostname, port: broker.port };
  const names = ["a", "b", "c"];

  const started = await Promise.allSettled(
    names.map((name) => serve(serviceOf(name, new Endpoint("chips")), options)),
  );

  const running = started.flatMap((outcome) =>
    outcome.status === "fulfilled" ? [outcome.value] : []
  );
  await using _stop = stopping(running);
  // Whoever loses is told so; one is left.
  const losers = new Set<RunningService>();
  for (const one of running) one.lost.then(() => losers.add(one));
  await until(() => losers.size === running.length - 1);
  const [winner] = running.filter((one) => !losers.has(one));
  const { replies } = await winner!.mesh!.requestAll({
    endpoint: "chips",
    operation: "cmd",
    specifier: "ping",
    quiet: 0.2,
  });
  assertEquals(
    replies.map(({ senderInfo }) => senderInfo.serviceName),
    [winner!.service.name],
  );
  assertEquals(log.lines("error").length, losers.size);
});

Deno.test("a name that somebody listens to without a word is waited for a second, and taken", async () => {
  await using broker = startBroker({ port: 0 });
  await using mute = await Stranger.join(broker.url, { key: "chips.#" });
  const clock = new FakeClock();
  const starting = serve(serviceOf("svc", new Endpoint("chips")), {
    broker: broker.hostname,
    port: broker.port,
    clock,
  });
  await mute.next();
  await clock.advance(1000);
  await using running = await starting;
  assertEquals(running.service.name, "svc");
});

Deno.test("an endpoint that is added later under a name of somebody else is not served", async () => {
  await using log = await LogRecords.listen();
  await using it = await served(serviceOf("first", new Endpoint("chips")));
  const second = serviceOf("second");
  await using _second = await serve(second, it.options);

  second.add(new Endpoint("chips"));

  assertStringIncludes(
    await log.line("adding chips failed"),
    'answers to "chips" already: "first"',
  );
});

Deno.test("a thousand names that are taken are told by five of them", async () => {
  const endpoints = Array.from(
    { length: 1000 },
    (_, index) => new Endpoint(`e${index}`),
  );
  await using it = await served(serviceOf("first", ...endpoints));

  const error = await assertRejects(
    () =>
      serve(
        serviceOf("second", ...endpoints.map(({ name }) => new Endpoint(name))),
        it.options,
      ),
    ReplyError,
  );

  assertMatch(
    error.message,
    /^Another service answers to ("e\d+", ){4}"e\d+" and \d+ more already/,
  );
});

function stopping(services: readonly RunningService[]): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(services.map((service) => service.stop()));
    },
  };
}
