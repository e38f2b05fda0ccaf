/**
 * How exchanges are declared and deleted.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { bytes } from "../laboratory.ts";
import { type Behaviour, privateQueue } from "./behaviour.ts";

/** Behaviours of exchanges. */
export const exchanges: Behaviour[] = [
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
