import { assert, assertNotEquals } from "@std/assert";
import { randomFrom } from "./random.ts";

Deno.test("seeds of every kind make readings in their range", () => {
  for (const seed of [0, -1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1]) {
    const random = randomFrom(seed);
    for (let i = 0; i < 100; i++) {
      const value = random();
      assert(value >= 0 && value < 1);
    }
  }
});

Deno.test("seeds that differ beyond 32 bits make different readings", () => {
  assertNotEquals(randomFrom(1)(), randomFrom(1 + 2 ** 32)());
});

Deno.test("numbers drawn from a seed are spread evenly", () => {
  const random = randomFrom(42);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) bins[Math.floor(random() * 10)]!++;

  assert(bins.every((count) => count > 850 && count < 1150), `${bins}`);
});
