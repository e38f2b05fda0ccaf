import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { Scheduler } from "../../src/core/mod.ts";
import type { Clock } from "../../src/mesh/mod.ts";
import { FakeClock } from "../../testing.ts";
import { LogRecords } from "./log_records.ts";

/** Makes a scheduler that has begun, and notes when its jobs run, in seconds. `make` makes the clock of the scheduler from the one that the test moves. */
function bench(make: (clock: FakeClock) => Clock = (clock) => clock) {
  const clock = new FakeClock(0);
  const scheduler = new Scheduler(make(clock));
  scheduler.start();
  const runs: number[] = [];
  return {
    clock,
    scheduler,
    runs,
    note: (): void => {
      runs.push(clock.now() / 1000);
    },
    pass: (seconds: number) => clock.advance(seconds * 1000),
  };
}

Deno.test("a job runs at its interval, the first time after one interval", async () => {
  const { scheduler, runs, note, pass } = bench();
  scheduler.every({ name: "job", interval: 3, run: note });

  await pass(2.999);
  assertEquals(runs, []);
  await pass(7.001);

  assertEquals(runs, [3, 6, 9]);
});

Deno.test("a job can run first whenever it wants (222)", async () => {
  const { scheduler, runs, note, pass } = bench();
  scheduler.every({ name: "job", interval: 3, first: 0, run: note });

  await pass(7);

  assertEquals(runs, [0, 3, 6]);
});

Deno.test("a job keeps its rate for hours, however long it takes and however late it is", async () => {
  const { scheduler, runs, note, pass, clock } = bench((clock) => ({
    now: () => clock.now(),
    after: (ms, run) => clock.after(ms + 7, run),
  }));
  scheduler.every({
    name: "job",
    interval: 10,
    run: async () => {
      note();
      await new Promise<void>((resolve) => clock.after(900, resolve));
    },
  });

  await pass(3 * 3600 + 1);

  assertEquals(runs.length, 3 * 360);
  assert(runs.every((time, index) => Math.abs(time - 10 * (index + 1)) < 0.1));
});

Deno.test("a fraction of a second does not add up to a drift", async () => {
  const { scheduler, runs, note, pass } = bench();
  scheduler.every({ name: "job", interval: 0.3, run: note });

  await pass(360.15);

  assertEquals(runs.length, 1200);
  assert(Math.abs(runs.at(-1)! - 360) < 0.001);
});

Deno.test("after a stall a job runs once and goes on at its old rate", async () => {
  let asleep = 0;
  const { scheduler, runs, note, pass } = bench((clock) => ({
    now: () => clock.now() + asleep,
    after: (ms, run) => clock.after(ms, run),
  }));
  scheduler.every({ name: "job", interval: 10, run: note });
  await pass(15);

  // The machine sleeps for an hour and seven seconds; its timers do not notice.
  asleep = 3_607_000;
  await pass(20);

  assertEquals(runs, [10, 20, 23, 33]);
});

Deno.test("a clock that is put back does not stop a job", async () => {
  let back = 0;
  const { scheduler, runs, note, pass } = bench((clock) => ({
    now: () => clock.now() - back,
    after: (ms, run) => clock.after(ms, run),
  }));
  scheduler.every({ name: "job", interval: 10, run: note });
  await pass(10);

  back = 86_400_000;
  await pass(40);

  assertEquals(runs, [10, 20, 30, 40, 50]);
});

Deno.test("a job that is not done is left out, and the log says so once (224)", async () => {
  await using log = await LogRecords.listen();
  const { scheduler, runs, note, pass } = bench();
  let finish = () => {};
  scheduler.every({
    name: "the slow one",
    interval: 1,
    run: () => {
      note();
      return new Promise<void>((resolve) => finish = resolve);
    },
  });

  await pass(5.5);
  assertEquals(runs, [1]);
  finish();
  await pass(1);

  assertEquals(runs, [1, 6]);
  assertEquals(log.lines("warning").length, 1);
  assertStringIncludes(log.lines("warning")[0]!, "the slow one is due");
});

