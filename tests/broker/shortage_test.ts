import { assert, assertEquals, assertMatch } from "@std/assert";
import { Buffer } from "node:buffer";
import { startBroker } from "../../src/broker/mod.ts";
import { LogRecords } from "../core/log_records.ts";
import { Inbox, Laboratory } from "./laboratory.ts";
import { until } from "./until.ts";

const kilobyte = 1000;

/** Starts a broker whose memory twenty messages of ten kilobytes fill. */
function start(unreadTimeout: number) {
  return startBroker({
    port: 0,
    memoryLimit: 200 * kilobyte,
    unreadTimeout,
  });
}

Deno.test("a queue that somebody left behind does not stop publishers: it loses its oldest messages, and the log names it", async () => {
  await using log = await LogRecords.listen();
  await using broker = start(0.05);
  await using lab = new Laboratory(broker.url);
  const publisher = await lab.channel();
  for (const queue of ["left over", "read"]) {
    await publisher.assertQueue(queue);
    await publisher.bindQueue(queue, "amq.fanout", "");
  }
  const inbox = new Inbox();
  const reader = await lab.channel();
  await reader.consume("read", inbox.take, { noAck: true });
  for (let i = 0; i < 60; i++) {
    publisher.publish("amq.fanout", "", Buffer.alloc(10 * kilobyte, i));
  }
  await publisher.waitForConfirms();

  assertEquals((await inbox.texts(60)).length, 60);
  await until(() => !broker.stats().blocked);
  const { messageCount } = await publisher.checkQueue("left over");
  assert(messageCount > 5 && messageCount < 25, `${messageCount} are left`);
  const oldest = await publisher.get("left over");
  assert(oldest && oldest.content[0] === 60 - messageCount);
  const warnings = log.lines("warning");
  assertEquals(
    warnings.filter((line) => line.includes("publishers wait. Queue")).length,
    1,
  );
  assertMatch(
    warnings[0]!,
    /Queue left over holds most, [12]\d{5} bytes: \d+ messages, 0 consumers\. Read, purge or delete it/,
  );
  assertMatch(
    warnings[1]!,
    /dropped the \d+ oldest messages \(\d+ bytes\) of queue left over, which nobody has read/,
  );
});

Deno.test("a queue whose consumer does not acknowledge loses nothing: publishers wait, and the log says for whom", async () => {
  await using log = await LogRecords.listen();
  await using broker = start(0);
  await using lab = new Laboratory(broker.url);
  const publisher = await lab.channel();
  const reader = await lab.channel();
  await publisher.assertQueue("slow");
  const inbox = new Inbox();
  await reader.consume("slow", inbox.take);
  for (let i = 0; i < 60; i++) {
    publisher.sendToQueue("slow", Buffer.alloc(10 * kilobyte, i));
  }
  const line = await log.line("publishers wait");

  assertMatch(
    line,
    /Queue slow holds most, .* 1 consumers\. Its consumers are too slow, or do not acknowledge/,
  );
  const acknowledge = setInterval(() => {
    const last = inbox.messages.at(-1);
    if (last) reader.ack(last, true);
    inbox.messages.splice(0);
  }, 5);
  await publisher.waitForConfirms();
  clearInterval(acknowledge);
  assertEquals(
    log.lines("warning").filter((line) => line.includes("dropped")),
    [],
  );
});

Deno.test("a queue that is polled is not left over", async () => {
  await using broker = start(0.2);
  await using lab = new Laboratory(broker.url);
  const [publisher, poller] = [await lab.channel(), await lab.channel()];
  await publisher.assertQueue("polled");
  const seen: number[] = [];
  const poll = (async () => {
    while (seen.length < 60) {
      const message = await poller.get("polled", { noAck: true });
      if (message) seen.push(message.content[0]!);
      else await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  for (let i = 0; i < 60; i++) {
    publisher.sendToQueue("polled", Buffer.alloc(10 * kilobyte, i));
  }
  await publisher.waitForConfirms();
  await poll;

  assertEquals(seen, [...Array(60).keys()]);
});
