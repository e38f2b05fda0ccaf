import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { startBroker } from "../../../src/broker/mod.ts";
import {
  Endpoint,
  Entity,
  serve,
  type ServeOptions,
  Service,
} from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import type { Call } from "../../../src/mesh/mod.ts";
import { type Reply, ReplyError } from "../../../src/wire/mod.ts";
import { FakeClock } from "../../../testing.ts";
import { until } from "../../until.ts";
import { alert, reply, request } from "../../wire/messages.ts";
import { LogRecords } from "../log_records.ts";
import { served } from "../served.ts";
import { Stranger } from "../stranger.ts";

/** An endpoint whose readings wait until a test lets them go. */
class Patient extends Endpoint {
  readonly entered = Promise.withResolvers<AbortSignal>();
  readonly leave = Promise.withResolvers<string>();
  override onGet(signal: AbortSignal): Promise<string> {
    this.entered.resolve(signal);
    return this.leave.promise;
  }
}

/** An endpoint that notes when it starts and stops. */
class Noting extends Endpoint {
  constructor(name: string, readonly notes: string[]) {
    super(name);
  }
  override start(): void {
    this.notes.push(`${this.name} starts`);
  }
  override stop(): void {
    this.notes.push(`${this.name} stops`);
  }
}

function serviceOf(...endpoints: Endpoint[]): Service {
  const service = new Service("svc");
  service.heartbeatIntervalS = 0;
  for (const endpoint of endpoints) service.add(endpoint);
  return service;
}

function storeOf(name: string, value: unknown): KeyValueStore {
  const store = new KeyValueStore(name);
  store.initialValue = value;
  return store;
}

Deno.test("endpoints start in order and stop in reverse, and a service that has stopped leaves nothing on the broker (2)", async () => {
  await using broker = startBroker({ port: 0 });
  const notes: string[] = [];
  const child = new Noting("b", notes);
  child.async = true;
  const service = serviceOf(new Noting("a", notes), child);
  const options = { broker: broker.hostname, port: broker.port };
  const running = await serve(service, options);
  assertEquals(running.where, `${broker.hostname}:${broker.port}`);
  assertEquals(broker.stats().queues, 3);

  await running.stop();
  await running.stop();

  assertEquals(notes, ["a starts", "b starts", "b stops", "a stops"]);
  await until(() => {
    const { queues, connections } = broker.stats();
    return queues === 0 && connections === 0;
  });
});

Deno.test("a service can be served again after it has stopped", async () => {
  await using broker = startBroker({ port: 0 });
  const options = { broker: broker.hostname, port: broker.port };
  const service = serviceOf(storeOf("x", 1));
  for (let round = 0; round < 2; round++) {
    await using running = await serve(service, options);
    const { payload } = await running.mesh!.request({
      endpoint: "x",
      operation: "get",
    });
    assertEquals(payload, { value_raw: 1 });
  }
});

Deno.test("an endpoint that cannot start ends the service with its error, and what has started stops", async () => {
  await using broker = startBroker({ port: 0 });
  const notes: string[] = [];
  class Broken extends Endpoint {
    override start(): never {
      throw new Error("no such device");
    }
  }
  const service = serviceOf(
    new Noting("a", notes),
    new Broken("broken"),
    new Noting("c", notes),
  );

  await assertRejects(
    () => serve(service, { broker: broker.hostname, port: broker.port }),
    Error,
    "no such device",
  );

  assertEquals(notes, ["a starts", "a stops"]);
  await until(() => broker.stats().connections === 0);
});

Deno.test("an endpoint that takes long to start is named, and waited for", async () => {
  await using log = await LogRecords.listen();
  const clock = new FakeClock();
  const starting = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  class Slow extends Endpoint {
    override start(): Promise<void> {
      starting.resolve();
      return started.promise;
    }
  }
  const service = serviceOf(new Slow("slow"));
  service.makeConnection = false;
  const serving = serve(service, { clock });
  await starting.promise;
  await clock.advance(10_000);
  assertEquals(log.lines("warning"), [
    '"slow" has not started within 10 s; waiting',
  ]);
  started.resolve();
  await using _running = await serving;
});

