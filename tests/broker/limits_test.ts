import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBroker } from "../../src/broker/mod.ts";
import { writeTable } from "../../src/broker/field_table.ts";
import { protocolHeader } from "../../src/broker/frames.ts";
import { limits } from "../../src/broker/limits.ts";
import { Writer } from "../../src/broker/writer.ts";
import { connect } from "./laboratory.ts";
import { RawClient, writeMethod } from "./raw_client.ts";
import { until } from "./until.ts";

Deno.test("a client over the limit of connections is told so; when another leaves there is room", async () => {
  await using broker = startBroker({ port: 0, maxConnections: 2 });
  const first = await connect(broker.url);
  const second = await connect(broker.url);
  await assertRejects(
    () => connect(broker.url),
    Error,
    "limit of 2 connections is reached",
  );
  await first.close();
  await until(() => broker.stats().connections === 1);
  const third = await connect(broker.url);
  await second.close();
  await third.close();
});

Deno.test("silent clients over the limit of connections are hung up on when there are too many", async () => {
  await using broker = startBroker({
    port: 0,
    maxConnections: 1,
    closeTimeout: 0.1,
  });
  const silent: RawClient[] = [];
  for (let i = 0; i < 33; i++) {
    silent.push(await RawClient.connect(broker.port));
  }
  await until(() => broker.stats().connections === 33);
  using client = await RawClient.connect(broker.port);
  assertEquals(await client.next(), undefined);
  for (const client of silent) client[Symbol.dispose]();
});

Deno.test("a client that does not finish its login is cut off, others stay", async () => {
  await using broker = startBroker({ port: 0, handshakeTimeout: 0.1 });
  using silent = await RawClient.connect(broker.port);
  using open = await RawClient.open(broker.port);
  using slow = await RawClient.connect(broker.port);
  await slow.write(protocolHeader);
  await slow.expect("connection.start");
  assertEquals(await silent.next(), undefined);
  assertEquals(await slow.next(), undefined);
  await open.channel(1);
});

Deno.test("a client that misses two heartbeats is cut off; until then it is sent heartbeats", async () => {
  await using broker = startBroker({ port: 0 });
  using client = await RawClient.open(broker.port, { heartbeat: 1 });
  const received: string[] = [];
  for (let next = await client.next(); next; next = await client.next()) {
    received.push(next.name);
  }
  assert(received.length >= 2, `${received}`);
  assertEquals(new Set(received), new Set(["frame 8"]));
  await until(() => broker.stats().connections === 0);
});

Deno.test("a host that computes for longer than two heartbeats does not take its clients for dead", async () => {
  await using broker = startBroker({ port: 0 });
  using client = await RawClient.open(broker.port, { heartbeat: 1 });
  const end = performance.now() + 2200;
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 0));
  await client.method(1, "channel.open", (writer) => writer.shortString(""));
  let received = await client.next();
  while (received?.name === "frame 8") received = await client.next();
  assertEquals(received?.name, "channel.open-ok");
});

Deno.test("a client cannot have more consumers than the limit", async () => {
  await using broker = startBroker({ port: 0 });
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  const writer = new Writer();
  writeMethod(
    writer,
    1,
    "queue.declare",
    () => writeTable(writer.uint16(0).shortString("q").uint8(20), new Map()),
  );
  for (let i = 0; i <= limits.consumersPerConnection; i++) {
    writeMethod(writer, 1, "basic.consume", () =>
      writeTable(
        writer.uint16(0).shortString("q").shortString(`${i}`).uint8(8),
        new Map(),
      ));
  }
  await client.write(writer.take());
  const { args } = await client.expect("channel.close");
  assertEquals([args.uint16(), args.shortString()], [
    406,
    "PRECONDITION_FAILED - limit of 10000 consumers of a connection is reached",
  ]);
});

Deno.test("consumers that were cancelled do not count", async () => {
  await using broker = startBroker({ port: 0 });
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  const writer = new Writer();
  writeMethod(
    writer,
    1,
    "queue.declare",
    () => writeTable(writer.uint16(0).shortString("q").uint8(20), new Map()),
  );
  for (let i = 0; i <= limits.consumersPerConnection; i++) {
    writeMethod(writer, 1, "basic.consume", () =>
      writeTable(
        writer.uint16(0).shortString("q").shortString("t").uint8(8),
        new Map(),
      ));
    writeMethod(
      writer,
      1,
      "basic.cancel",
      () => writer.shortString("t").uint8(1),
    );
  }
  writeMethod(
    writer,
    1,
    "basic.qos",
    () => writer.uint32(0).uint16(0).uint8(0),
  );
  await client.write(writer.take());
  await client.expect("basic.qos-ok");
});

Deno.test("a client cannot have more exclusive queues than the limit, and they go with it", async () => {
  await using broker = startBroker({ port: 0, closeTimeout: 0.1 });
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  const writer = new Writer();
  for (let i = 0; i <= limits.queuesPerConnection; i++) {
    writeMethod(
      writer,
      1,
      "queue.declare",
      () =>
        writeTable(writer.uint16(0).shortString(`${i}`).uint8(20), new Map()),
    );
  }
  await client.write(writer.take());
  const { args } = await client.expect("channel.close");
  assertEquals(args.uint16(), 406);
  assertEquals(broker.stats().queues, limits.queuesPerConnection);
  await broker.closeConnections();
  assertEquals(broker.stats().queues, 0);
});

Deno.test("a queue cannot have more bindings than the limit, and unbinding makes room", async () => {
  await using broker = startBroker({ port: 0 });
  using client = await RawClient.open(broker.port);
  await client.channel(1);
  const writer = new Writer();
  writeMethod(
    writer,
    1,
    "queue.declare",
    () => writeTable(writer.uint16(0).shortString("q").uint8(20), new Map()),
  );
  const bind = (key: string) =>
    writeMethod(writer, 1, "queue.bind", () =>
      writeTable(
        writer.uint16(0).shortString("q").shortString("amq.topic")
          .shortString(key).uint8(1),
        new Map(),
      ));
  for (let i = 0; i < limits.bindingsPerQueue; i++) bind(`name${i}.#`);
  writeMethod(writer, 1, "queue.unbind", () =>
    writeTable(
      writer.uint16(0).shortString("q").shortString("amq.topic")
        .shortString("name0.#"),
      new Map(),
    ));
  bind("another");
  bind("another");
  bind("one too many");
  await client.write(writer.take());
  await client.expect("queue.unbind-ok");
  const { args } = await client.expect("channel.close");
  assertEquals(args.uint16(), 406);
});