Deno.test("a slow job holds up no other", async () => {
  const { scheduler, runs, note, pass } = bench();
  scheduler.every({
    name: "slow",
    interval: 1,
    run: () => new Promise(() => {}),
  });
  scheduler.every({ name: "quick", interval: 1, run: note });

  await pass(3);

  assertEquals(runs, [1, 2, 3]);
});

Deno.test("a job that fails runs again, and harms no other", async () => {
  await using log = await LogRecords.listen();
  const { scheduler, runs, note, pass } = bench();
  const failures: (() => unknown)[] = [
    () => {
      throw new Error("at once");
    },
    () => Promise.reject(new Error("later")),
    () => {
      throw undefined;
    },
    () => {
      throw "text";
    },
  ];
  let tries = 0;
  for (const fail of failures) {
    scheduler.every({
      name: "bad",
      interval: 1,
      run: () => {
        tries++;
        return fail();
      },
    });
  }
  scheduler.every({ name: "good", interval: 1, run: note });

  await pass(3);

  assertEquals([tries, runs], [12, [1, 2, 3]]);
  assertEquals(log.lines("error").slice(0, 4).sort(), [
    "bad failed: at once",
    "bad failed: later",
    "bad failed: text",
    "bad failed: undefined",
  ]);
});

Deno.test("an interval below a tenth of a second is refused (223)", () => {
  const { scheduler, clock } = bench();
  for (const interval of [0.099, 0, -1, NaN]) {
    const error = assertThrows(
      () => scheduler.every({ name: "job", interval, run: () => {} }),
      RangeError,
    );
    assertEquals(
      error.message,
      `Cannot schedule executions with an interval of less than 0.1 seconds: job asks for ${interval}`,
    );
  }
  assertEquals(clock.pending, 0);
});

Deno.test("an interval of exactly a tenth of a second is accepted (223)", async () => {
  const { scheduler, runs, note, pass } = bench();
  scheduler.every({ name: "job", interval: 0.1, run: note });

  await pass(0.35);

  assertEquals(runs, [0.1, 0.2, 0.3]);
});

Deno.test("a job that was cancelled runs no more, and nothing waits for it (222)", async () => {
  const { scheduler, runs, note, pass, clock } = bench();
  const cancel = scheduler.every({ name: "job", interval: 1, run: note });
  await pass(2);

  cancel();
  cancel();
  await pass(2);

  assertEquals([runs, clock.pending], [[1, 2], 0]);
});

Deno.test("a job can cancel itself from within", async () => {
  const { scheduler, runs, note, pass, clock } = bench();
  const cancel = scheduler.every({
    name: "job",
    interval: 1,
    run: () => {
      note();
      cancel();
    },
  });

  await pass(5);

  assertEquals([runs, clock.pending], [[1], 0]);
});

Deno.test("a job can cancel another that is due at the same time", async () => {
  const { scheduler, runs, note, pass } = bench();
  scheduler.every({ name: "first", interval: 1, run: () => cancel() });
  const cancel = scheduler.every({ name: "second", interval: 1, run: note });

  await pass(5);

  assertEquals(runs, []);
});

Deno.test("a job given before the start counts from the start", async () => {
  const clock = new FakeClock(0);
  const scheduler = new Scheduler(clock);
  const runs: number[] = [];
  scheduler.every({
    name: "job",
    interval: 1,
    run: () => runs.push(clock.now()),
  });
  const cancelled = scheduler.every({
    name: "cancelled",
    interval: 1,
    run: () => runs.push(-1),
  });
  cancelled();
  await clock.advance(10_000);
  assertEquals(runs, []);

  scheduler.start();
  await clock.advance(2000);

  assertEquals(runs, [11_000, 12_000]);
});

Deno.test("a scheduler that stopped runs nothing, and may start again with new jobs", async () => {
  const { scheduler, runs, note, pass, clock } = bench();
  scheduler.every({ name: "old", interval: 1, run: note });
  await pass(1);

  scheduler.stop();
  assertEquals(clock.pending, 0);
  scheduler.every({ name: "new", interval: 2, run: note });
  await pass(10);
  assertEquals(runs, [1]);
  scheduler.start();
  await pass(4);

  assertEquals(runs, [1, 13, 15]);
});
