import { assertEquals, assertMatch } from "@std/assert";
import { Mesh, type MeshOptions } from "../../src/mesh/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { connect, testOnEach } from "./backends.ts";

/** A place that answers to `key` with `payload`. */
async function answering(
  options: MeshOptions,
  name: string,
  key: string,
  payload: string,
): Promise<Mesh> {
  const mesh = new Mesh(options, { name });
  await mesh.open();
  await mesh.listen({
    queue: name,
    requests: [`${key}.#`],
    handle: (message) => {
      if (message.type !== "request") return;
      mesh.reply(message, { returnCode: 0, returnMessage: "", payload });
    },
  }).ready;
  return mesh;
}

const ping = { operation: "cmd", specifier: "ping" } as const;

testOnEach(
  "askAll collects the replies of all until they cease",
  async ({ options }) => {
    await using _a = await answering(options, "a", "broadcast", "one");
    await using _b = await answering(options, "b", "broadcast", "two");
    await using client = await connect(options);

    const call = { ...ping, endpoint: "broadcast" };
    const { replies, ended } = await client.askAll({ ...call, quiet: 0.3 });

    assertEquals(ended, "ceased");
    assertEquals(
      replies.map(({ payload, senderInfo }) => [
        senderInfo.serviceName,
        payload,
      ]).sort(),
      [["a", "one"], ["b", "two"]],
    );
  },
);

testOnEach(
  "askAll ends with the replies it has at its limits, and says which it was",
  async ({ options }) => {
    await using _a = await answering(options, "a", "broadcast", "x".repeat(99));
    await using _b = await answering(options, "b", "broadcast", "x".repeat(99));
    await using client = await connect(options);
    const call = { ...ping, endpoint: "broadcast", quiet: 60 };
    const outcome = async (limits: Record<string, number>) => {
      const { replies, ended } = await client.askAll({ ...call, ...limits });
      return [replies.length, ended];
    };

    assertEquals(await outcome({ maxReplies: 1 }), [1, "count"]);
    assertEquals(await outcome({ maxBytes: 1 }), [0, "bytes"]);
    assertEquals(await outcome({ timeout: 0.3 }), [2, "timeout"]);
    assertEquals(
      await outcome({ timeout: 60, maxReplies: 2 }),
      [2, "count"],
    );
  },
);

testOnEach(
  "that nobody listens is an answer to askAll, at once",
  async ({ options }) => {
    await using client = await connect(options);

    assertEquals(
      await client.askAll({ ...ping, endpoint: "nobody", quiet: 60 }),
      { replies: [], ended: "nobody" },
    );
  },
);

testOnEach(
  "a client that hears two replies says who answered, and what reaches both",
  async ({ options }) => {
    await using log = await LogRecords.listen();
    await using _a = await answering(options, "a", "chips", "one");
    await using _b = await answering(options, "b", "chips", "two");
    await using client = await connect(options);

    await client.set("chips", 5);

    const line = await log.line("two services have answered");
    assertMatch(
      line,
      /answered set chips: first "[ab]" on \S+ \(.+\), then "[ab]" on \S+ \(.+\)\. Each request to that name reaches both/,
    );
    assertEquals(log.lines("warning"), [line]);
  },
);

testOnEach(
  "that many answer a broadcast is no news",
  async ({ options }) => {
    await using log = await LogRecords.listen();
    await using _a = await answering(options, "a", "broadcast", "one");
    await using _b = await answering(options, "b", "broadcast", "two");
    await using client = await connect(options);

    await client.cmd("broadcast", "ping");

    await log.line("another answer to cmd broadcast -s ping");
    assertEquals(log.lines("warning"), []);
  },
);
