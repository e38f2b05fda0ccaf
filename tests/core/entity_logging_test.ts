import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Answer, configure, Entity } from "../../src/core/mod.ts";
import type { Json } from "../../src/wire/mod.ts";
import { ask } from "../../testing.ts";
import { LogRecords } from "./log_records.ts";
import { nothingMore, Stage } from "./stage.ts";

/** An instrument whose reading a test chooses. */
class Gauge extends Entity {
  reading: unknown = 5;
  readings = 0;
  override onGet(): unknown {
    this.readings++;
    if (this.reading instanceof Error) throw this.reading;
    return this.reading;
  }
}

/** Puts a gauge on a stage, as a configuration would, and starts it. */
async function gaugeOn(
  stage: Stage,
  config: Record<string, unknown>,
): Promise<Gauge> {
  const gauge = stage.put(new Gauge("gauge"));
  const problems = [
    ...configure(gauge, { name: "gauge", ...config }),
    ...gauge.validate(nothingMore),
  ];
  assertEquals(problems, []);
  await gauge.start();
  return gauge;
}

function cmd(gauge: Gauge, specifier: string): Promise<Answer> {
  return ask(gauge, "cmd", { specifier });
}

function set(gauge: Gauge, specifier: string, value: Json): Promise<Answer> {
  return ask(gauge, "set", { specifier, payload: { values: [value] } });
}

Deno.test("the first alert comes 150 ms after the start, the others at the interval (138)", async () => {
  const stage = new Stage();
  await gaugeOn(stage, { log_interval: 10, calibration: "2*{}" });

  await stage.pass(31);

  assertEquals(stage.times(), [0.15, 10.15, 20.15, 30.15]);
  assertEquals(stage.alerts[0]?.key, "sensor_value.gauge");
  assertEquals(stage.alerts[0]?.payload, { value_raw: 5, value_cal: 10 });
});

Deno.test("an alert tells the time of its reading and is kept while the broker is away", async () => {
  const stage = new Stage();
  await gaugeOn(stage, { log_interval: 10 });
  await stage.pass(0.15);

  assertEquals(stage.alerts[0]?.options, {
    keep: true,
    time: stage.clock.now(),
  });
});

Deno.test("without a log_interval nothing is read", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, {});

  await stage.pass(3600);

  assertEquals([gauge.readings, stage.clock.pending], [0, 0]);
});

Deno.test("an unchanged value is logged when max_interval has passed (139)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, {
    log_interval: 1,
    max_interval: 3,
    max_absolute_change: 1,
    max_fractional_change: 1,
  });

  await stage.pass(13);

  assertEquals(stage.times(), [0.15, 4.15, 8.15, 12.15]);
  assertEquals(gauge.readings, 13);
});

Deno.test("small changes add up until they are worth an alert (140)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, {
    log_interval: 1,
    max_interval: 1000,
    max_absolute_change: 1,
    max_fractional_change: 10,
  });
  const logged = async (reading: number) => {
    const before = stage.alerts.length;
    gauge.reading = reading;
    await stage.pass(1);
    return stage.alerts.length - before;
  };

  assertEquals(await logged(5), 1);
  assertEquals(await logged(5.5), 0);
  assertEquals(await logged(6), 0);
  assertEquals(await logged(7), 1);
  assertEquals(await logged(6), 0);
  assertEquals(await logged(5.9), 1);
});

Deno.test("any change is logged unless a limit is given (141)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 1, max_interval: 1000 });
  await stage.pass(3);
  assertEquals(stage.alerts.length, 1);

  gauge.reading = 5.0001;
  await stage.pass(3);

  assertEquals(stage.alerts.length, 2);
});

Deno.test("a text is logged when it differs (142)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 1, max_interval: 1000 });
  gauge.reading = "open";
  await stage.pass(3);
  gauge.reading = "closed";
  await stage.pass(3);

  assertEquals(stage.alerts.map(({ payload }) => payload), [
    { value_raw: "open" },
    { value_raw: "closed" },
  ]);
});

Deno.test("an entity without calibration logs its raw value (143)", async () => {
  const stage = new Stage();
  await gaugeOn(stage, { log_interval: 1 });

  await stage.pass(1);

  assertEquals(stage.alerts.map(({ payload }) => payload), [{ value_raw: 5 }]);
});

Deno.test("the field that is checked can be chosen", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, {
    log_interval: 1,
    max_interval: 1000,
    check_field: "value_raw",
    calibration: "0*{}",
  });
  await stage.pass(1);
  gauge.reading = 6;
  await stage.pass(1);

  assertEquals(stage.alerts.length, 2);
});

