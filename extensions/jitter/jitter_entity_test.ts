import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Json } from "@dripline/dripline";
import { ask } from "@dripline/dripline/testing";
import { JitterEntity } from "./jitter_entity.ts";

/** Makes an entity that keeps 0.75. */
function jitterOf(members: Partial<JitterEntity> = {}): JitterEntity {
  return Object.assign(new JitterEntity("peaches"), {
    initialValue: 0.75,
    ...members,
  });
}

async function get(entity: JitterEntity, specifier = ""): Promise<Json> {
  return (await ask(entity, "get", { specifier })).payload;
}

function set(entity: JitterEntity, value: Json, specifier = "") {
  return ask(entity, "set", { specifier, payload: { values: [value] } });
}

function updateSeed(entity: JitterEntity, payload: Json = null) {
  return ask(entity, "cmd", { specifier: "update_seed", payload });
}

/** Reads `count` raw values. */
async function readings(entity: JitterEntity, count = 5): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    values.push(((await get(entity)) as { value_raw: number }).value_raw);
  }
  return values;
}

Deno.test("a reading is up to jitter_fraction larger than the value, and never smaller (148)", async () => {
  const values = await readings(jitterOf({ jitterFraction: 0.1 }), 500);

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
  assertEquals(await readings(jitterOf({ jitterFraction: 0 }), 3), [
    0.75,
    0.75,
    0.75,
  ]);
});

Deno.test("a seed is read back, and makes the readings (149)", async () => {
  const [one, two] = [jitterOf({ seed: 5 }), jitterOf({ seed: 5 })];

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

  await set(entity, 7, "seed");
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

  const payloads: Json[] = [null, {}, { values: [] }, { values: [null] }];
  for (const payload of payloads) {
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

  assertEquals(await get(entity, "seed"), { values: [seed!] });
  assertEquals(
    await readings(entity),
    await readings(jitterOf({ seed: seed! })),
  );
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
    const { returnCode, returnMessage } = await set(entity, value, specifier);
    assertEquals(returnCode, 304);
    assertEquals(
      returnMessage,
      `Cannot set "${specifier}" of peaches: it ${text}`,
    );
  }
});

Deno.test("a value that cannot jitter is refused when it is set, and the old one stays", async () => {
  for (const entity of [jitterOf(), jitterOf({ limits: { min: 0 } })]) {
    entity.jitterFraction = 0;
    const cases: [Json, string][] = [
      ["soft", '"soft"'],
      ["5", '"5"'],
      ["", '""'],
      [true, "true"],
      [9007199254740993n, "9007199254740993"],
    ];
    for (const [value, shown] of cases) {
      const { returnCode, returnMessage } = await set(entity, value);

      assertEquals(returnCode, 304, shown);
      assertEquals(
        returnMessage,
        `peaches takes numbers (whole ones up to 9007199254740991), as nothing else can jitter: received ${shown}`,
      );
    }
    for (const [value, shown] of [[null, "null"], [[1], "[1]"]] as const) {
      const { returnCode, returnMessage } = await set(entity, value as Json);

      assertEquals(returnCode, 304, shown);
      assertEquals(
        returnMessage,
        `the value to set must be a number, a text or a boolean: received ${shown}`,
      );
    }
    assertEquals(await get(entity), { value_raw: 0.75 });
  }
});

Deno.test("a number that is set jitters", async () => {
  const entity = jitterOf({ jitterFraction: 0 });

  await set(entity, 2);

  assertEquals(await get(entity), { value_raw: 2 });
});

Deno.test("no value is null, as in every store (128)", async () => {
  assertEquals(await get(new JitterEntity("peaches")), null);
  assertEquals(await get(jitterOf({ initialValue: null })), null);
});

Deno.test("a jitter entity does all that a key-value store does", async () => {
  const entity = jitterOf({ getOnSet: true, jitterFraction: 0 });

  assertEquals((await set(entity, 3)).payload, { value_raw: 3 });
  assertEquals(
    (await ask(entity, "cmd", { specifier: "throw_something" })).returnCode,
    200,
  );
});
