/**
 * How an AMQP broker behaves towards its clients, as far as dripline or any test depends on it.
 *
 * Every behaviour is a function that gets a {@linkcode Laboratory} on the broker in question.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type amqp from "amqplib";
import { Buffer } from "node:buffer";
import { bytes, connect, Inbox, type Laboratory, once } from "./laboratory.ts";

/** A behaviour, in a sentence, and its test. */
export type Behaviour = [
  sentence: string,
  test: (lab: Laboratory) => Promise<void>,
];

/** An exclusive queue with a name of the broker's choice. */
async function privateQueue(channel: amqp.Channel): Promise<string> {
  return (await channel.assertQueue("", { exclusive: true })).queue;
}

/** The text of the next message of a queue, or `undefined` if it is empty. */
async function fetch(
  channel: amqp.Channel,
  queue: string,
): Promise<string | undefined> {
  const message = await channel.get(queue, { noAck: true });
  return message ? message.content.toString() : undefined;
}

const exchanges: Behaviour[] = [
  [
    "an exchange that was declared can be declared again and passively",
    async (lab) => {
      const channel = await lab.channel();
      const name = lab.name("e");
      await channel.assertExchange(name, "topic", { durable: false });
      await channel.assertExchange(name, "topic", { durable: false });
      await channel.checkExchange(name);
    },
  ],
  ["an exchange of another type is a 406", async (lab) => {
    const name = lab.name("e");
    await lab.closesChannel(406, "inequivalent arg 'type'", async (channel) => {
      await channel.assertExchange(name, "topic", { durable: false });
      await channel.assertExchange(name, "fanout", { durable: false });
    });
  }],
  [
    "an exchange with another durable or auto_delete flag is a 406",
    async (lab) => {
      const name = lab.name("e");
      const channel = await lab.channel();
      await channel.assertExchange(name, "topic", { durable: false });
      await lab.closesChannel(
        406,
        "inequivalent arg 'durable'",
        (channel) => channel.assertExchange(name, "topic", { durable: true }),
      );
      await lab.closesChannel(
        406,
        "inequivalent arg 'auto_delete'",
        (channel) =>
          channel.assertExchange(name, "topic", {
            durable: false,
            autoDelete: true,
          }),
      );
    },
  ],
  [
    "a missing exchange is a 404 when it is declared passively, bound or published to",
    async (lab) => {
      const missing = `no exchange '${lab.name("e")}'`;
      await lab.closesChannel(
        404,
        missing,
        (channel) => channel.checkExchange(lab.name("e")),
      );
      await lab.closesChannel(
        404,
        missing,
        async (channel) =>
          channel.bindQueue(await privateQueue(channel), lab.name("e"), "k"),
      );
      await lab.closesChannel(
        404,
        missing,
        (channel) => channel.publish(lab.name("e"), "k", bytes("x")),
      );
    },
  ],
  ["reserved names are a 403", async (lab) => {
    await lab.closesChannel(
      403,
      "reserved prefix",
      (channel) => channel.assertExchange("amq.dripline", "topic"),
    );
    await lab.closesChannel(
      403,
      "reserved prefix",
      (channel) => channel.assertQueue("amq.dripline"),
    );
    await lab.closesChannel(
      403,
      "deletion of system exchange",
      (channel) => channel.deleteExchange("amq.topic"),
    );
  }],
  ["the default exchange cannot be declared, deleted or bound", async (lab) => {
    const refusal = "not permitted on the default exchange";
    await lab.closesChannel(
      403,
      refusal,
      (channel) => channel.checkExchange(""),
    );
    await lab.closesChannel(
      403,
      refusal,
      (channel) => channel.deleteExchange(""),
    );
    await lab.closesChannel(
      403,
      refusal,
      async (channel) =>
        channel.bindQueue(await privateQueue(channel), "", "k"),
    );
  }],
  ["an unknown type of exchange is a 503", async (lab) => {
    await lab.closesConnection(
      503,
      "unknown exchange type 'odd'",
      (channel) => channel.assertExchange(lab.name("e"), "odd"),
    );
  }],
  ["an exchange that is bound is not deleted with ifUnused", async (lab) => {
    const name = lab.name("e");
    const channel = await lab.channel();
    await channel.assertExchange(name, "topic", { durable: false });
    const queue = await privateQueue(channel);
    await channel.bindQueue(queue, name, "a");
    await lab.closesChannel(
      406,
      "in use",
      (channel) => channel.deleteExchange(name, { ifUnused: true }),
    );
    await channel.unbindQueue(queue, name, "a");
    await channel.deleteExchange(name, { ifUnused: true });
    await lab.closesChannel(
      404,
      "no exchange",
      (channel) => channel.checkExchange(name),
    );
  }],
  ["an auto-delete exchange goes with its last binding", async (lab) => {
    const name = lab.name("e");
    const channel = await lab.channel();
    await channel.assertExchange(name, "topic", {
      durable: false,
      autoDelete: true,
    });
    await channel.checkExchange(name);
    const queue = await privateQueue(channel);
    await channel.bindQueue(queue, name, "a");
    await channel.bindQueue(queue, name, "b");
    await channel.unbindQueue(queue, name, "a");
    await channel.checkExchange(name);
    await channel.deleteQueue(queue);
    await lab.closesChannel(
      404,
      "no exchange",
      (channel) => channel.checkExchange(name),
    );
  }],
  ["nobody may publish to an internal exchange", async (lab) => {
    const name = lab.name("e");
    const channel = await lab.channel();
    await channel.assertExchange(name, "topic", {
      durable: false,
      internal: true,
    });
    await lab.closesChannel(
      403,
      "cannot publish to internal exchange",
      (channel) => channel.publish(name, "k", bytes("x")),
    );
  }],
  [
    "deleting an exchange or a queue that does not exist is fine",
    async (lab) => {
      const channel = await lab.channel();
      await channel.deleteExchange(lab.name("e"));
      assertEquals((await channel.deleteQueue(lab.name("q"))).messageCount, 0);
    },
  ],
];