Deno.test("an endpoint that fails to stop keeps no other from stopping", async () => {
  await using log = await LogRecords.listen();
  const notes: string[] = [];
  class Stuck extends Endpoint {
    override stop(): Promise<void> {
      return Promise.reject(new Error("stuck"));
    }
  }
  {
    await using _ = await served(
      serviceOf(new Noting("a", notes), new Stuck("stuck")),
    );
  }

  assertEquals(notes, ["a starts", "a stops"]);
  assertEquals(log.lines("error"), ["stopping stuck failed: Error: stuck"]);
});

Deno.test("a heartbeat interval that cannot be kept ends the start, and leaves nothing open", async () => {
  await using broker = startBroker({ port: 0 });
  const service = serviceOf();
  service.heartbeatIntervalS = 0.01;

  await assertRejects(
    () => serve(service, { broker: broker.hostname, port: broker.port }),
    RangeError,
    "the heartbeat of svc asks for 0.01",
  );
  await until(() => broker.stats().connections === 0);
});

Deno.test("a ping to everybody is answered by every service (83)", async () => {
  await using one = await served(new Service("one"));
  await using _two = await serve(new Service("two"), one.options);
  await using stranger = await Stranger.join(one.broker.url);

  stranger.send(
    "requests",
    request({ routingKey: "broadcast", operation: 9, specifier: "ping" }),
  );

  const replies = [await stranger.next(), await stranger.next()];
  assertEquals(
    replies.map(({ message }) => message.senderInfo.serviceName).sort(),
    ["one", "two"],
  );
});

Deno.test("a reply goes where the request says, under its correlation id, in the name of the service (28, 33)", async () => {
  await using it = await served(serviceOf(storeOf("x", 5)));
  await using stranger = await Stranger.join(it.broker.url);

  stranger.send("requests", request({ routingKey: "x.y.z" }));

  const { message, properties } = await stranger.next();
  const { correlationId, senderInfo, specifier, payload } = message as Reply;
  assertEquals(message.routingKey, stranger.queue);
  assertEquals(correlationId, request().correlationId);
  assertEquals([senderInfo.serviceName, specifier], ["svc", ""]);
  assertEquals(properties.replyTo ?? "", "");
  assertEquals(payload, { value_raw: 5 });
});

Deno.test("a broadcast lock locks the service and none of its endpoints (100)", async () => {
  const store = storeOf("x", 5);
  await using it = await served(serviceOf(store));

  await it.client.cmd("broadcast", "lock");

  assertEquals(it.running.service.lockout.locked, true);
  assertEquals(store.lockout.locked, false);
});

Deno.test("an endpoint with a queue of its own is not held up by a slow neighbour (4)", async () => {
  const slow = new Patient("slow");
  const quick = storeOf("quick", 1);
  quick.async = true;
  await using it = await served(serviceOf(slow, quick, storeOf("behind", 2)));
  const settled: string[] = [];
  const slowly = it.client.get("slow").then((value) =>
    settled.push(`${value}`)
  );
  await slow.entered.promise;
  const behind = it.client.get("behind").then(() => settled.push("behind"));

  await it.client.get("quick");
  assertEquals(settled, []);

  slow.leave.resolve("slow");
  await Promise.all([slowly, behind]);
  assertEquals(settled, ["slow", "behind"]);
});

