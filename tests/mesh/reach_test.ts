import { assertEquals } from "@std/assert";
import type { Arrival } from "../../src/mesh/arrival.ts";
import { Unroutable } from "../../src/mesh/not_published.ts";
import { Reach } from "../../src/mesh/reach.ts";
import { FakeClock } from "../../testing.ts";
import { LogRecords } from "../core/log_records.ts";

Deno.test("a queue that is not reached although everything is bound again is declared anew, once, and told of when it is reached", async () => {
  await using log = await LogRecords.listen();
  const clock = new FakeClock();
  const did: string[] = [];
  let reachable = false;
  let sent = 0;
  const reach: Reach = new Reach(clock, {
    probe: () => {
      const id = String(++sent);
      if (reachable) {
        queueMicrotask(() => reach.sees({ messageId: id } as Arrival));
      }
      const outcome = reachable
        ? Promise.resolve()
        : Promise.reject(new Unroutable("nobody listens"));
      return { id, sent: outcome };
    },
    restore: () => {
      did.push("bound");
      return Promise.resolve();
    },
    renew: () => did.push("declared anew"),
    lost: (queue, reached) => did.push(`${queue} lost, reached: ${reached}`),
    idle: () => true,
  });
  const closed = Promise.withResolvers<void>();
  const watching = reach.watch("store", closed.promise);
  for (let minute = 0; minute < 3; minute++) await clock.advance(60_000);
  assertEquals(did, [
    "bound",
    "store lost, reached: false",
    "declared anew",
    "bound",
    "bound",
  ]);
  reachable = true;
  await clock.advance(60_000);
  assertEquals(log.lines("info"), ["store is reached again"]);
  closed.resolve();
  await watching;
});

Deno.test("a queue is looked after each minute, and soon if something seems to be gone, but not all the time", async () => {
  const clock = new FakeClock();
  let looks = 0;
  const reach: Reach = new Reach(clock, {
    restore: () => {
      looks++;
      return Promise.resolve();
    },
    renew: () => {},
    idle: () => true,
  });
  const closed = Promise.withResolvers<void>();
  const watching = reach.watch("replies", closed.promise);
  await clock.advance(30_000);
  assertEquals(looks, 0);
  reach.suspect();
  await clock.advance(0);
  assertEquals(looks, 1);
  for (let n = 0; n < 100; n++) {
    reach.suspect();
    await clock.advance(100);
  }
  assertEquals(looks, 3);
  await clock.advance(60_000);
  assertEquals(looks, 4);
  closed.resolve();
  await watching;
});
