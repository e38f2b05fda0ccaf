/**
 * How messages arrive, and what their publishers are told.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type amqp from "amqplib";
import { Buffer } from "node:buffer";
import { bytes, Inbox, once } from "../laboratory.ts";
import { type Behaviour, count, fetch, privateQueue } from "./behaviour.ts";

/** Behaviours of publishing. */
export const publishing: Behaviour[] = [
  [
    "a mandatory message without a queue comes back before its confirm",
    async (lab) => {
      const channel = await lab.channel();
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
    const channel = await lab.channel();
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
    assertEquals(await count(channel, queue), 500);
  }],
  [
    "a message without a queue that is not mandatory is confirmed and gone",
    async (lab) => {
      const channel = await lab.channel();
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
      await channel.waitForConfirms();
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
    await channel.waitForConfirms();
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
