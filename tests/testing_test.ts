import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConfigurationError } from "../src/config/problem.ts";
import { KeyValueStore } from "../src/implementations/mod.ts";
import { connect } from "../src/mesh/mod.ts";
import { ask, FakeClock, startMesh } from "../testing.ts";

Deno.test("a fake clock stands still until it is moved", async () => {
  const clock = new FakeClock(5000);
  assertEquals([clock.now(), clock.now()], [5000, 5000]);

  await clock.advance(250);

  assertEquals(clock.now(), 5250);
  assertEquals(new FakeClock().now(), Date.UTC(2026));
});

Deno.test("timers run in the order in which they fall due, each at its own time", async () => {
  const clock = new FakeClock(0);
  const runs: [string, number][] = [];
  const note = (name: string) => () => runs.push([name, clock.now()]);
  clock.after(30, note("c"));
  clock.after(10, note("a"));
  clock.after(10, note("b"));
  clock.after(0, note("now"));
  clock.after(31, note("later"));

  await clock.advance(30);

  assertEquals(runs, [["now", 0], ["a", 10], ["b", 10], ["c", 30]]);
  assertEquals(clock.pending, 1);
});

Deno.test("a timer that another one sets runs too, if it falls due", async () => {
  const clock = new FakeClock(0);
  const runs: number[] = [];
  const again = () => {
    runs.push(clock.now());
    clock.after(10, again);
  };
  clock.after(10, again);

  await clock.advance(35);

  assertEquals(runs, [10, 20, 30]);
});

Deno.test("a timer that was cancelled does not run", async () => {
  const clock = new FakeClock();
  let ran = false;
  const cancel = clock.after(10, () => ran = true);

  cancel();
  await clock.advance(20);

  assertEquals([ran, clock.pending], [false, 0]);
});

Deno.test("promises settle between one timer and the next", async () => {
  const clock = new FakeClock(0);
  const order: string[] = [];
  clock.after(10, async () => {
    order.push("first");
    for (let i = 0; i < 50; i++) await Promise.resolve();
    order.push(`settled at ${clock.now()}`);
  });
  clock.after(20, () => order.push("second"));

  await clock.advance(20);

  assertEquals(order, ["first", "settled at 10", "second"]);
});

Deno.test("a mesh is started from a configuration given as data", async () => {
  await using mesh = await startMesh({
    name: "pantry",
    endpoints: [{ name: "figs", module: "KeyValueStore", initial_value: 5 }],
  });

  assertEquals(await mesh.client.get("figs"), { value_raw: 5 });
  assertEquals(mesh.service.name, "pantry");
  assertMatch(mesh.brokerUrl, /^amqp:\/\/127\.0\.0\.1:\d+$/);
});

Deno.test("a mesh takes key=value arguments, a clock and chance", async () => {
  const clock = new FakeClock(0);
  await using mesh = await startMesh("kv_store_tutorial.yaml", {
    overrides: ["name=cellar", "endpoints.1.initial_value=2"],
    clock,
    random: () => 0.25,
  });

  assertEquals(await mesh.client.get("chips"), { value_raw: 2, value_cal: 6 });
  assertEquals(mesh.service.name, "cellar");
  assertEquals(mesh.service.context.clock, clock);
  assertEquals(mesh.service.context.random(), 0.25);
});

Deno.test("others can join a mesh", async () => {
  await using mesh = await startMesh("kv_store_tutorial.yaml");
  await using other = await connect(mesh.options);

  assertEquals(await other.get("chips"), { value_raw: 1.75, value_cal: 5.25 });
});

Deno.test("two meshes do not hear each other", async () => {
  await using one = await startMesh({ name: "same" });
  await using two = await startMesh({ name: "same" });

  assert(one.brokerUrl !== two.brokerUrl);
  await one.running.stop();
  assertEquals(await two.client.cmd("same", "ping"), null);
});

Deno.test("a configuration that is wrong is refused with its problems, and nothing stays open", async () => {
  const error = await assertRejects(
    () =>
      startMesh({
        name: "pantry",
        endpoints: [{ name: "figs", module: "KeyValueStor", colour: "blue" }],
      }),
    ConfigurationError,
    "KeyValueStor",
  );

  assertMatch(error.message, /^configuration:\d+:\d+: /);
});

Deno.test("an endpoint is asked without a mesh, as who asks on a mesh", async () => {
  const store = new KeyValueStore("peaches");
  const lockoutKey = "0123456789abcdef0123456789abcdef";

  assertEquals(await ask(store, "set", { payload: { values: [5] } }), {
    returnCode: 0,
    returnMessage: "",
    payload: null,
  });
  assertEquals((await ask(store, "get")).payload, { value_raw: 5 });
  assertEquals(
    (await ask(store, "cmd", { specifier: "ping" })).returnMessage,
    `Hello, ${Deno.execPath()}`,
  );
  await ask(store, "cmd", { specifier: "lock", lockoutKey });
  assertEquals(
    (await ask(store, "set", { payload: { values: [6] } }))
      .returnCode,
    307,
  );
});
