/**
 * Follows the tutorial: what its file says, in comments and in keys, is what happens.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Client } from "../src/mesh/mod.ts";
import { ReplyError } from "../src/wire/mod.ts";
import { startMesh } from "../testing.ts";

const tutorial = "kv_store_tutorial.yaml";

interface Reading {
  "value_raw": number;
  "value_cal": number;
}

async function peaches(client: Client): Promise<Reading> {
  return await client.get("peaches") as unknown as Reading;
}

/** Reads peaches five times. */
async function sequence(client: Client): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < 5; i++) values.push((await peaches(client)).value_raw);
  return values;
}

Deno.test("peaches jitter up to a tenth above 0.75, and are calibrated to twice that (148)", async () => {
  await using mesh = await startMesh(tutorial);
  const seen = new Set<number>();
  for (let i = 0; i < 50; i++) {
    const { value_raw: raw, value_cal: cal } = await peaches(mesh.client);
    assert(raw >= 0.75 && raw < 0.825, `${raw}`);
    assertEquals(cal, 2 * raw);
    seen.add(raw);
  }
  assert(seen.size > 40);
});

Deno.test("peaches can be set, and jitter above the new value", async () => {
  await using mesh = await startMesh(tutorial);

  assertEquals(await mesh.client.set("peaches", 5), null);

  const { value_raw: raw } = await peaches(mesh.client);
  assert(raw >= 5 && raw < 5.5, `${raw}`);
});

Deno.test("chips are calibrated by the function of the extension", async () => {
  await using mesh = await startMesh(tutorial);

  assertEquals(await mesh.client.get("chips"), {
    value_raw: 1.75,
    value_cal: 5.25,
  });
});

Deno.test("waffles answer a set with the new reading, as a float (125, 131)", async () => {
  await using mesh = await startMesh(tutorial);
  const { client } = mesh;

  assertEquals(await client.get("waffles"), { value_raw: 4, value_cal: 4 });
  assertEquals(await client.set("waffles", 7), { value_raw: 7, value_cal: 7 });
});

Deno.test("peaches_status is looked up in a map, and anything else is answered with an error (127)", async () => {
  await using mesh = await startMesh(tutorial);
  const { client } = mesh;
  assertEquals(await client.get("peaches_status"), {
    value_raw: "CLOSE",
    value_cal: "on",
  });

  await client.set("peaches_status", "OPEN");
  assertEquals(await client.get("peaches_status"), {
    value_raw: "OPEN",
    value_cal: "off",
  });

  await client.set("peaches_status", "AJAR");
  const error = await assertRejects(
    () => client.get("peaches_status"),
    ReplyError,
    "raw value <'AJAR'> not in cal dict",
  );
  assertEquals(error.returnCode.value, 304);
});

Deno.test("update_seed is a command, and the seed an attribute (150)", async () => {
  await using mesh = await startMesh(tutorial);
  const { client } = mesh;
  const seed = () => client.get("peaches", { specifier: "seed" });

  assertEquals(await client.cmd("peaches", "update_seed", [7]), null);
  assertEquals(await seed(), { values: [7] });
  await client.set("peaches", 42, { specifier: "seed" });
  assertEquals(await seed(), { values: [42] });
  await client.cmd("peaches", "update_seed", [], { new_seed: 8 });
  assertEquals(await seed(), { values: [8] });
});

Deno.test("the same seed gives the same readings, on this mesh and on another (149)", async () => {
  await using mesh = await startMesh(tutorial);
  await using other = await startMesh(tutorial, {
    overrides: ["endpoints.0.seed=42"],
  });
  await mesh.client.set("peaches", 42, { specifier: "seed" });

  const readings = await sequence(mesh.client);
  await mesh.client.cmd("peaches", "update_seed", [42]);

  assertEquals(await sequence(mesh.client), readings);
  assertEquals(await sequence(other.client), readings);
});

Deno.test("the jitter can be changed, and switched off (148)", async () => {
  await using mesh = await startMesh(tutorial);
  const { client } = mesh;

  await client.set("peaches", 0, { specifier: "jitter_fraction" });
  assertEquals(await client.get("peaches"), {
    value_raw: 0.75,
    value_cal: 1.5,
  });

  await assertRejects(
    () => client.set("peaches", "lots", { specifier: "jitter_fraction" }),
    ReplyError,
    'Cannot set "jitter_fraction" of peaches: it must be a number: received "lots"',
  );
  assertEquals(await client.get("peaches", { specifier: "jitter_fraction" }), {
    values: [0],
  });
});

Deno.test("the service answers to its name (82)", async () => {
  await using mesh = await startMesh(tutorial);

  assertEquals(await mesh.client.cmd("my_store", "ping"), null);
});

Deno.test("what the service does not have is named, and the rest goes on", async () => {
  await using mesh = await startMesh(tutorial);
  const { client } = mesh;
  const cases: [() => Promise<unknown>, number][] = [
    [() => client.get("pears"), 403],
    [() => client.get("my_store"), 306],
    [() => client.get("peaches", { specifier: "constructor" }), 310],
    [() => client.cmd("peaches", "peel"), 306],
    [() => client.cmd("peaches", "throw_something"), 200],
  ];
  for (const [request, code] of cases) {
    const error = await assertRejects(request, ReplyError);
    assertEquals(error.returnCode.value, code);
  }
  assertEquals(await client.cmd("my_store", "ping"), null);
});
