// deno-lint-ignore-file camelcase -- names of the wire
/**
 * Sets in calibrated units: `set: inverse`.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { type Answer, configure, Entity } from "../../src/core/mod.ts";
import { FormatEntity, KeyValueStore } from "../../src/implementations/mod.ts";
import type { Json } from "../../src/wire/mod.ts";
import { ask } from "../../testing.ts";
import { nothingMore, Stage } from "./stage.ts";

/** 0 to 10 V are 0 to 100 A. */
const calibration = { points: [[0, 0], [10, 100]], set: "inverse" };

/** A power supply that reads what was set, in volt, and `stuck` if that is said. */
class Supply extends Entity {
  raw: unknown = 1;
  stuck = false;
  override onGet(): unknown {
    return this.raw;
  }
  override onSet(value: unknown): null {
    if (!this.stuck) this.raw = value;
    return null;
  }
}

function supply(options: Record<string, unknown> = {}): Supply {
  const endpoint = new Supply("supply");
  const config = { name: "supply", calibration, units: "A", ...options };
  assertEquals([
    ...configure(endpoint, config),
    ...endpoint.validate(nothingMore),
  ], []);
  return endpoint;
}

const set = (endpoint: Entity, value: Json): Promise<Answer> =>
  ask(endpoint, "set", { payload: { values: [value] } });

Deno.test("a set in calibrated units arrives as a raw value, by either door", async () => {
  const it = supply({ get_on_set: true });
  assertEquals((await set(it, 30)).payload, { value_raw: 3, value_cal: 30 });
  assertEquals((await set(it, "45")).payload, {
    value_raw: 4.5,
    value_cal: 45,
  });
  const byCommand = await ask(it, "cmd", {
    specifier: "on_set",
    payload: { values: [20] },
  });
  assertEquals(byCommand.payload, { value_raw: 2, value_cal: 20 });
});

Deno.test("what the curve does not reach is not set, whatever happens to readings outside of it", async () => {
  for (const outside of ["refuse", "hold", "extrapolate"]) {
    const it = supply({ calibration: { ...calibration, outside } });
    assertEquals(await set(it, 101), {
      returnCode: 304,
      returnMessage:
        "Cannot set supply to 101: the calibration curve goes from 0 to 100, so that no raw value is known for 101",
      payload: null,
    });
    assertEquals((await set(it, "much")).returnCode, 304);
    assertEquals(it.raw, 1);
  }
});

Deno.test("limits and steps are in calibrated units", async () => {
  const it = supply({ limits: [0, 50], max_step: 15 });
  assertMatch(
    (await set(it, 60)).returnMessage,
    /takes values from 0 to 50 A: received 60 A/,
  );
  assertEquals(
    (await set(it, 30)).returnMessage,
    "supply may change by 15 A at most in one set: from 10 A to 30 A is 20 A. Go there in smaller steps",
  );
  assertEquals((await set(it, 20)).returnCode, 0);
  assertEquals(it.raw, 2);
  it.raw = 11;
  assertMatch((await set(it, 20)).returnMessage, /11 is outside of the calib/);
});

Deno.test("a set is confirmed in calibrated units, or in raw ones if that is said", async () => {
  const confirm = { tolerance: 0.5, timeout: 0 };
  const it = supply({ confirm });
  assertEquals((await set(it, 30)).returnCode, 0);
  it.stuck = true;
  it.raw = 3.1;
  const answer = await set(it, 30);
  assertEquals(answer.returnCode, 200);
  assertMatch(answer.returnMessage, /set to 30, but value_cal still reads 31/);
  const raw = supply({ confirm: { ...confirm, field: "value_raw" } });
  raw.stuck = true;
  raw.raw = 3.1;
  assertEquals((await set(raw, 30)).returnCode, 0);
});

Deno.test("a set that leaves nothing to read is logged with the raw value", async () => {
  class Blind extends Entity {
    override onGet(): null {
      return null;
    }
    override onSet(): null {
      return null;
    }
  }
  const stage = new Stage();
  const blind = stage.put(new Blind("blind"));
  const options = { get_on_set: true, log_on_set: true, calibration };
  configure(blind, { name: "blind", ...options });
  await set(blind, 30);
  assertEquals(stage.alerts.map(({ payload }) => payload), [{ value_raw: 3 }]);
});

Deno.test("a key-value store keeps raw values, and its first one is raw", async () => {
  const store = new KeyValueStore("store");
  configure(store, { name: "store", initial_value: 2, calibration });
  assertEquals((await ask(store, "get")).payload, {
    value_raw: 2,
    value_cal: 20,
  });
  await set(store, 70);
  assertEquals((await ask(store, "get")).payload, {
    value_raw: 7,
    value_cal: 70,
  });
});

Deno.test("a map of values to send and a curve turned around contradict each other", () => {
  const entity = new FormatEntity("it");
  const options = { set_str: "V {}", set_value_map: "2*{}", calibration };
  configure(entity, { name: "it", ...options });
  assertEquals(
    entity.validate(nothingMore).map(({ key, message }) => [key, message]),
    [[
      "set_value_map",
      "set_value_map and a calibration with set: inverse both say what is sent for a value. Remove one of them",
    ]],
  );
});
