import { assertEquals } from "@std/assert";
import { Scheduler } from "../../src/core/mod.ts";
import { FakeClock } from "../../testing.ts";
import { LogRecords } from "./log_records.ts";

Deno.test("a failure that repeats is told once, a new reason again, and when it works again", async () => {
  const clock = new FakeClock();
  const scheduler = new Scheduler(clock);
  const outcomes = ["off", "off", "off", "broken", "off", "", ""];
  scheduler.every({
    name: "logging peaches",
    interval: 1,
    run: () => {
      const reason = outcomes.shift();
      if (reason) throw new Error(reason);
    },
  });
  await using logs = await LogRecords.listen();
  scheduler.start();
  await clock.advance(7000);
  scheduler.stop();
  assertEquals(logs.lines("error"), [
    "logging peaches failed: off",
    "logging peaches failed: broken",
    "logging peaches failed: off",
  ]);
  assertEquals(logs.lines("debug").length, 2);
  assertEquals(logs.lines("info"), [
    "logging peaches works again, after 5 failures",
  ]);
});