Deno.test("a log_on_set counts as logged", async () => {
  const stage = new Stage();
  class Store extends Gauge {
    override onSet(value: unknown): unknown {
      this.reading = value;
      return null;
    }
  }
  const store = stage.put(new Store("store"));
  configure(store, {
    name: "store",
    get_on_set: true,
    log_on_set: true,
    log_interval: 10,
    max_interval: 15,
  });
  await store.start();
  await stage.pass(8);
  await ask(store, "set", { payload: { values: [7] } });

  await stage.pass(22.5);

  assertEquals(stage.times(), [0.15, 8, 30.15]);
});

Deno.test("a check that fails, or finds nothing, is left out and logging goes on (143)", async () => {
  await using log = await LogRecords.listen();
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 1 });
  for (const reading of [new Error("no answer"), null, NaN, 5]) {
    gauge.reading = reading;
    await stage.pass(1);
  }

  assertEquals(stage.times(), [3.15]);
  assertEquals(log.lines("error"), [
    "logging gauge failed: no answer",
    "logging gauge failed: The result is NaN, which no message can carry",
  ]);
});

Deno.test("stop_logging ends the alerts, as often as it is said, and start_logging begins them again (145)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 1 });
  await stage.pass(1);

  for (let i = 0; i < 2; i++) {
    assertEquals((await cmd(gauge, "stop_logging")).returnCode, 0);
  }
  await stage.pass(10);
  assertEquals(stage.times(), [0.15]);

  assertEquals((await cmd(gauge, "start_logging")).returnCode, 0);
  assertEquals((await cmd(gauge, "start_logging")).returnCode, 0);
  await stage.pass(1);
  assertEquals(stage.times(), [0.15, 11.15]);
});

Deno.test("start_logging without an interval is answered 304", async () => {
  const gauge = await gaugeOn(new Stage(), {});

  assertEquals(await cmd(gauge, "start_logging"), {
    returnCode: 304,
    returnMessage: "unable to start logging when log_interval evaluates false",
    payload: null,
  });
});

Deno.test("a log_interval is read as a timedelta, and given as a number or a map (144, 146)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: { minutes: 2 } });
  const read = async () =>
    (await ask(gauge, "get", { specifier: "log_interval" })).payload;

  assertEquals(await read(), { values: ["0:02:00"] });
  assertEquals((await set(gauge, "log_interval", 5)).returnCode, 0);
  assertEquals(await read(), { values: ["0:00:05"] });
});

Deno.test("a log_interval that makes no sense is answered 304, and logging goes on as before (144)", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 1 });

  for (const value of ["often", -1, 0.05]) {
    assertEquals((await set(gauge, "log_interval", value)).returnCode, 304);
  }
  assertStringIncludes(
    (await set(gauge, "log_interval", 0.05)).returnMessage,
    'Cannot set "log_interval" of gauge: it must be 0 or at least 0.1 seconds: received 0.05',
  );
  await stage.pass(2.5);

  assertEquals(stage.times(), [0.15, 1.15, 2.15]);
});

Deno.test("a new log_interval counts at once while logging, and 0 ends it", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 60 });
  await stage.pass(1);

  await set(gauge, "log_interval", 10);
  await stage.pass(11);
  assertEquals(stage.times(), [0.15, 1.15, 11.15]);

  await set(gauge, "log_interval", 0);
  await stage.pass(60);
  assertEquals(stage.times().length, 3);
});

Deno.test("a log_interval begins to log where there was none, also after stop_logging, and 0 ends it", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, {});

  await set(gauge, "log_interval", 1);
  await stage.pass(2.5);
  assertEquals(stage.times().length, 3);

  await set(gauge, "log_interval", 0);
  await stage.pass(5);
  assertEquals(stage.times().length, 3);

  await set(gauge, "log_interval", 1);
  await cmd(gauge, "stop_logging");
  await stage.pass(5);
  assertEquals(stage.times().length, 3);
  await set(gauge, "log_interval", 1);
  await stage.pass(1);
  assertEquals(stage.times().length, 4);
});

Deno.test("an entity that stops logs no more", async () => {
  const stage = new Stage();
  const gauge = await gaugeOn(stage, { log_interval: 1 });
  await stage.pass(1);

  await gauge.stop();
  await stage.pass(5);

  assertEquals([stage.times().length, stage.clock.pending], [1, 0]);
});
