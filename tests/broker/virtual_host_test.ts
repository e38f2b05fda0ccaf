import { assertEquals, assertThrows } from "@std/assert";
import { AmqpError } from "../../src/broker/amqp_error.ts";
import { limits } from "../../src/broker/limits.ts";
import { VirtualHost } from "../../src/broker/virtual_host.ts";

const exchangeFlags = { durable: false, autoDelete: false, internal: false };
const queueFlags = { durable: false, autoDelete: false, exclusive: true };

/** How often the most bindings that one queue may have fit into a broker. */
const rounds = limits.bindings / limits.bindingsPerQueue;

function fill(host: VirtualHost, exchange: string, queue: string): void {
  host.declareExchange(exchange, "direct", exchangeFlags);
  const bound = host.declareQueue(queue, queueFlags, host, Infinity);
  for (let i = 0; i < limits.bindingsPerQueue; i++) {
    host.bind(bound, host.exchange(exchange), `${i}`);
  }
}

Deno.test("the bindings of a broker have a limit", () => {
  const host = new VirtualHost();
  for (let round = 0; round < rounds; round++) fill(host, "e", `q${round}`);
  assertThrows(() => fill(host, "e", "more"), AmqpError, "bindings is reached");
});

Deno.test("bindings that went with their exchange do not count", () => {
  const host = new VirtualHost();
  for (let round = 0; round <= rounds; round++) {
    fill(host, "e", "q");
    host.deleteExchange("e", false);
  }
});

Deno.test("bindings that went with their queue do not count", () => {
  const host = new VirtualHost();
  for (let round = 0; round <= rounds; round++) {
    fill(host, "e", "q");
    host.deleteQueue(host.queue("q", host));
  }
  assertEquals(host.exchange("e").unused, true);
});

Deno.test("the queues and exchanges of a broker have a limit", () => {
  const host = new VirtualHost();
  const flags = { ...queueFlags, exclusive: false };
  for (let i = 0; i < limits.queues; i++) {
    host.declareQueue(`${i}`, flags, host, Infinity);
  }
  assertThrows(
    () => host.declareQueue("more", flags, host, Infinity),
    AmqpError,
    "limit of 50000 queues is reached",
  );
  host.declareQueue("0", flags, host, Infinity);
  const declare = (name: string) =>
    host.declareExchange(name, "topic", exchangeFlags);
  for (let i = host.exchangeCount; i < limits.exchanges; i++) declare(`${i}`);
  assertThrows(() => declare("more"), AmqpError, "exchanges is reached");
});
