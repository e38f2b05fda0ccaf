import { assertEquals } from "@std/assert";
import { Line } from "../../src/mesh/line.ts";

Deno.test("work is done in order, one piece at a time", async () => {
  const done: string[] = [];
  const line = new Line(() => {});
  const first = Promise.withResolvers<void>();
  line.add(async () => {
    done.push("a begins");
    await first.promise;
    done.push("a ends");
  });
  line.add(() => void done.push("b"));
  await Promise.resolve();
  assertEquals([done, line.waiting], [["a begins"], 1]);

  first.resolve();
  await line.close();
  assertEquals(done, ["a begins", "a ends"]);
});

Deno.test("work that throws or rejects is reported, and the next is done", async () => {
  const failed: unknown[] = [];
  const line = new Line((error) => failed.push((error as Error).message));
  const last = Promise.withResolvers<void>();
  line.add(() => {
    throw new Error("thrown");
  });
  line.add(() => Promise.reject(new Error("rejected")));
  line.add(() => last.resolve());
  await last.promise;
  assertEquals(failed, ["thrown", "rejected"]);
});

Deno.test("a line that has come to rest begins again", async () => {
  const line = new Line(() => {});
  for (let i = 0; i < 3; i++) {
    const done = Promise.withResolvers<void>();
    line.add(() => done.resolve());
    await done.promise;
  }
  assertEquals(line.waiting, 0);
});

Deno.test("a closed line forgets what has not begun, and takes nothing more", async () => {
  const done: string[] = [];
  const line = new Line(() => {});
  line.add(() => void done.push("a"));
  await line.close();
  line.add(() => void done.push("b"));
  await line.close();
  assertEquals(done, []);
});
