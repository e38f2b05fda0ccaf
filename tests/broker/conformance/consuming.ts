/**
 * How messages are delivered, settled and requeued.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type amqp from "amqplib";
import { bytes, Inbox } from "../laboratory.ts";
import {
  type Behaviour,
  count,
  fetch,
  privateQueue,
  put,
} from "./behaviour.ts";

/** Behaviours of consuming. */
export const consuming: Behaviour[] = [
  ["prefetch limits each consumer", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    await put(channel, queue, ..."0123456789");
    const [first, second] = [new Inbox(), new Inbox()];
    await channel.prefetch(2);
    await channel.consume(queue, first.take);
    await channel.prefetch(3);
    await channel.consume(queue, second.take);
    await first.texts(2);
    await second.texts(3);
    assertEquals(await count(channel, queue), 5);
    channel.ack(first.messages[0]!);
    await first.texts(3);
    assertEquals(await count(channel, queue), 4);
    assertEquals([first.messages.length, second.messages.length], [3, 3]);
  }],
  [
    "a global prefetch limits all consumers of the channel together",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      const inbox = new Inbox();
      await channel.prefetch(3, true);
      await channel.consume(queue, inbox.take);
      await channel.consume(queue, inbox.take);
      for (let i = 0; i < 10; i++) channel.sendToQueue(queue, bytes(`${i}`));
      await inbox.texts(3);
      assertEquals(await count(channel, queue), 7);
      channel.ack(inbox.messages[2]!, true);
      await inbox.texts(6);
      assertEquals(await count(channel, queue), 4);
    },
  ],
  [
    "a message settled in one queue makes room under a global prefetch for another",
    async (lab) => {
      const channel = await lab.channel();
      const [first, second] = [
        await privateQueue(channel),
        await privateQueue(channel),
      ];
      const inbox = new Inbox();
      await channel.prefetch(1, true);
      for (const queue of [first, second]) {
        await channel.consume(queue, inbox.take);
      }
      await put(channel, first, "a");
      await put(channel, second, "b");
      assertEquals(await inbox.texts(1), ["a"]);
      assertEquals(await count(channel, second), 1);
      channel.ack(inbox.messages[0]!);
      assertEquals(await inbox.texts(2), ["a", "b"]);
    },
  ],
  [
    "a consumer without acknowledgements is not limited by prefetch",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      const inbox = new Inbox();
      await channel.prefetch(1);
      await channel.consume(queue, inbox.take, { noAck: true });
      for (let i = 0; i < 20; i++) channel.sendToQueue(queue, bytes(`${i}`));
      assertEquals((await inbox.texts(20)).length, 20);
    },
  ],
  [
    "requeued messages come again in their old order, marked as redelivered",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      await put(channel, queue, "a", "b", "c", "d");
      const [a, b, c] = [
        await channel.get(queue),
        await channel.get(queue),
        await channel.get(queue),
      ];
      assert(a && b && c);
      assertEquals(a.fields.redelivered, false);
      channel.nack(b, false, true);
      channel.reject(c, true);
      channel.nack(a, false, true);
      const again = [];
      for (let i = 0; i < 4; i++) {
        const message = await channel.get(queue, { noAck: true });
        assert(message);
        again.push(`${message.content} ${message.fields.redelivered}`);
      }
      assertEquals(again, ["a true", "b true", "c true", "d false"]);
    },
  ],
  [
    "messages that are rejected or nacked without requeue are gone",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      await put(channel, queue, "a", "b", "c");
      const [a, , c] = [
        await channel.get(queue),
        await channel.get(queue),
        await channel.get(queue),
      ];
      assert(a && c);
      channel.reject(a, false);
      channel.nack(c, true, false);
      await channel.recover();
      assertEquals(await count(channel, queue), 0);
    },
  ],
  [
    "acknowledging several settles all up to that one, and none after it",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      await put(channel, queue, "a", "b", "c");
      await channel.get(queue);
      const second = await channel.get(queue);
      await channel.get(queue);
      assert(second);
      channel.ack(second, true);
      await channel.recover();
      assertEquals(await count(channel, queue), 1);
      assertEquals(await fetch(channel, queue), "c");
    },
  ],
  ["recover puts all unsettled messages back", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    await put(channel, queue, "a", "b");
    await channel.get(queue);
    await channel.get(queue);
    await channel.recover();
    assertEquals(await fetch(channel, queue), "a");
    assertEquals(await fetch(channel, queue), "b");
  }],
  [
    "unsettled messages go back when their channel or connection is closed",
    async (lab) => {
      const queue = lab.name("q");
      const channel = await lab.channel();
      await channel.assertQueue(queue, { durable: false });
      await put(channel, queue, "a", "b");
      const connection = await lab.connection();
      const first = await lab.channel(connection);
      assert(await first.get(queue));
      assert(await first.get(queue));
      await first.close();
      const second = await lab.channel(connection);
      const inbox = new Inbox();
      await second.consume(queue, inbox.take);
      assertEquals(await inbox.texts(2), ["a", "b"]);
      assertEquals(inbox.messages[0]!.fields.redelivered, true);
      await connection.close();
      assertEquals(await fetch(channel, queue), "a");
      assertEquals(await fetch(channel, queue), "b");
    },
  ],
  ["an unknown delivery tag is a 406", async (lab) => {
    const tag = (deliveryTag: number) =>
      ({ fields: { deliveryTag } }) as amqp.Message;
    const unknown = "unknown delivery tag";
    await lab.closesChannel(
      406,
      `${unknown} 7`,
      (channel) => channel.ack(tag(7)),
    );
    await lab.closesChannel(
      406,
      unknown,
      (channel) => channel.nack(tag(1), true),
    );
    await lab.closesChannel(406, unknown, async (channel) => {
      const queue = await privateQueue(channel);
      await put(channel, queue, "x");
      const message = await channel.get(queue);
      assert(message);
      channel.ack(message);
      channel.ack(message);
    });
  }],
  ["consumers take turns", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    const [first, second] = [new Inbox(), new Inbox()];
    await channel.consume(queue, first.take, { noAck: true });
    await channel.consume(queue, second.take, { noAck: true });
    for (let i = 0; i < 10; i++) channel.sendToQueue(queue, bytes(`${i}`));
    assertEquals((await first.texts(5)).length, 5);
    assertEquals((await second.texts(5)).length, 5);
  }],
  [
    "a cancelled consumer gets nothing more, and may still settle what it has",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      const inbox = new Inbox();
      const { consumerTag } = await channel.consume(queue, inbox.take);
      channel.sendToQueue(queue, bytes("a"));
      await inbox.texts(1);
      await channel.cancel(consumerTag);
      await channel.cancel("never heard of");
      channel.sendToQueue(queue, bytes("b"));
      channel.ack(inbox.messages[0]!);
      assertEquals(await count(channel, queue), 1);
      assertEquals(inbox.messages.length, 1);
    },
  ],
  ["consumers learn that their queue was deleted", async (lab) => {
    const queue = lab.name("q");
    const channel = await lab.channel();
    await channel.assertQueue(queue, { durable: false });
    const inbox = new Inbox();
    await channel.consume(queue, inbox.take);
    await (await lab.channel()).deleteQueue(queue);
    assertEquals(await inbox.texts(1), [undefined]);
    await channel.assertQueue(queue, { durable: false });
  }],
  ["a consumer tag in use is a 530", async (lab) => {
    await lab.closesConnection(
      530,
      "reuse consumer tag 'tag'",
      async (channel) => {
        const queue = await privateQueue(channel);
        await channel.consume(queue, () => {}, { consumerTag: "tag" });
        await channel.consume(queue, () => {}, { consumerTag: "tag" });
      },
    );
  }],
  [
    "a consumer tag can be used again after it was cancelled, and on other channels",
    async (lab) => {
      const connection = await lab.connection();
      const channel = await lab.channel(connection);
      const other = await lab.channel(connection);
      const queue = await privateQueue(channel);
      for (const user of [channel, other]) {
        await user.consume(queue, () => {}, { consumerTag: "tag" });
      }
      await channel.cancel("tag");
      await channel.consume(queue, () => {}, { consumerTag: "tag" });
    },
  ],
  ["an exclusive consumer is alone", async (lab) => {
    const queue = lab.name("q");
    const channel = await lab.channel();
    await channel.assertQueue(queue, { durable: false });
    const { consumerTag } = await channel.consume(queue, () => {}, {
      exclusive: true,
    });
    await lab.closesChannel(
      403,
      "exclusive use",
      (channel) => channel.consume(queue, () => {}),
    );
    await channel.cancel(consumerTag);
    await channel.consume(queue, () => {});
    await lab.closesChannel(
      403,
      "exclusive use",
      (channel) => channel.consume(queue, () => {}, { exclusive: true }),
    );
  }],
  [
    "fetching tells how many messages are left, and that there is none",
    async (lab) => {
      const channel = await lab.channel();
      const queue = await privateQueue(channel);
      await put(channel, queue, "a", "b");
      const message = await channel.get(queue, { noAck: true });
      assert(message);
      assertEquals(message.fields.messageCount, 1);
      await channel.get(queue, { noAck: true });
      assertEquals(await channel.get(queue), false);
    },
  ],
];
