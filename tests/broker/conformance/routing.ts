/**
 * Which queues get a message.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { bytes } from "../laboratory.ts";
import { type Behaviour, count, fetch, privateQueue } from "./behaviour.ts";

/** Behaviours of routing. */
export const routing: Behaviour[] = [
  ["a topic exchange knows * and #", async (lab) => {
    const channel = await lab.channel();
    const exchange = lab.name("e");
    await channel.assertExchange(exchange, "topic", { durable: false });
    const cases: [pattern: string, matched: string[]][] = [
      ["peaches", ["peaches"]],
      ["peaches.#", ["peaches", "peaches.get", "peaches.get.now"]],
      ["peaches.*", ["peaches.get"]],
      ["*.get", ["peaches.get", "chips.get"]],
      ["#.get", ["peaches.get", "chips.get", "get"]],
      ["#", [
        "peaches",
        "peaches.get",
        "peaches.get.now",
        "chips.get",
        "get",
        "",
        "a.",
      ]],
      ["#.#", [
        "peaches",
        "peaches.get",
        "peaches.get.now",
        "chips.get",
        "get",
        "",
        "a.",
      ]],
      ["*", ["peaches", "get"]],
      ["a.*", ["a."]],
    ];
    const keys = [
      "peaches",
      "peaches.get",
      "peaches.get.now",
      "chips.get",
      "get",
      "",
      "a.",
    ];
    for (const [pattern, matched] of cases) {
      const queue = await privateQueue(channel);
      await channel.bindQueue(queue, exchange, pattern);
      for (const key of keys) channel.publish(exchange, key, bytes(key));
      assertEquals(await count(channel, queue), matched.length, pattern);
      for (const key of matched) assertEquals(await fetch(channel, queue), key);
      await channel.deleteQueue(queue);
    }
  }],
  ["a queue with several matching bindings gets one copy", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    const [key] = queue.split(".").slice(-1);
    for (const pattern of [`${key}.a`, `${key}.#`, `${key}.*`, `${key}.*`]) {
      await channel.bindQueue(queue, "amq.topic", pattern);
    }
    channel.publish("amq.topic", `${key}.a`, bytes("x"));
    assertEquals(await count(channel, queue), 1);
  }],
  [
    "a direct exchange compares keys and a fanout exchange does not",
    async (lab) => {
      const channel = await lab.channel();
      for (const [type, expected] of [["direct", 1], ["fanout", 2]] as const) {
        const exchange = lab.name(type);
        await channel.assertExchange(exchange, type, { durable: false });
        const queue = await privateQueue(channel);
        await channel.bindQueue(queue, exchange, "a.*");
        await channel.bindQueue(queue, exchange, "c");
        channel.publish(exchange, "a.*", bytes("x"));
        channel.publish(exchange, "a.b", bytes("y"));
        assertEquals(await count(channel, queue), expected, type);
        await channel.unbindQueue(queue, exchange, "a.*");
        await channel.purgeQueue(queue);
        channel.publish(exchange, "a.b", bytes("x"));
        assertEquals(await count(channel, queue), expected - 1, type);
      }
    },
  ],
  ["the default exchange routes by the name of the queue", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    channel.publish("", queue, bytes("x"));
    assertEquals(await fetch(channel, queue), "x");
  }],
  [
    "an unbound key matches no more, and unbinding what is not bound is fine",
    async (lab) => {
      const channel = await lab.channel();
      const exchange = lab.name("e");
      await channel.assertExchange(exchange, "topic", { durable: false });
      const queue = await privateQueue(channel);
      await channel.bindQueue(queue, exchange, "a.#");
      await channel.bindQueue(queue, exchange, "b");
      await channel.unbindQueue(queue, exchange, "a.#");
      await channel.unbindQueue(queue, exchange, "a.#");
      await channel.unbindQueue(queue, lab.name("nothing"), "a.#");
      await channel.unbindQueue(lab.name("nothing"), exchange, "a.#");
      channel.publish(exchange, "a.x", bytes("x"));
      channel.publish(exchange, "b", bytes("y"));
      assertEquals(await count(channel, queue), 1);
    },
  ],
  [
    "the bindings of a deleted exchange do not come back with it",
    async (lab) => {
      const channel = await lab.channel();
      const exchange = lab.name("e");
      const queue = await privateQueue(channel);
      await channel.assertExchange(exchange, "topic", { durable: false });
      await channel.bindQueue(queue, exchange, "#");
      await channel.deleteExchange(exchange);
      await channel.assertExchange(exchange, "topic", { durable: false });
      channel.publish(exchange, "a", bytes("x"));
      assertEquals(await count(channel, queue), 0);
      await channel.bindQueue(queue, exchange, "#");
      channel.publish(exchange, "a", bytes("x"));
      assertEquals(await count(channel, queue), 1);
    },
  ],
];
