import { assertEquals } from "@std/assert";
import { Timeouts } from "../../src/mesh/timeouts.ts";
import { FakeClock } from "../../testing.ts";

Deno.test("timeouts come to pass on the millisecond, short or long, and in order", async () => {
  const clock = new FakeClock();
  const timeouts = new Timeouts(clock);
  const begin = clock.now();
  const seen: number[] = [];
  const note = () => seen.push(clock.now() - begin);

  timeouts.after(10_000, note);
  timeouts.after(50, note);
  await clock.advance(30);
  timeouts.after(10_000, note);
  timeouts.after(101, note);
  await clock.advance(20_000);

  assertEquals(seen, [50, 131, 10_000, 10_030]);
  assertEquals(clock.pending, 0);
});

Deno.test("a timeout that is prevented never comes to pass, whether it is young or old", async () => {
  const clock = new FakeClock();
  const timeouts = new Timeouts(clock);
  const seen: string[] = [];
  const preventYoung = timeouts.after(1000, () => seen.push("young"));
  const preventOld = timeouts.after(1000, () => seen.push("old"));
  const preventShort = timeouts.after(20, () => seen.push("short"));
  timeouts.after(1000, () => seen.push("left"));

  preventYoung();
  preventShort();
  await clock.advance(500);
  preventOld();
  await clock.advance(500);

  assertEquals(seen, ["left"]);
  assertEquals(clock.pending, 0);
});

Deno.test("thousands of timeouts that are prevented soon share one timer", async () => {
  const clock = new FakeClock();
  const timeouts = new Timeouts(clock);
  for (let i = 0; i < 10_000; i++) timeouts.after(10_000, () => {})();
  assertEquals(clock.pending, 1);
  await clock.advance(1000);
  assertEquals(clock.pending, 0);
});

Deno.test("closing lets go of the clock", () => {
  const clock = new FakeClock();
  const timeouts = new Timeouts(clock);
  timeouts.after(10_000, () => {})();
  timeouts.close();
  assertEquals(clock.pending, 0);
});

for (const jump of [-3_600_000, 3_600_000]) {
  Deno.test(`a clock that is put ${jump < 0 ? "back" : "forward"} moves a timeout by a tenth of a second at most`, async () => {
    const fake = new FakeClock();
    let offset = 0;
    const timeouts = new Timeouts({
      now: () => fake.now() + offset,
      after: (milliseconds, run) => fake.after(milliseconds, run),
    });
    const begin = fake.now();
    let took = 0;
    timeouts.after(10_000, () => took = fake.now() - begin);
    offset = jump;
    await fake.advance(20_000);
    assertEquals(took, jump < 0 ? 10_100 : 10_000);
  });
}