Deno.test("a handler that does not settle is answered 305 at its deadline, and its queue goes on", async () => {
  const clock = new FakeClock();
  const patient = new Patient("patient");
  await using it = await served(serviceOf(patient, storeOf("x", 1)), { clock });
  const late = assertRejects(() => it.client.get("patient"), ReplyError);
  const signal = await patient.entered.promise;
  const next = it.client.get("x");

  await clock.advance(59_999);
  assertEquals(signal.aborted, false);
  await clock.advance(1);

  const { returnCode, message } = await late;
  assertEquals(returnCode.value, 305);
  assertEquals(
    message,
    "patient did not answer within 60 s (request_timeout_s)",
  );
  assertEquals(signal.aborted, true);
  assertEquals(await next, { value_raw: 1 });
});

Deno.test("a handler may take for ever if the service says so", async () => {
  const clock = new FakeClock();
  const patient = new Patient("patient");
  const service = serviceOf(patient);
  service.requestTimeoutS = 0;
  await using it = await served(service, { clock });
  const answer = it.client.get("patient");
  const signal = await patient.entered.promise;

  await clock.advance(86_400_000);
  assertEquals(signal.aborted, false);
  patient.leave.resolve("at last");

  assertEquals(await answer, "at last");
});

Deno.test("a handler that is at work when the service stops is told so, and its request is answered 305", async () => {
  const patient = new Patient("patient");
  await using it = await served(serviceOf(patient));
  const late = assertRejects(() => it.client.get("patient"), ReplyError);
  const signal = await patient.entered.promise;

  await it.running.stop();

  const { returnCode, message } = await late;
  assertEquals([returnCode.value, message], [305, "patient is being stopped"]);
  assertEquals(signal.aborted, true);
});

Deno.test("whatever a handler throws is answered 999, and so is the next request (118)", async () => {
  await using _log = await LogRecords.listen();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  let thrown: unknown;
  class Failing extends Endpoint {
    override onGet(): never {
      throw thrown;
    }
  }
  await using it = await served(serviceOf(new Failing("failing")));
  const cases: [unknown, string][] = [
    [new Error("broken"), "Error: broken"],
    ["a text", "a text"],
    [undefined, "undefined"],
    [circle, "Circular"],
    [Object.create(null), "a value of type object"],
  ];
  for (const [what, text] of cases) {
    thrown = what;
    const { returnCode, returnMessage } = await it.client.request({
      endpoint: "failing",
      operation: "get",
    });
    assertEquals(returnCode, 999);
    assertStringIncludes(returnMessage, text);
  }
  assertEquals(await it.client.cmd("failing", "ping"), null);
});

Deno.test("an error that no message can carry is answered all the same (35)", async () => {
  await using _log = await LogRecords.listen();
  let thrown: ReplyError;
  class Failing extends Endpoint {
    override onGet(): never {
      throw thrown;
    }
  }
  await using it = await served(serviceOf(new Failing("failing")));
  const badCode = { name: "bad", value: -5, description: "" };
  const cases: [ReplyError, string][] = [
    [
      new ReplyError("resource_error", "m", { payload: { volts: NaN } }),
      "JsonError: Cannot send payload.volts: NaN is not finite",
    ],
    [new ReplyError(badCode, "m"), "RangeError: Cannot send return_code -5"],
  ];
  for (const [error, text] of cases) {
    thrown = error;
    const { returnCode, returnMessage } = await it.client.request({
      endpoint: "failing",
      operation: "get",
    });
    assertEquals(returnCode, 999);
    assertStringIncludes(returnMessage, text);
  }
});

Deno.test("a reply or an alert that comes as a request is ignored (119)", async () => {
  await using log = await LogRecords.listen();
  await using it = await served(serviceOf(storeOf("x", 1)));
  await using stranger = await Stranger.join(it.broker.url);

  for (const routingKey of ["svc", "x", "broadcast"]) {
    stranger.send("requests", reply({ routingKey }));
    stranger.send("requests", alert({ routingKey }));
  }
  await until(() => log.lines("warning").length >= 3);

  assertEquals(await it.client.get("x"), { value_raw: 1 });
  assertStringIncludes(log.lines("warning")[0]!, "ignored a reply to svc");
  assertEquals(log.lines("error"), []);
});

