/**
 * Readings that mean "no value", and readings that cannot be calibrated.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { type Answer, configure, Entity } from "../../src/core/mod.ts";
import { SimpleSCPIEntity } from "../../src/implementations/mod.ts";
import { ask } from "../../testing.ts";
import { nothingMore, Stage } from "./stage.ts";

/** An instrument whose reading a test chooses. It takes every set, and does nothing about it. */
class Gauge extends Entity {
  reading: unknown = 5;
  override onGet(): unknown {
    return this.reading;
  }
  override onSet(): null {
    return null;
  }
}

function gaugeWith(config: Record<string, unknown>): Gauge {
  const gauge = new Gauge("gauge");
  assertEquals([
    ...configure(gauge, { name: "gauge", ...config }),
    ...gauge.validate(nothingMore),
  ], []);
  return gauge;
}

async function get(gauge: Gauge, reading: unknown): Promise<Answer> {
  gauge.reading = reading;
  return await ask(gauge, "get");
}

const set = (gauge: Gauge, value: number | string) =>
  ask(gauge, "set", { payload: { values: [value] } });

Deno.test("a reading that means no value has a raw value, no calibrated one, and the reason in the return message", async () => {
  const gauge = gaugeWith({ invalid: [-999, "OVLD"], calibration: "2*{}" });
  assertEquals(await get(gauge, "-9.99e2"), {
    returnCode: 0,
    returnMessage: 'the raw value "-9.99e2" means that there is no value',
    payload: { value_raw: "-9.99e2" },
  });
  assertEquals((await get(gauge, 5)).payload, { value_raw: 5, value_cal: 10 });
});

Deno.test("numbers that mean no value count however they are spelt, words in any case and with any sign", async () => {
  const gauge = gaugeWith({ invalid: ["-999.0", 9.9e37, "ovld", "---"] });
  const none = [
    ...[-999, "-999", " -999.00 ", "-9.99E+02", "+9.90000000E+37", "99e36"],
    ...["OVLD", "Ovld ", "+OVLD", "-ovld", "---", ["OVLD", 5]],
  ];
  const values = [999, "-999.01", "9.9E36", "-9.9E37", "OVLDS", "--", "-", ""];
  for (const raw of none) {
    assertMatch((await get(gauge, raw)).returnMessage, /no value/, `${raw}`);
  }
  for (const raw of values) {
    assertEquals((await get(gauge, raw)).returnMessage, "", `${raw}`);
  }
});

Deno.test("SCPI entities know what IEEE 488.2 and SCPI-99 define, unless their list says otherwise", () => {
  const volts = new SimpleSCPIEntity("volts");
  const none = [
    ...["9.9E37", "+9.90000000E+37", "-9.9e37", "9.91E37", "9.91E+037"],
    ...["NAN", "nan", "INF", "-INF", "+Inf", "Infinity", "OVLD", "OVER"],
    ...["-OVLD", "Overload", "OL", NaN, -Infinity],
  ];
  for (const raw of none) assertEquals(volts.invalid.has(raw), true, `${raw}`);
  for (const raw of ["9.9E36", "0", "ON", "OVEN", "-9.91E37", null, true]) {
    assertEquals(volts.invalid.has(raw), false, `${raw}`);
  }
  configure(volts, { name: "volts", base_str: "VOLT", invalid: [] });
  assertEquals(volts.invalid.has("9.9E37"), false);
});

Deno.test("a map that names a reading means it, whatever means no value; other such readings are no error", async () => {
  const gauge = gaugeWith({
    invalid: ["OVER", "NAN"],
    calibration: { OVER: "too much", OK: "fine" },
  });
  assertEquals((await get(gauge, "OVER")).payload, {
    value_raw: "OVER",
    value_cal: "too much",
  });
  assertEquals((await get(gauge, "NAN")).payload, { value_raw: "NAN" });
  assertEquals((await get(gauge, "?")).returnCode, 304);
});

Deno.test("whatever keeps a calibration from giving a value is in the return message", async () => {
  const reasons: [string, unknown, RegExp][] = [
    ["2*{}", "abc", /^calibration "2\*\{\}" of the raw value 'abc': TypeError/],
    ["10**{}", 400, /^calibration .* 400: OverflowError/],
    ["1/{}", 0, /^calibration .*ZeroDivisionError/],
    ["None if {} > 1 else 5", 3, /the result is None$/],
  ];
  for (const [calibration, raw, reason] of reasons) {
    const answer = await get(gaugeWith({ calibration }), raw);
    assertEquals([answer.returnCode, answer.payload], [0, { value_raw: raw }]);
    assertMatch(answer.returnMessage, reason);
  }
});

