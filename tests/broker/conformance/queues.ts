/**
 * How queues are declared, emptied and deleted, and when they go by themselves.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type amqp from "amqplib";
import { bytes, Inbox, once } from "../laboratory.ts";
import {
  type Behaviour,
  count,
  fetch,
  privateQueue,
  put,
} from "./behaviour.ts";

/** Behaviours of queues. */
export const queues: Behaviour[] = [
  [
    "a missing queue is a 404 when it is checked, bound, consumed, purged or fetched from",
    async (lab) => {
      const queue = lab.name("q");
      const uses: ((channel: amqp.ConfirmChannel) => unknown)[] = [
        (channel) => channel.checkQueue(queue),
        (channel) => channel.bindQueue(queue, "amq.topic", "k"),
        (channel) => channel.consume(queue, () => {}),
        (channel) => channel.purgeQueue(queue),
        (channel) => channel.get(queue),
      ];
      for (const use of uses) {
        await lab.closesChannel(404, `no queue '${queue}'`, use);
      }
    },
  ],
  ["a queue that is declared again with other flags is a 406", async (lab) => {
    const queue = lab.name("q");
    await (await lab.channel()).assertQueue(queue, { durable: false });
    await lab.closesChannel(
      406,
      "inequivalent arg 'durable'",
      (channel) => channel.assertQueue(queue, { durable: true }),
    );
    await lab.closesChannel(
      406,
      "inequivalent arg 'auto_delete'",
      (channel) =>
        channel.assertQueue(queue, { durable: false, autoDelete: true }),
    );
    await lab.closesChannel(
      406,
      "inequivalent arg 'x-max-length'",
      (channel) => channel.assertQueue(queue, { durable: false, maxLength: 3 }),
    );
  }],
  [
    "an exclusive queue is a 405 to other connections, and to a declaration that is not exclusive",
    async (lab) => {
      const queue = lab.name("q");
      const channel = await lab.channel();
      await channel.assertQueue(queue, { exclusive: true, durable: false });
      await channel.assertQueue(queue, { exclusive: true, durable: false });
      const uses: ((channel: amqp.ConfirmChannel) => unknown)[] = [
        (channel) =>
          channel.assertQueue(queue, { exclusive: true, durable: false }),
        (channel) => channel.checkQueue(queue),
        (channel) => channel.bindQueue(queue, "amq.topic", "k"),
        (channel) => channel.consume(queue, () => {}),
        (channel) => channel.get(queue),
        (channel) => channel.purgeQueue(queue),
        (channel) => channel.deleteQueue(queue),
      ];
      for (const use of uses) await lab.closesChannel(405, "locked queue", use);
      const closed = once<Error & { code: number }>(channel, "error");
      channel.assertQueue(queue, { durable: false }).catch(() => {});
      assertEquals((await closed).code, 405);
    },
  ],
  ["others may publish to an exclusive queue", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    const inbox = new Inbox();
    await channel.consume(queue, inbox.take, { noAck: true });
    (await lab.channel()).sendToQueue(queue, bytes("hello"));
    assertEquals(await inbox.texts(1), ["hello"]);
  }],
  [
    "a queue without a name gets one, which an empty name then stands for",
    async (lab) => {
      const channel = await lab.channel();
      const first = await privateQueue(channel);
      const second = await privateQueue(channel);
      assert(first.startsWith("amq.gen-") && second.startsWith("amq.gen-"));
      assert(first !== second);
      await channel.bindQueue("", "amq.topic", second);
      channel.publish("amq.topic", second, bytes("x"));
      assertEquals(await fetch(channel, ""), "x");
      await lab.closesChannel(
        404,
        "no previously declared queue",
        (channel) => channel.bindQueue("", "amq.topic", "k"),
      );
    },
  ],
  ["an auto-delete queue lives until its last consumer leaves", async (lab) => {
    const queue = lab.name("q");
    const channel = await lab.channel();
    await channel.assertQueue(queue, { autoDelete: true, durable: false });
    await channel.checkQueue(queue);
    await channel.consume(queue, () => {}, { consumerTag: "a" });
    await channel.consume(queue, () => {}, { consumerTag: "b" });
    await channel.cancel("a");
    assertEquals((await channel.checkQueue(queue)).consumerCount, 1);
    await channel.cancel("b");
    await lab.closesChannel(
      404,
      "no queue",
      (channel) => channel.checkQueue(queue),
    );
  }],
  [
    "an auto-delete queue goes when the channel of its last consumer is closed",
    async (lab) => {
      const queue = lab.name("q");
      const connection = await lab.connection();
      const channel = await lab.channel(connection);
      await channel.assertQueue(queue, { autoDelete: true, durable: false });
      await channel.consume(queue, () => {});
      await put(channel, queue, "never settled");
      await channel.close();
      await lab.closesChannel(
        404,
        "no queue",
        (channel) => channel.checkQueue(queue),
      );
    },
  ],
  ["an exclusive queue dies with its connection and no sooner", async (lab) => {
    const queue = lab.name("q");
    const owner = await lab.connection();
    const channel = await lab.channel(owner);
    await channel.assertQueue(queue, { exclusive: true, durable: false });
    await channel.close();
    await (await lab.channel(owner)).checkQueue(queue);
    await owner.close();
    await lab.closesChannel(
      404,
      "no queue",
      (channel) => channel.checkQueue(queue),
    );
  }],
  [
    "a queue is deleted with ifUnused and ifEmpty only when it is",
    async (lab) => {
      const queue = lab.name("q");
      const channel = await lab.channel();
      await channel.assertQueue(queue, { durable: false });
      await put(channel, queue, "x");
      await lab.closesChannel(
        406,
        "not empty",
        (channel) => channel.deleteQueue(queue, { ifEmpty: true }),
      );
      await channel.purgeQueue(queue);
      const { consumerTag } = await channel.consume(queue, () => {});
      await lab.closesChannel(
        406,
        "in use",
        (channel) => channel.deleteQueue(queue, { ifUnused: true }),
      );
      await channel.cancel(consumerTag);
      await channel.deleteQueue(queue, { ifUnused: true, ifEmpty: true });
    },
  ],
  [
    "purging and deleting a queue tell how many messages it had",
    async (lab) => {
      const queue = lab.name("q");
      const channel = await lab.channel();
      await channel.assertQueue(queue, { durable: false });
      await put(channel, queue, "a", "b", "c");
      assertEquals(await count(channel, queue), 3);
      assertEquals((await channel.purgeQueue(queue)).messageCount, 3);
      await put(channel, queue, "d");
      assertEquals(await count(channel, queue), 1);
      assertEquals((await channel.deleteQueue(queue)).messageCount, 1);
    },
  ],
  ["a queue with x-max-length keeps the newest messages", async (lab) => {
    const channel = await lab.channel();
    const { queue } = await channel.assertQueue("", {
      exclusive: true,
      maxLength: 2,
    });
    await put(channel, queue, "a", "b", "c");
    assertEquals(await count(channel, queue), 2);
    assertEquals(await fetch(channel, queue), "b");
    await lab.closesChannel(
      406,
      "invalid arg 'x-max-length'",
      (channel) =>
        channel.assertQueue(lab.name("q"), {
          arguments: { "x-max-length": -1 },
        }),
    );
  }],
];
