import { assertEquals, assertRejects } from "@std/assert";
import { Line } from "../../src/instruments/line.ts";

const refuse = (why: string) => new Error(why);

Deno.test("a line serves in the order of arrival", async () => {
  const line = new Line(10);
  const served: number[] = [];
  await line.enter(refuse);
  const all = [1, 2, 3].map(async (name) => {
    await line.enter(refuse);
    served.push(name);
    line.leave();
  });
  assertEquals(line.length, 3);
  line.leave();
  await Promise.all(all);

  assertEquals(served, [1, 2, 3]);
  await line.enter(refuse);
});

Deno.test("a line that is full refuses, and one that leaves it makes room", async () => {
  const line = new Line(1);
  await line.enter(refuse);
  const giveUp = new AbortController();
  const second = line.enter(refuse, giveUp.signal);
  await assertRejects(() => line.enter(refuse), Error, "full");
  giveUp.abort();
  await assertRejects(() => second, Error, "aborted");
  const third = line.enter(refuse);
  line.leave();
  await third;

  assertEquals(line.length, 0);
});

Deno.test("who does not want any more before the turn comes does not get it", async () => {
  const line = new Line(1);
  await assertRejects(
    () => line.enter(refuse, AbortSignal.abort()),
    Error,
    "aborted",
  );
  await line.enter(refuse);
});