Deno.test("a request without a place for its reply is carried out, and nothing is sent (64)", async () => {
  await using it = await served(serviceOf(storeOf("x", 1)));
  await using stranger = await Stranger.join(it.broker.url);
  const set = request({
    routingKey: "x",
    operation: 0,
    payload: { values: [9] },
  });

  stranger.send("requests", { ...set, replyTo: "" });
  stranger.send("requests", request({ routingKey: "x" }));

  const { message } = await stranger.next();
  assertEquals(message.payload, { value_raw: 9 });
});

Deno.test("a request that leads to no endpoint is answered 102, and a queue of its own leads to its endpoint", async () => {
  class Forgetful extends Service {
    override route(): undefined {
      return undefined;
    }
  }
  const service = new Forgetful("svc");
  const child = storeOf("child", 1);
  child.async = true;
  service.add(child);
  await using it = await served(service);

  const { returnCode, returnMessage } = await it.client.request({
    endpoint: "svc.x",
    operation: "get",
  });

  assertEquals(
    [returnCode, returnMessage],
    [102, "Did not find child endpoint <svc>"],
  );
  assertEquals(await it.client.get("child"), { value_raw: 1 });
});

Deno.test("heartbeats come at their interval, the first after one interval, with one id (170, 36)", async () => {
  const clock = new FakeClock();
  const service = serviceOf();
  service.heartbeatIntervalS = 2;
  await using it = await served(service, { clock });
  await using stranger = await Stranger.join(it.broker.url, {
    exchange: "alerts",
    key: "#",
  });

  await clock.advance(2000);
  const first = await stranger.next();
  await clock.advance(2000);
  const second = await stranger.next();

  const beats = [first.message, second.message];
  assertEquals(beats.map(({ routingKey }) => routingKey), [
    "heartbeat.svc",
    "heartbeat.svc",
  ]);
  assertEquals(beats.map(({ timestamp }) => timestamp), [
    "2026-01-01T00:00:02.000000Z",
    "2026-01-01T00:00:04.000000Z",
  ]);
  const { id, name } = first.message.payload as { id: string; name: string };
  assertMatch(id, /^[\da-f-]{36}$/);
  assertEquals(name, "svc");
  assertEquals(second.message.payload, { id, name });
  assertEquals(first.message.correlationId, second.message.correlationId);
  assert(first.properties.messageId !== second.properties.messageId);
});

Deno.test("a heartbeat interval of 0 means none (171)", async () => {
  const clock = new FakeClock();
  await using it = await served(serviceOf(), { clock });
  await using alerts = it.client.alerts("#");
  await alerts.ready;

  await clock.advance(3_600_000);
  await it.running.mesh!.alert("the.only.one", null);

  assertEquals((await alerts.next()).value?.routingKey, "the.only.one");
  assertEquals(clock.pending, 0);
});

Deno.test("the first word of heartbeats can be chosen (172)", async () => {
  const clock = new FakeClock();
  const service = serviceOf();
  service.heartbeatIntervalS = 60;
  await using it = await served(service, { clock, heartbeatRoutingKey: "hb" });
  await using alerts = it.client.alerts("hb.*");
  await alerts.ready;

  await clock.advance(60_000);

  assertEquals((await alerts.next()).value?.routingKey, "hb.svc");
});

Deno.test("a log_interval makes a service send alerts (138)", async () => {
  const clock = new FakeClock();
  const store = storeOf("x", 5);
  store.logInterval = 10;
  await using it = await served(serviceOf(store), { clock });
  await using alerts = it.client.alerts("sensor_value.#");
  await alerts.ready;

  await clock.advance(150);

  const { value } = await alerts.next();
  assertEquals(value?.routingKey, "sensor_value.x");
  assertEquals(value?.payload, { value_raw: 5 });
  assertEquals(value?.timestamp, "2026-01-01T00:00:00.150000Z");
});

