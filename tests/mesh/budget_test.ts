import { assert, assertEquals, assertRejects } from "@std/assert";
import { serve } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import { Service } from "../../src/core/mod.ts";
import { connect } from "../../src/mesh/mod.ts";
import { AlertStream } from "../../src/mesh/alert_stream.ts";
import { Budget, weightOf } from "../../src/mesh/budget.ts";
import type { Alert } from "../../src/wire/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { testOnEach } from "./backends.ts";

/** An endpoint that answers nothing until it is let go. */
class Slow extends KeyValueStore {
  readonly begun = Promise.withResolvers<void>();
  readonly going = Promise.withResolvers<void>();

  override async onSet(): Promise<unknown> {
    this.begun.resolve();
    await this.going.promise;
    return null;
  }
}

const size = 200_000;

testOnEach(
  "long requests that wait are refused at once when they are too many bytes; short ones are not, and later all are taken again",
  async ({ options }) => {
    await using log = await LogRecords.listen();
    const service = new Service("shop");
    const slow = ["one", "two"].map((name) => new Slow(name));
    for (const endpoint of slow) {
      endpoint.async = true;
      service.add(endpoint);
    }
    // The least that may wait is 16 MiB: 80 of these.
    await using _service = await serve(service, {
      ...options,
      maxMessageSize: size + 100,
    });
    await using client = await connect(options);
    const set = (endpoint: string, length: number) =>
      client.request({
        endpoint,
        operation: "set",
        payload: { values: ["x"], more: "y".repeat(length) },
        timeout: 0,
      });
    const firsts = slow.map(({ name }) => set(name, 1));
    await Promise.all(slow.map(({ begun }) => begun.promise));
    const codes: number[] = [];
    const refused = Promise.withResolvers<string>();
    const asked = Array.from({ length: 126 }, async (_, n) => {
      const reply = await set(slow[n % 2]!.name, size);
      codes.push(reply.returnCode);
      const { error } = (reply.payload ?? {}) as { error?: string };
      if (error) refused.resolve(error);
    });
    const error = await refused.promise;
    assert(/^\d+ bytes find no room: .* Try again later$/.test(error), error);
    await client.cmd("shop", "ping");
    for (const { going } of slow) going.resolve();
    await Promise.all([...firsts, ...asked]);
    const taken = codes.filter((code) => code === 0).length;
    assert(taken >= 75 && taken <= 90, `${taken} were taken`);
    assertEquals(codes.filter((code) => code === 302).length, 126 - taken);
    assertEquals((await set("one", size)).returnCode, 0);
    assertEquals(log.lines("error"), []);
  },
);

testOnEach(
  "a message that is too long is answered with 302 at once, however busy the endpoint is",
  async ({ options }) => {
    await using log = await LogRecords.listen();
    const service = new Service("shop");
    const slow = new Slow("slow");
    service.add(slow);
    await using _service = await serve(service, {
      ...options,
      maxMessageSize: 1_000_000,
    });
    await using client = await connect({ ...options, maxPayloadSize: 100_000 });
    await using whole = await connect(options);
    const first = client.set("slow", "x");
    await slow.begun.promise;
    const reply = await whole.request({
      endpoint: "slow",
      operation: "set",
      payload: "x".repeat(1_500_000),
    });
    assertEquals(reply.returnCode, 302);
    assertEquals(reply.payload, {
      error: "The payload has 1500002 bytes; at most 1000000 are read",
    });
    assertEquals(log.lines("warning"), [
      "refused a message to slow: The payload has 1500002 bytes; at most 1000000 are read",
    ]);
    slow.going.resolve();
    await first;
    const chunked = await client.request({
      endpoint: "slow",
      operation: "set",
      payload: "x".repeat(1_500_000),
    });
    assertEquals(chunked.returnCode, 302);
    await client.set("slow", "x");
  },
);

testOnEach(
  "a reply that is too long is an error of the client, not a value",
  async ({ options }) => {
    const service = new Service("shop");
    service.add(new KeyValueStore("peaches"));
    await using _service = await serve(service, options);
    await using client = await connect({ ...options, maxMessageSize: 2000 });
    await using other = await connect(options);
    await other.set("peaches", "x".repeat(5000));
    await assertRejects(
      () => client.get("peaches"),
      Error,
      "at most 2000 are read",
    );
    await other.set("peaches", "x");
    await client.get("peaches");
  },
);

Deno.test("a stream of alerts that nobody reads holds so many bytes and no more, over all streams; the oldest go", async () => {
  await using log = await LogRecords.listen();
  const budget = new Budget(1000);
  const stop = () => Promise.resolve();
  const streams = [1, 2].map(() =>
    new AlertStream(Promise.resolve(), stop, budget)
  );
  for (let n = 0; n < 50; n++) {
    for (const stream of streams) {
      stream.push({ routingKey: `${n}` } as Alert, 100);
    }
    assert(budget.held <= 1100, `${budget.held} bytes`);
  }
  const [one] = streams;
  assert(one!.dropped > 30);
  const { value } = await one!.next();
  assertEquals(value?.routingKey, String(one!.dropped));
  for (const stream of streams) await stream.return();
  assertEquals(budget.held, 0);
  assertEquals(log.lines("warning").length, 4);
});

Deno.test("the weight of a JSON text is not far from what it takes, and never less than its length", () => {
  const utf8 = new TextEncoder();
  assertEquals(weightOf(utf8.encode('"xx"')), 8);
  assertEquals(weightOf(utf8.encode("[[],{}]")), 14 + 4 * 32);
});