const queues: Behaviour[] = [
  [
    "a missing queue is a 404 when it is checked, bound, consumed, purged or fetched from",
    async (lab) => {
      const queue = lab.name("q");
      const uses: ((channel: amqp.Channel) => unknown)[] = [
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
      const uses: ((channel: amqp.Channel) => unknown)[] = [
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
      channel.sendToQueue(queue, bytes("never settled"));
      await lab.settled(channel, queue);
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
      channel.sendToQueue(queue, bytes("x"));
      await lab.settled(channel, queue);
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
      for (const text of ["a", "b", "c"]) {
        channel.sendToQueue(
          queue,
          bytes(text),
        );
      }
      assertEquals(await lab.settled(channel, queue), 3);
      assertEquals((await channel.purgeQueue(queue)).messageCount, 3);
      channel.sendToQueue(queue, bytes("d"));
      assertEquals(await lab.settled(channel, queue), 1);
      assertEquals((await channel.deleteQueue(queue)).messageCount, 1);
    },
  ],
  ["a queue with x-max-length keeps the newest messages", async (lab) => {
    const channel = await lab.channel();
    const { queue } = await channel.assertQueue("", {
      exclusive: true,
      maxLength: 2,
    });
    for (const text of ["a", "b", "c"]) channel.sendToQueue(queue, bytes(text));
    assertEquals(await lab.settled(channel, queue), 2);
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

const routing: Behaviour[] = [
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
      assertEquals(await lab.settled(channel, queue), matched.length, pattern);
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
    assertEquals(await lab.settled(channel, queue), 1);
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
        assertEquals(await lab.settled(channel, queue), expected, type);
        await channel.unbindQueue(queue, exchange, "a.*");
        await channel.purgeQueue(queue);
        channel.publish(exchange, "a.b", bytes("x"));
        assertEquals(await lab.settled(channel, queue), expected - 1, type);
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
      assertEquals(await lab.settled(channel, queue), 1);
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
      assertEquals(await lab.settled(channel, queue), 0);
      await channel.bindQueue(queue, exchange, "#");
      channel.publish(exchange, "a", bytes("x"));
      assertEquals(await lab.settled(channel, queue), 1);
    },
  ],
];

const publishing: Behaviour[] = [
  [
    "a mandatory message without a queue comes back before its confirm",
    async (lab) => {
      const channel = await lab.confirmChannel();
      const events: string[] = [];
      channel.on("return", (message: amqp.Message) => {
        const { replyCode, replyText, routingKey } = message.fields as
          & amqp.MessageFields
          & { replyCode: number; replyText: string };
        events.push(
          `return ${replyCode} ${replyText} ${routingKey} ${message.content}`,
        );
        events.push(`property ${message.properties.messageId}`);
      });
      const options = { mandatory: true, messageId: "7" };
      await new Promise<void>((resolve) =>
        channel.publish(
          "amq.topic",
          lab.name("nowhere"),
          bytes("x"),
          options,
          () => {
            events.push("confirm");
            resolve();
          },
        )
      );
      assertEquals(events, [
        `return 312 NO_ROUTE ${lab.name("nowhere")} x`,
        "property 7",
        "confirm",
      ]);
    },
  ],
  ["every message is confirmed, in its queue by then", async (lab) => {
    const channel = await lab.confirmChannel();
    const queue = await privateQueue(channel);
    let confirmed = 0;
    for (let i = 0; i < 500; i++) {
      channel.sendToQueue(queue, bytes(`${i}`), {}, (error) => {
        assertEquals(error, null);
        confirmed++;
      });
    }
    await channel.waitForConfirms();
    assertEquals(confirmed, 500);
    assertEquals(await lab.settled(channel, queue), 500);
  }],
  [
    "a message without a queue that is not mandatory is confirmed and gone",
    async (lab) => {
      const channel = await lab.confirmChannel();
      channel.on("return", () => assert(false, "must not be returned"));
      channel.publish("amq.topic", lab.name("nowhere"), bytes("x"));
      await channel.waitForConfirms();
    },
  ],
  [
    "a publish to a missing exchange closes the channel only, whatever follows it",
    async (lab) => {
      const connection = await lab.connection();
      const channel = await lab.channel(connection);
      const other = await lab.channel(connection);
      const queue = await privateQueue(other);
      const closed = once<Error & { code: number }>(channel, "error");
      channel.publish(lab.name("missing"), "k", Buffer.alloc(300_000));
      channel.sendToQueue(queue, bytes("on the channel that is being closed"));
      assertEquals((await closed).code, 404);
      other.sendToQueue(queue, bytes("alive"));
      assertEquals(await fetch(other, queue), "alive");
    },
  ],
  ["an empty body arrives as an empty body", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    const inbox = new Inbox();
    await channel.consume(queue, inbox.take, { noAck: true });
    channel.sendToQueue(queue, Buffer.alloc(0));
    channel.sendToQueue(queue, bytes("next"));
    assertEquals(await inbox.texts(2), ["", "next"]);
  }],
  ["a body of several frames arrives as it was", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    for (const size of [131_063, 131_064, 131_065, 1_000_000]) {
      const body = Buffer.from(
        Uint8Array.from({ length: size }, (_, i) => i % 251),
      );
      channel.sendToQueue(queue, body);
      const message = await channel.get(queue, { noAck: true });
      assert(message && message.content.equals(body), `${size} bytes`);
    }
  }],
  ["properties and headers of all types arrive as they were", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    const typed = (type: string, value: unknown) => ({ "!": type, value });
    const sent = {
      contentType: "application/json",
      contentEncoding: "utf-8",
      correlationId: "c",
      replyTo: "r",
      messageId: "m",
      timestamp: 1_700_000_000,
      type: "t",
      appId: "a",
      priority: 3,
      deliveryMode: 1,
      headers: {
        yes: true,
        no: false,
        nothing: null,
        text: "Grüße",
        byte: typed("byte", -5),
        unsignedByte: typed("unsignedbyte", 250),
        short: typed("short", -30_000),
        unsignedShort: typed("unsignedshort", 60_000),
        int: typed("int", -2_000_000_000),
        unsignedInt: typed("unsignedint", 4_000_000_000),
        long: typed("long", 2 ** 52),
        float: typed("float", 0.5),
        double: 0.1,
        timestamp: typed("timestamp", 1_700_000_000),
        decimal: typed("decimal", { places: 2, digits: 314 }),
        bytes: Buffer.from([0, 255]),
        array: ["a", 1, [2.5]],
        table: { deep: { deeper: { deepest: "x" } } },
      },
    };
    channel.sendToQueue(queue, bytes("x"), sent);
    const message = await channel.get(queue, { noAck: true });
    assert(message);
    const { headers, ...properties } = message.properties;
    const plain = Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [
        name,
        value !== null && typeof value === "object" && "!" in value &&
          !["timestamp", "decimal"].includes(value["!"])
          ? value.value
          : value,
      ]),
    );
    assertEquals(JSON.stringify(headers), JSON.stringify(plain));
    for (const [name, value] of Object.entries(properties)) {
      assertEquals(value, sent[name as keyof typeof sent], name);
    }
  }],
];