Deno.test("the reason goes along wherever a reading is answered: a set with get_on_set, cmd on_get", async () => {
  const gauge = gaugeWith({ invalid: [5], get_on_set: true });
  const expected = {
    returnCode: 0,
    returnMessage: "the raw value 5 means that there is no value",
    payload: { value_raw: 5 },
  };
  assertEquals(await set(gauge, 1), expected);
  assertEquals(await ask(gauge, "cmd", { specifier: "on_get" }), expected);
});

Deno.test("a number that no message can carry is sent as its name, if it means no value", async () => {
  const gauge = gaugeWith({ invalid: ["NAN", "INFINITY"] });
  assertEquals((await get(gauge, NaN)).payload, { value_raw: "NaN" });
  assertEquals((await get(gauge, -Infinity)).payload, {
    value_raw: "-Infinity",
  });
});

Deno.test("an alert carries the reason under a key of its own", async () => {
  const stage = new Stage();
  const gauge = stage.put(
    gaugeWith({ invalid: ["OVLD"], calibration: "2*{}", log_interval: 10 }),
  );
  gauge.reading = "OVLD";
  await gauge.start();
  await stage.pass(1);
  assertEquals(stage.alerts.map(({ payload }) => payload), [{
    value_raw: "OVLD",
    value_cal_problem: 'the raw value "OVLD" means that there is no value',
  }]);
});

Deno.test("a value that is lost is logged at once, its return too, and between them nothing until max_interval", async () => {
  const stage = new Stage();
  const gauge = stage.put(gaugeWith({
    invalid: ["OVLD", 9.9e37],
    calibration: "2*{}",
    log_interval: 10,
    max_interval: 1000,
    max_absolute_change: 5,
  }));
  await gauge.start();
  await stage.pass(1);
  // The last two cannot be calibrated; the very last is, as a raw value, what was calibrated before.
  for (const raw of ["OVLD", "9.9E37", "OVLD", "x10", "y"]) {
    gauge.reading = raw;
    await stage.pass(10);
  }
  gauge.reading = 5.1;
  await stage.pass(10);
  assertEquals(stage.times(), [0.15, 10.15, 60.15]);
});

Deno.test("a calibrated value and a raw one that happen to be equal are still told apart", async () => {
  const stage = new Stage();
  const gauge = stage.put(gaugeWith({
    calibration: "{0} if {0} < 10 else None",
    log_interval: 10,
    max_interval: 1000,
    max_absolute_change: 5,
  }));
  gauge.reading = 9.9;
  await gauge.start();
  await stage.pass(1);
  gauge.reading = 10;
  await stage.pass(10);
  assertEquals(stage.times(), [0.15, 10.15]);
});

Deno.test("a reading that means no value confirms nothing, and says so", async () => {
  const gauge = gaugeWith({
    invalid: [5],
    confirm: { tolerance: 1, timeout: 0 },
  });
  const answer = await set(gauge, 5);
  assertEquals(answer.returnCode, 200);
  assertMatch(
    answer.returnMessage,
    /still reads 5 .*: the raw value 5 means that there is no value$/,
  );
  const uncalibrated = gaugeWith({
    calibration: "None",
    confirm: { timeout: 0 },
  });
  assertEquals((await set(uncalibrated, 5)).returnCode, 0);
});

Deno.test("a step from a reading that means no value is refused", async () => {
  const gauge = gaugeWith({ invalid: [9.9e37], max_step: 1e38 });
  gauge.reading = "9.9E37";
  assertEquals(await set(gauge, 5), {
    returnCode: 304,
    returnMessage:
      'gauge reads "9.9E37", which means that there is no value, so that max_step cannot be checked',
    payload: null,
  });
});

Deno.test("what may mean no value is numbers and texts", () => {
  const messages = (invalid: unknown) =>
    configure(new Gauge("gauge"), { name: "gauge", invalid })
      .map(({ message }) => message);
  assertEquals(messages([5, null]), [
    '"invalid" item 2 must be a number or a text: received null',
  ]);
  assertEquals(messages("OVLD"), []);
});
