// deno-lint-ignore-file camelcase -- names of the wire
import { assertEquals, assertMatch } from "@std/assert";
import { configure, Entity, type Known } from "../../../src/core/mod.ts";
import { KeyValueStore } from "../../../src/implementations/mod.ts";
import type { Json } from "../../../src/wire/mod.ts";
import { ask } from "../../../testing.ts";

const known: Known = { functions: new Map(), offeredElsewhere: new Map() };

function coil(options: Readonly<Record<string, unknown>>): KeyValueStore {
  const store = new KeyValueStore("coil");
  const config = { name: "coil", initial_value: 1, units: "A", ...options };
  assertEquals([...configure(store, config), ...store.validate(known)], []);
  return store;
}

const set = (endpoint: Entity, value: Json) =>
  ask(endpoint, "set", { payload: { values: [value] } });

Deno.test("a value outside the limits is refused with the limits, and the old value stays", async () => {
  const store = coil({ limits: { min: 0, max: 5 } });
  const answer = await set(store, 7);
  assertEquals(answer, {
    returnCode: 304,
    returnMessage: "coil takes values from 0 to 5 A: received 7 A",
    payload: null,
  });
  assertEquals((await ask(store, "get")).payload, { value_raw: 1 });
  assertEquals((await set(store, 5)).returnCode, 0);
});

Deno.test("the limits hold at the door cmd on_set, and for texts that spell numbers", async () => {
  const store = coil({ limits: [0, 5] });
  const byCommand = await ask(store, "cmd", {
    specifier: "on_set",
    payload: { new_value: -1 },
  });
  assertEquals(byCommand.returnCode, 304);
  assertEquals((await set(store, "6")).returnCode, 304);
  assertEquals(
    (await set(store, "lots")).returnMessage,
    'coil takes numbers from 0 to 5 A: received "lots"',
  );
  assertEquals((await set(store, true)).returnCode, 304);
  assertEquals((await set(store, "4")).returnCode, 0);
});

Deno.test("a limit may be given on one side only", async () => {
  const store = coil({ limits: { max: 5 } });
  assertEquals((await set(store, -1000)).returnCode, 0);
  assertMatch((await set(store, 6)).returnMessage, /up to 5 A/);
});

Deno.test("a step that is too large is refused, and says how to go there", async () => {
  const store = coil({ max_step: 2 });
  assertEquals((await set(store, 3)).returnCode, 0);
  assertEquals(
    (await set(store, 10)).returnMessage,
    "coil may change by 2 A at most in one set: from 3 A to 10 A is 7 A. Go there in smaller steps",
  );
  assertEquals((await ask(store, "get")).payload, { value_raw: 3 });
});

Deno.test("where nothing can be read, a step is measured from what was set last", async () => {
  /** Takes values and tells none. */
  class Blind extends Entity {
    override onSet(): null {
      return null;
    }
  }
  const blind = new Blind("blind");
  configure(blind, { name: "blind", max_step: 1 });
  assertEquals((await set(blind, 10)).returnCode, 0);
  assertEquals((await set(blind, 10.5)).returnCode, 0);
  assertEquals((await set(blind, 12)).returnCode, 304);
});

Deno.test("a set is confirmed by reading back", async () => {
  /** Follows what is set, slowly. */
  class Slow extends Entity {
    #readings = [0, 3, 4.95];
    override onSet(): null {
      return null;
    }
    override onGet(): number {
      return this.#readings.length > 1
        ? this.#readings.shift()!
        : this.#readings[0]!;
    }
  }
  const slow = new Slow("slow");
  configure(slow, { name: "slow", confirm: { tolerance: 0.1, timeout: 9 } });
  assertEquals((await set(slow, 5)).returnCode, 0);
});

Deno.test("a set that is not confirmed in time is answered 200, with both values", async () => {
  /** Stays where it is. */
  class Stuck extends Entity {
    override onSet(): null {
      return null;
    }
    override onGet(): number {
      return 4;
    }
  }
  const stuck = new Stuck("stuck");
  configure(stuck, { name: "stuck", confirm: { tolerance: 0.1, timeout: 0 } });
  assertEquals(await set(stuck, 5), {
    returnCode: 200,
    returnMessage:
      "stuck was set to 5, but value_raw still reads 4 after 0 s (confirm: tolerance 0.1)",
    payload: { set: 5, read: 4 },
  });
});

Deno.test("rules that make no sense are problems of the configuration", () => {
  const messages = (options: Readonly<Record<string, unknown>>) =>
    configure(new KeyValueStore("coil"), { name: "coil", ...options })
      .map(({ message }) => message);
  assertEquals(messages({ limits: { min: 5, max: 0 } }), [
    '"limits" must have min below max: received {"min":5,"max":0}',
  ]);
  assertEquals(messages({ limits: { low: 5 } }), [
    '"limits" must look like {min: 0, max: 5} or [0, 5]: received {"low":5}',
  ]);
  assertEquals(messages({ confirm: 3 }), [
    '"confirm" must look like {field: value_raw, tolerance: 0.1, timeout: 5}: received 3',
  ]);
  assertEquals(messages({ max_step: -1 }), [
    '"max_step" must be at least 0: received -1',
  ]);
});