Deno.test("without scheduling nothing is logged, and requests are answered (186)", async () => {
  const clock = new FakeClock();
  const store = storeOf("x", 5);
  store.logInterval = 10;
  const service = serviceOf(store);
  service.enableScheduling = false;
  await using it = await served(service, { clock });

  await clock.advance(3_600_000);

  assertEquals(clock.pending, 0);
  assertEquals(await it.client.get("x"), { value_raw: 5 });
});

Deno.test("a service that is there already keeps its name, and the newcomer is told by whom (9)", async () => {
  await using it = await served(serviceOf(storeOf("x", 1)));

  const error = await assertRejects(
    () => serve(new Service("svc"), it.options),
    ReplyError,
  );

  const { hostname } = it.running.mesh!.senderInfo;
  assertEquals(
    error.message,
    `Another service holds the queue "svc" and answers: "svc" on host ${hostname}, run by ${Deno.execPath()}. ` +
      "Stop that one, or give this one another name",
  );
  assertEquals(await it.client.get("x"), { value_raw: 1 });
});

Deno.test("an endpoint with a queue of its own is refused as its service is, if another has the name", async () => {
  await using it = await served(serviceOf());
  const child = new Endpoint("svc");
  child.async = true;
  const newcomer = new Service("newcomer");
  newcomer.add(child);

  await assertRejects(
    () => serve(newcomer, it.options),
    ReplyError,
    'Another service holds the queue "svc" and answers',
  );
  assertEquals(await it.client.cmd("svc", "ping"), null);
});

Deno.test("a queue that nobody answers for is waited for, and taken when the broker lets go of it", async () => {
  await using log = await LogRecords.listen();
  await using broker = startBroker({ port: 0 });
  const clock = new FakeClock();
  const ghost = await Stranger.join(broker.url, { queue: "svc", key: "svc.#" });
  const starting = serve(serviceOf(storeOf("x", 1)), {
    broker: broker.hostname,
    port: broker.port,
    clock,
  });
  const { message } = await ghost.next();
  assertEquals(message.specifier, "ping");

  await clock.advance(2000);
  assertStringIncludes(
    await log.line("the queue svc is held"),
    "by a connection that does not answer; waiting until the broker lets go of it",
  );
  await ghost[Symbol.asyncDispose]();
  await clock.advance(10_000);

  await using running = await starting;
  assertEquals(running.service.name, "svc");
});

Deno.test("a queue that the broker refuses ends the start with the reason", async () => {
  await using broker = startBroker({ port: 0 });
  const name = "amq.svc";

  await assertRejects(
    () =>
      serve(new Service(name), { broker: broker.hostname, port: broker.port }),
    ReplyError,
    `refuses the queue "${name}"`,
  );
});

Deno.test("a service without a connection runs its endpoints and joins nothing", async () => {
  await using _log = await LogRecords.listen();
  const clock = new FakeClock();
  let checks = 0;
  class Counting extends Entity {
    override onGet(): unknown {
      checks++;
      return null;
    }
  }
  const entity = new Counting("x");
  entity.logInterval = 1;
  const service = serviceOf(entity);
  service.makeConnection = false;
  service.heartbeatIntervalS = 60;
  await using running = await serve(service, { broker: "no.such.host", clock });

  assertEquals([running.where, running.mesh], [undefined, undefined]);
  await clock.advance(2500);
  assertEquals(checks, 3);
  const error = await assertRejects(
    () => entity.context.request({ endpoint: "y", operation: "get" }),
    ReplyError,
  );
  assertEquals(error.returnCode.value, 4);
});

