import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Buffer } from "node:buffer";
import {
  type BrokerHandle,
  type BrokerOptions,
  product,
  startBroker,
  startBrokerWorker,
} from "../../src/broker/mod.ts";
import { protocolHeader } from "../../src/broker/frames.ts";
import { connect, Laboratory, once } from "./laboratory.ts";
import { RawClient } from "./raw_client.ts";

const forms: [
  form: string,
  start: (options: BrokerOptions) => Promise<BrokerHandle>,
][] = [
  [
    "in this thread",
    (options) => Promise.resolve().then(() => startBroker(options)),
  ],
  ["in a worker", startBrokerWorker],
];

for (const [form, start] of forms) {
  Deno.test(`a broker ${form} tells where it listens, and passes messages on`, async () => {
    await using broker = await start({ port: 0 });
    assertEquals(broker.hostname, "127.0.0.1");
    assertEquals(broker.url, `amqp://127.0.0.1:${broker.port}`);
    await using lab = new Laboratory(broker.url);
    const channel = await lab.channel();
    await channel.assertQueue("q");
    channel.sendToQueue("q", Buffer.from("hello"));
    const message = await channel.get("q");
    assert(message);
    assertEquals(message.content.toString(), "hello");
  });

  Deno.test(`a broker ${form} that stops tells its clients and frees its port`, async () => {
    const broker = await start({ port: 0, closeTimeout: 0.2 });
    using client = await RawClient.open(broker.port);
    using silent = await RawClient.connect(broker.port);
    const stopped = broker.stop();
    const { args } = await client.expect("connection.close");
    assertEquals(args.uint16(), 320);
    assertStringIncludes(args.shortString(), "CONNECTION_FORCED - ");
    assertEquals(await client.next(), undefined);
    assertEquals(await silent.next(), undefined);
    await stopped;
    await broker.stop();
    await using next = await start({ port: broker.port });
    assertEquals(next.port, broker.port);
  });

  Deno.test(`a broker ${form} whose port is in use says so, and the way out`, async () => {
    await using broker = startBroker({ port: 0 });
    const error = await assertRejects(
      () => start({ port: broker.port }),
      Error,
      `The broker cannot listen on 127.0.0.1:${broker.port}: `,
    );
    assertStringIncludes(error.message, "choose another port");
    assert(error.cause instanceof Deno.errors.AddrInUse);
  });

  Deno.test(`a broker ${form} refuses options out of range`, async () => {
    await assertRejects(() => start({ port: -1 }), RangeError, '"port" is -1');
  });
}

Deno.test("an address that this machine does not have is refused with the reason", () => {
  const users = { ann: "secret" };
  const error = assertThrows(
    () => startBroker({ hostname: "192.0.2.1", port: 0, users }),
    Error,
    "Choose an address of this machine",
  );
  assert(error.cause instanceof Deno.errors.AddrNotAvailable);
});

Deno.test("closing all connections leaves the broker open for new ones", async () => {
  await using broker = startBroker({ port: 0 });
  const connection = await connect(broker.url);
  const closed = once<Error>(connection, "close");
  await broker.closeConnections("for a test");
  assertStringIncludes(`${await closed}`, "CONNECTION_FORCED - for a test");
  assertEquals(broker.stats().connections, 0);
  await (await connect(broker.url)).close();
});

Deno.test("clients recognise the broker by its server properties", async () => {
  await using broker = startBroker({ port: 0 });
  const connection = await connect(broker.url);
  const { serverProperties } = connection.connection;
  assertEquals(serverProperties.product, product);
  await connection.close();
});

Deno.test("the statistics count everything", async () => {
  await using broker = startBroker({ port: 0 });
  await using lab = new Laboratory(broker.url);
  const channel = await lab.channel();
  await channel.assertQueue("q");
  await channel.assertExchange("e", "topic");
  channel.sendToQueue("q", Buffer.alloc(1000));
  channel.sendToQueue("q", Buffer.alloc(1000));
  await channel.waitForConfirms();
  await channel.get("q");
  const { bytes, kept, unsent, ...counts } = broker.stats();
  assert(bytes > 2000 && bytes < 5000, `${bytes}`);
  assert(kept > 1000 && kept < 10_000, `${kept}`);
  assertEquals(unsent, 0);
  assertEquals(counts, {
    connections: 1,
    channels: 1,
    exchanges: 4,
    queues: 1,
    messages: 2,
    blocked: false,
  });
});

Deno.test("with users configured only they are let in", async () => {
  await using broker = startBroker({ port: 0, users: { ann: "secret" } });
  const url = (login: string) => broker.url.replace("//", `//${login}@`);
  await (await connect(url("ann:secret"))).close();
  for (
    const login of ["ann:guess", "bob:secret", "guest:guest", "__proto__:x"]
  ) {
    await assertRejects(() => connect(url(login)), Error, "ACCESS_REFUSED");
  }
});

Deno.test("a refused client that does not know of authentication failures is hung up on", async () => {
  await using broker = startBroker({ port: 0, users: { ann: "secret" } });
  using client = await RawClient.connect(broker.port);
  await client.write(protocolHeader);
  await client.expect("connection.start");
  await client.startOk();
  assertEquals(await client.next(), undefined);
});