const consuming: Behaviour[] = [
  ["prefetch limits each consumer", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    for (let i = 0; i < 10; i++) channel.sendToQueue(queue, bytes(`${i}`));
    const [first, second] = [new Inbox(), new Inbox()];
    await channel.prefetch(2);
    await channel.consume(queue, first.take);
    await channel.prefetch(3);
    await channel.consume(queue, second.take);
    await first.texts(2);
    await second.texts(3);
    assertEquals(await lab.settled(channel, queue), 5);
    channel.ack(first.messages[0]!);
    await first.texts(3);
    assertEquals(await lab.settled(channel, queue), 4);
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
      assertEquals(await lab.settled(channel, queue), 7);
      channel.ack(inbox.messages[2]!, true);
      await inbox.texts(6);
      assertEquals(await lab.settled(channel, queue), 4);
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
      for (const text of ["a", "b", "c", "d"]) {
        channel.sendToQueue(
          queue,
          bytes(text),
        );
      }
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
      for (const text of ["a", "b", "c"]) {
        channel.sendToQueue(
          queue,
          bytes(text),
        );
      }
      const [a, , c] = [
        await channel.get(queue),
        await channel.get(queue),
        await channel.get(queue),
      ];
      assert(a && c);
      channel.reject(a, false);
      channel.nack(c, true, false);
      await channel.recover();
      assertEquals(await lab.settled(channel, queue), 0);
    },
  ],
  ["recover puts all unsettled messages back", async (lab) => {
    const channel = await lab.channel();
    const queue = await privateQueue(channel);
    for (const text of ["a", "b"]) channel.sendToQueue(queue, bytes(text));
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
      for (const text of ["a", "b"]) channel.sendToQueue(queue, bytes(text));
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
      channel.sendToQueue(queue, bytes("x"));
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
      assertEquals(await lab.settled(channel, queue), 1);
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
      for (const text of ["a", "b"]) channel.sendToQueue(queue, bytes(text));
      const message = await channel.get(queue, { noAck: true });
      assert(message);
      assertEquals(message.fields.messageCount, 1);
      await channel.get(queue, { noAck: true });
      assertEquals(await channel.get(queue), false);
    },
  ],
];

const connections: Behaviour[] = [
  ["channels can be opened and closed again and again", async (lab) => {
    const connection = await lab.connection();
    for (let i = 0; i < 50; i++) await (await lab.channel(connection)).close();
    const channels = await Promise.all(
      Array.from({ length: 50 }, () => lab.channel(connection)),
    );
    for (const channel of channels) await privateQueue(channel);
  }],
  ["a vhost that does not exist is refused", async (lab) => {
    await assertRejects(() => connect(`${lab.url}/no_such_vhost`), Error);
  }],
];

/** All behaviours. */
export const behaviours: Behaviour[] = [
  ...exchanges,
  ...queues,
  ...routing,
  ...publishing,
  ...consuming,
  ...connections,
];
