import { assertEquals } from "@std/assert";
import { Inbox, type InboxLimits } from "../../src/mesh/inbox.ts";
import { cut, encode, type Message } from "../../src/wire/mod.ts";
import { FakeClock } from "../../testing.ts";

/** An inbox, and what came out of it. */
function inbox(limits: Partial<InboxLimits> = {}) {
  const clock = new FakeClock();
  const out: Message[] = [];
  const made = new Inbox(clock, limits, (message) => out.push(message));
  const accept = (...delivery: Parameters<Inbox["accept"]>) => {
    const message = made.accept(...delivery);
    if (message) out.push(message);
  };
  return { clock, out, inbox: { accept } };
}

/** A request whose payload is a text of `letters` letters, in chunks of `size` bytes. */
function chunks(letters: number, size: number, id = "u") {
  const [whole] = encode({
    type: "request",
    routingKey: "peaches",
    correlationId: "c",
    replyTo: "r",
    specifier: "",
    timestamp: "",
    senderInfo: {
      exe: "e",
      hostname: "h",
      username: "u",
      serviceName: "s",
      versions: {},
    },
    payload: "x".repeat(letters),
    valid: true,
    operation: 1,
    lockoutKey: "00000000-0000-0000-0000-000000000000",
  }, { id, now: 0 });
  const { body, properties } = whole!;
  // What amqplib makes of the integers when it reads them.
  const headers = Object.fromEntries(
    Object.entries(properties.headers!).map(([name, value]) => [
      name,
      (value as { value?: number }).value ?? value,
    ]),
  );
  const parts = cut(body, size);
  return parts.map((part, index) => ({
    body: part,
    properties: {
      ...properties,
      headers,
      messageId: `${id}/${index}/${parts.length}`,
    },
  }));
}

function payloads(messages: readonly Message[]): unknown[] {
  return messages.map(({ payload }) => payload);
}

Deno.test("chunks may come in any order (57), and duplicates are ignored (58)", () => {
  const { inbox: box, out } = inbox();
  const parts = chunks(38, 10);
  for (const index of [3, 2, 2, 1, 3, 0]) {
    const { properties, body } = parts[index]!;
    box.accept("peaches", properties, body);
  }
  assertEquals(payloads(out), ["x".repeat(38)]);
});

Deno.test("a chunk that never comes is filled up at the deadline after the first (59)", async () => {
  const { inbox: box, out, clock } = inbox();
  const parts = chunks(38, 10);
  for (const index of [2, 0, 3]) {
    const { properties, body } = parts[index]!;
    box.accept("peaches", properties, body);
  }
  await clock.advance(999);
  assertEquals(out, []);
  await clock.advance(1);
  assertEquals(out[0]?.valid, false);
  assertEquals(out[0]?.payload, {
    error: "Entire message was not available",
    invalid: `"${"x".repeat(9)}${"#".repeat(10)}${"x".repeat(19)}"`,
  });
});

Deno.test("the deadline counts from the first chunk; one that comes later begins anew (60), and a longer wait helps (61)", async () => {
  for (const [chunkWait, expected] of [[1000, 2], [5000, 1]] as const) {
    const { inbox: box, out, clock } = inbox({ chunkWait });
    for (const { properties, body } of chunks(38, 10)) {
      box.accept("peaches", properties, body);
      await clock.advance(400);
    }
    await clock.advance(5000);
    assertEquals(out.length, expected);
    assertEquals(out.every(({ valid }) => valid), expected === 1);
  }
});

Deno.test("the same id may be used again once its message is done (56)", () => {
  const { inbox: box, out } = inbox();
  for (let i = 0; i < 2; i++) {
    for (const { properties, body } of chunks(38, 10)) {
      box.accept("peaches", properties, body);
    }
  }
  assertEquals(out.length, 2);
});

Deno.test("only so many messages may be incomplete, and only so many bytes wait", async () => {
  const { inbox: box, out, clock } = inbox({ maxIncomplete: 2 });
  for (const id of ["a", "b", "c"]) {
    const [first] = chunks(38, 10, id);
    box.accept("peaches", first!.properties, first!.body);
  }
  await clock.advance(1000);
  assertEquals(out.length, 2);

  const small = inbox({ maxIncompleteBytes: 25 });
  for (const { properties, body } of chunks(38, 10)) {
    small.inbox.accept("peaches", properties, body);
  }
  assertEquals(small.out, []);
  assertEquals(small.clock.pending <= 1, true);
});

Deno.test("what nobody can read is dropped, and the next message is read (38, 39, 44)", () => {
  const { inbox: box, out } = inbox();
  const [good] = chunks(3, 100);
  const { properties, body } = good!;
  const headers = properties.headers!;
  box.accept("peaches", { ...properties, contentEncoding: "utf-8" }, body);
  box.accept("peaches", {
    ...properties,
    headers: { ...headers, message_type: "3" },
  }, body);
  box.accept("peaches", {
    ...properties,
    headers: { ...headers, message_type: 9 },
  }, body);
  box.accept("peaches", properties, body);
  assertEquals(payloads(out), ["xxx"]);
});

Deno.test("a payload that is too long is not read, whole or in chunks: the message is invalid", () => {
  const { inbox: box, out } = inbox({ maxMessageSize: 30 });
  for (const size of [100, 10]) {
    for (const { properties, body } of chunks(38, size)) {
      box.accept("peaches", properties, body);
    }
  }
  const payload = { error: "The payload has 40 bytes; at most 30 are read" };
  assertEquals(payloads(out), [payload, payload]);
  assertEquals(out.map(({ valid }) => valid), [false, false]);
});
