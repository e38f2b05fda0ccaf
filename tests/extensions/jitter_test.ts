import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { configure, StagingNamespace } from "../../src/core/mod.ts";
import type { Json } from "../../src/wire/mod.ts";
import { ask, startMesh } from "../../testing.ts";
import {
  JitterEntity,
  register,
  times3,
  version,
} from "../../extensions/jitter/mod.ts";
import { randomFrom } from "../../extensions/jitter/random.ts";
import { nothingMore, Stage } from "../core/stage.ts";

/** Makes a jitter entity on a stage, as a configuration would. */
function jitterOf(config: Record<string, unknown> = {}): JitterEntity {
  const entity = new Stage().put(new JitterEntity("peaches"));
  const problems = [
    ...configure(entity, { name: "peaches", initial_value: 0.75, ...config }),
    ...entity.validate(nothingMore),
  ];
  assertEquals(problems, []);
  return entity;
}

async function get(entity: JitterEntity, specifier = ""): Promise<Json> {
  return (await ask(entity, "get", { specifier })).payload;
}

/** Reads `count` raw values. */
async function readings(entity: JitterEntity, count = 5): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    values.push(((await get(entity)) as { value_raw: number }).value_raw);
  }
  return values;
}

function updateSeed(entity: JitterEntity, payload: Json = null) {
  return ask(entity, "cmd", { specifier: "update_seed", payload });
}

Deno.test("a reading is up to jitter_fraction larger than the value, and never smaller (148)", async () => {
  const values = await readings(jitterOf({ jitter_fraction: 0.1 }), 500);

  assert(values.every((value) => value >= 0.75 && value < 0.825));
  assert(Math.min(...values) < 0.755 && Math.max(...values) > 0.82);
  assertEquals(new Set(values).size, values.length);
});

Deno.test("a calibration sees the reading with its jitter (148)", async () => {
  const entity = jitterOf({ calibration: "2*{}" });
  for (let i = 0; i < 50; i++) {
    const { value_raw: raw, value_cal: cal } = await get(entity) as {
      value_raw: number;
      value_cal: number;
    };
    assertEquals(cal, 2 * raw);
  }
});

Deno.test("a jitter_fraction of 0 gives the value (148)", async () => {
  assertEquals(await readings(jitterOf({ jitter_fraction: 0 }), 3), [
    0.75,
    0.75,
    0.75,
  ]);
});

Deno.test("a seed in the configuration is read back, and makes the readings (149)", async () => {
  const [one, two] = [jitterOf({ seed: 5 }), jitterOf({ seed: "5" })];

  assertEquals(await get(one, "seed"), { values: [5] });
  assertEquals(await readings(one), await readings(two));
  assertNotEquals(await readings(jitterOf({ seed: 6 })), await readings(two));
});

Deno.test("a seed that is set or updated is read back, and begins the readings again (150)", async () => {
  const entity = jitterOf();
  const expected = await readings(jitterOf({ seed: 7 }));

  assertEquals((await updateSeed(entity, { values: [7] })).returnCode, 0);
  assertEquals(await get(entity, "seed"), { values: [7] });
  assertEquals(await readings(entity), expected);

  await updateSeed(entity, { new_seed: 7 });
  assertEquals(await readings(entity), expected);

  await ask(entity, "set", { specifier: "seed", payload: { values: [7] } });
  assertEquals(await readings(entity), expected);
});

Deno.test("without an argument update_seed draws a seed, a new one each time (150)", async () => {
  let draws = 0;
  const entity = new JitterEntity("peaches");
  const { context } = entity;
  entity.attachTo({
    name: "svc",
    stateDirectory: "",
    context: { ...context, random: () => draws++ / 4 },
  });

  for (const payload of [null, {}, { values: [] }, { values: [null] }]) {
    assertEquals((await updateSeed(entity, payload)).returnCode, 0);
    assertEquals(await get(entity, "seed"), {
      values: [(draws - 1) * 2 ** 30],
    });
  }
  assertEquals(draws, 4);
});

Deno.test("a seed that nobody gave is drawn when it is first needed, and kept", async () => {
  const entity = jitterOf();

  const { values: [seed] } = await get(entity, "seed") as { values: number[] };

  assertEquals(seed, 2 ** 31);
  assertEquals(await get(entity, "seed"), { values: [seed!] });
  assertEquals(await readings(entity), await readings(jitterOf({ seed })));
});

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

Deno.test("jitter_fraction and seed refuse what makes no sense", async () => {
  const entity = jitterOf();
  const cases: [string, Json, string][] = [
    ["jitter_fraction", "lots", 'must be a number: received "lots"'],
    ["jitter_fraction", -0.1, "must be at least 0: received -0.1"],
    ["seed", 1.5, "must be a whole number: received 1.5"],
    ["seed", "x", 'must be a whole number: received "x"'],
  ];
  for (const [specifier, value, text] of cases) {
    const { returnCode, returnMessage } = await ask(entity, "set", {
      specifier,
      payload: { values: [value] },
    });
    assertEquals(returnCode, 304);
    assertEquals(
      returnMessage,
      `Cannot set "${specifier}" of peaches: it ${text}`,
    );
  }
});

Deno.test("a value that cannot jitter is answered 304, and a number jitters again", async () => {
  const entity = jitterOf({ jitter_fraction: 0 });
  for (const value of ["soft", true, 9007199254740993n]) {
    await ask(entity, "set", { payload: { values: [value] } });

    const { returnCode, returnMessage } = await ask(entity, "get");

    assertEquals(returnCode, 304);
    assertStringIncludes(
      returnMessage,
      `"peaches" holds ${
        typeof value === "string" ? `"${value}"` : value
      }, and only a number can jitter`,
    );
  }
  await ask(entity, "set", { payload: { values: [2] } });
  assertEquals(await get(entity), { value_raw: 2 });
});

Deno.test("no value is null, as in every store (128)", async () => {
  assertEquals(await get(jitterOf({ initial_value: null })), null);
});

Deno.test("a jitter entity does all that a key-value store does", async () => {
  const entity = jitterOf({ get_on_set: true, jitter_fraction: 0 });

  assertEquals(
    (await ask(entity, "set", { payload: { values: [3] } })).payload,
    { value_raw: 3 },
  );
  assertEquals(
    (await ask(entity, "cmd", { specifier: "throw_something" })).returnCode,
    200,
  );
});

Deno.test("the extension registers its class and its function, and has a version", () => {
  const namespace = new StagingNamespace("jitter");

  register(namespace);

  assertEquals(namespace.classes.get("JitterEntity")?.cls, JitterEntity);
  assertEquals(namespace.functions.get("times3"), times3);
  assertEquals(version, "1.0.0");
  assertEquals(times3(1.75), 5.25);
});

Deno.test("the configuration in the documentation of the extension does what it says", async () => {
  await using mesh = await startMesh({
    extensions: ["./extensions/jitter/mod.ts"],
    name: "my_store",
    endpoints: [{
      name: "peaches",
      module: "JitterEntity",
      calibration: "times3({})",
      initial_value: 0.75,
      jitter_fraction: 0.2,
      seed: 42,
    }],
  });

  const { value_raw: raw, value_cal: cal } = await mesh.client.get(
    "peaches",
  ) as { value_raw: number; value_cal: number };

  assert(raw >= 0.75 && raw < 0.9);
  assertEquals(cal, 3 * raw);
  assertEquals(await mesh.client.get("peaches", { specifier: "seed" }), {
    values: [42],
  });
  assertEquals(
    mesh.running.mesh!.senderInfo.versions["dripline.extensions.jitter"]
      ?.version,
    version,
  );
});
