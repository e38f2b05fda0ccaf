import { assert, assertEquals, assertRejects } from "@std/assert";
import { Budget, lengthOf } from "../../src/mesh/budget.ts";
import { Exchanges } from "../../src/mesh/exchanges.ts";
import { NotPublished } from "../../src/mesh/not_published.ts";
import { Outlet } from "../../src/mesh/outlet.ts";
import { PatientReplies } from "../../src/mesh/patient_replies.ts";
import { Requester } from "../../src/mesh/requester.ts";
import { encode, ReplyError } from "../../src/wire/mod.ts";
import { FakeClock } from "../../testing.ts";
import { LogRecords } from "../core/log_records.ts";
import { until } from "../until.ts";
import { reply } from "../wire/messages.ts";

/** The way to a broker that never comes. */
function absent(clock: FakeClock): Outlet {
  return new Outlet("requests", {
    where: () => "nowhere:5672",
    exchanges: new Exchanges(["requests"]),
    clock,
    random: () => 0.5,
    opened: () => {},
    exchangeRenewed: () => {},
  });
}

Deno.test("replies that wait for the broker hold so many bytes and no more; the others are dropped, which is said once", async () => {
  await using log = await LogRecords.listen();
  const clock = new FakeClock();
  const budget = new Budget(100_000);
  const replies = new PatientReplies(absent(clock), clock, budget);
  const published = () => Promise.reject(new Error("there is no broker"));
  for (let n = 0; n < 50; n++) replies.send(reply(), 9000, published);
  assertEquals(budget.held, 99_000);
  replies.send(reply(), 1000, published);
  assertEquals(budget.held, 100_000);
  await until(() => log.lines("error").length > 0);
  assertEquals(log.lines("error").length, 1);
  assert(/no room for it: 100000 bytes/.test(log.lines("error")[0]!));
  replies.close();
  await until(() => budget.held === 0);
});

Deno.test("requests that wait for the broker or for an answer hold so many bytes and no more; the others fail at once; who gets no answer tells of it", async () => {
  const clock = new FakeClock();
  const budget = new Budget(100_000);
  const { senderInfo } = reply();
  let unanswered = 0;
  const outlet = absent(clock);
  const requester = new Requester({
    outlet,
    senderInfo,
    clock,
    budget,
    late: () => unanswered++,
  });
  const ask = (length: number) =>
    requester.request({
      endpoint: "a",
      operation: "set",
      payload: "x".repeat(length),
      timeout: 5,
    });
  const waiting = Array.from({ length: 10 }, () => ask(8000));
  for (const each of waiting) each.catch(() => {});
  assert(budget.held > 80_000 && budget.held < 100_000, `${budget.held}`);
  const refused = await assertRejects(() => ask(20_000), ReplyError);
  assertEquals(refused.returnCode.name, "client_error_unable_to_send");
  assert(
    /wait for their replies already, of at most 100000/.test(refused.message),
  );
  const small = ask(10);
  small.catch(() => {});
  await clock.advance(10_000);
  await Promise.allSettled([...waiting, small]);
  assertEquals(unanswered, 11);
  assertEquals(budget.held, 0);
  requester.close();
});

Deno.test("a request that no message can carry fails at once, also while the broker is away", async () => {
  const clock = new FakeClock();
  const budget = new Budget(100_000);
  const { senderInfo } = reply();
  const outlet = absent(clock);
  const requester = new Requester({
    outlet,
    senderInfo,
    clock,
    budget,
    late: () => {},
  });
  await assertRejects(
    () => requester.request({ endpoint: "a", operation: "set", payload: NaN }),
    ReplyError,
    "not finite",
  );
  assertEquals(budget.held, 0);
  requester.close();
});

Deno.test("what is sent is held until it is sent, and refused if there is no room", async () => {
  const budget = new Budget(10);
  const sent = Promise.withResolvers<void>();
  const first = budget.whileSent(8, () => sent.promise);
  await assertRejects(
    () => budget.whileSent(3, () => Promise.resolve()),
    NotPublished,
  );
  sent.resolve();
  await first;
  await budget.whileSent(10, () => Promise.resolve());
  assertEquals(budget.held, 0);
});

Deno.test("long headers count as the bytes of a message do", () => {
  const message = reply({ specifier: "s".repeat(20_000), payload: "x" });
  assertEquals(lengthOf(encode(message, { id: "i", now: 0 })), 20_003);
});
