import { assertEquals } from "@std/assert";
import { Outbox } from "../../src/mesh/outbox.ts";
import { NotPublished } from "../../src/mesh/not_published.ts";
import type { Outlet } from "../../src/mesh/outlet.ts";
import type { AmqpMessage } from "../../src/wire/mod.ts";
import { FakeClock } from "../../testing.ts";

/** An outlet that does what a test tells it. */
class FakePublisher {
  open = true;
  readonly published: string[] = [];
  readonly #waiting: PromiseWithResolvers<void>[] = [];

  publishAll(key: string): Promise<void> {
    this.published.push(key);
    const outcome = Promise.withResolvers<void>();
    this.#waiting.push(outcome);
    return outcome.promise;
  }

  confirm(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  refuse(): void {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new TypeError("must be a string (up to 255 chars)"));
    }
  }

  lose(): void {
    this.open = false;
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new NotPublished("lost"));
    }
  }
}

function outbox(limits = {}) {
  const publisher = new FakePublisher();
  const made = new Outbox(
    publisher as unknown as Outlet,
    new FakeClock(),
    limits,
  );
  return { publisher, outbox: made };
}

const message: AmqpMessage = { properties: {}, body: new Uint8Array(10) };
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("an alert goes out at once, and is forgotten when the broker has it", async () => {
  const { outbox: box, publisher } = outbox();
  box.add("a", [message]);
  assertEquals(publisher.published, ["a"]);
  assertEquals(box.size, 1);
  publisher.confirm();
  await settled();
  assertEquals(box.size, 0);
});

Deno.test("alerts that were on their way when the connection broke go out again, in order, before later ones", async () => {
  const { outbox: box, publisher } = outbox();
  box.add("a", [message]);
  box.add("b", [message]);
  publisher.lose();
  await settled();
  box.add("c", [message]);
  assertEquals(publisher.published, ["a", "b"]);

  publisher.published.length = 0;
  publisher.open = true;
  box.flush();
  assertEquals(publisher.published, ["a", "b", "c"]);
  publisher.confirm();
  await settled();
  assertEquals([box.size, box.dropped], [0, 0]);
});

Deno.test("beyond the limit of number or bytes the oldest alerts go, and are counted", async () => {
  for (const limits of [{ maxAlerts: 3 }, { maxBytes: 35 }]) {
    const { outbox: box, publisher } = outbox(limits);
    publisher.open = false;
    for (const key of ["a", "b", "c", "d", "e"]) box.add(key, [message]);
    assertEquals([box.size, box.dropped], [3, 2]);
    publisher.open = true;
    box.flush();
    assertEquals(publisher.published, ["c", "d", "e"]);
    publisher.confirm();
    await settled();
    assertEquals(box.size, 0);
  }
});

Deno.test("only a window of alerts is unconfirmed at a time, and all go out", async () => {
  const { outbox: box, publisher } = outbox();
  for (let i = 0; i < 1000; i++) box.add(String(i), [message]);
  assertEquals(publisher.published.length, 256);
  while (box.size > 0) {
    publisher.confirm();
    await settled();
  }
  assertEquals(
    publisher.published,
    Array.from({ length: 1000 }, (_, i) => String(i)),
  );
});

Deno.test("an alert that AMQP cannot carry is dropped, and holds up no other", async () => {
  const { outbox: box, publisher } = outbox();
  box.add("a", [message]);
  publisher.refuse();
  await settled();
  assertEquals(box.size, 0);
  box.add("b", [message]);
  assertEquals(publisher.published, ["a", "b"]);
});