Deno.test("an endpoint asks others through its context", async () => {
  class Relay extends Endpoint {
    override async onGet(): Promise<unknown> {
      const ask = async (call: Omit<Call, "endpoint">) =>
        (await this.context.request({ endpoint: "x", ...call })).payload;
      await ask({ operation: "set", payload: { values: [7] } });
      return {
        got: await ask({ operation: "get" }),
        ponged: await ask({ operation: "cmd", specifier: "ping" }),
      };
    }
  }
  const relay = new Relay("relay");
  relay.async = true;
  await using it = await served(serviceOf(relay, storeOf("x", 1)));

  assertEquals(await it.client.get("relay"), {
    got: { value_raw: 7 },
    ponged: null,
  });
});

Deno.test("an endpoint that a service adds when it starts is started and answers", async () => {
  const notes: string[] = [];
  class Growing extends Service {
    override start(): void {
      if (!this.endpoints.has("a")) this.add(new Noting("a", notes));
    }
  }
  await using it = await served(new Growing("svc"));

  assertEquals(notes, ["a starts"]);
  assertEquals(await it.client.cmd("a", "ping"), null);
});

Deno.test("an endpoint that is added while the service runs is started and answers", async () => {
  await using it = await served(serviceOf());
  const started = Promise.withResolvers<void>();
  class Late extends KeyValueStore {
    override async start(): Promise<void> {
      await super.start();
      started.resolve();
    }
  }

  it.running.service.add(new Late("late"));
  await started.promise;

  assertEquals(
    await until(() => it.client.get("late.x").then(() => true)),
    true,
  );
});

/** A service that hears alerts as a test wants. */
class Listening extends Service {
  readonly heard: string[] = [];
  hear: (signal: AbortSignal) => void | Promise<void> = () => {};
  override alertPatterns(): readonly string[] {
    return ["a.#"];
  }
  override onAlert(
    { routingKey }: { routingKey: string },
    signal: AbortSignal,
  ): void | Promise<void> {
    this.heard.push(routingKey);
    return this.hear(signal);
  }
}

Deno.test("a service hears the alerts it asks for and no others (17)", async () => {
  const service = new Listening("svc");
  await using it = await served(service);

  await it.client.alert("b.no", null);
  await it.client.alert("a", null);
  await it.client.alert("a.yes", { x: 1 });
  await until(() => service.heard.length === 2);

  assertEquals(service.heard, ["a", "a.yes"]);
});

Deno.test("an alert that cannot be handled is a line in the log", async () => {
  await using log = await LogRecords.listen();
  const service = new Listening("svc");
  service.hear = () => {
    throw new Error("no table for it");
  };
  await using it = await served(service);

  await it.client.alert("a.b", null);

  assertEquals(
    await log.line("the alert a.b"),
    "the alert a.b could not be handled: Error: no table for it",
  );
  assertEquals(await it.client.cmd("svc", "ping"), null);
});

Deno.test("an alert that is never done with holds up the service no longer than a request may", async () => {
  await using log = await LogRecords.listen();
  const clock = new FakeClock();
  const service = new Listening("svc");
  service.heartbeatIntervalS = 0;
  const entered = Promise.withResolvers<AbortSignal>();
  service.hear = (signal) => {
    entered.resolve(signal);
    return new Promise(() => {});
  };
  await using it = await served(service, { clock });
  await it.client.alert("a.b", null);
  const signal = await entered.promise;
  const pinged = it.client.cmd("svc", "ping");

  await clock.advance(60_000);

  assertEquals(await pinged, null);
  assertEquals(signal.aborted, true);
  assertEquals(
    await log.line("the alert a.b"),
    "the alert a.b could not be handled: svc did not answer within 60 s (request_timeout_s)",
  );
});

Deno.test("no broker is a refusal with a way out, after as many attempts as allowed (14)", async () => {
  await using _log = await LogRecords.listen();
  const broker = startBroker({ port: 0 });
  await broker.stop();
  const options: ServeOptions = {
    broker: broker.hostname,
    port: broker.port,
    maxConnectionAttempts: 1,
  };

  const error = await assertRejects(
    () => serve(serviceOf(), options),
    ReplyError,
    "nothing listens there",
  );
  assertEquals(error.returnCode.value, 101);
});
