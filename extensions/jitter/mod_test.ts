import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startMesh } from "@dripline/dripline/testing";
import configuration from "./deno.json" with { type: "json" };
import { times3, version } from "./mod.ts";

/** The configuration of a service that lists this extension. */
function serviceOf(peaches: Readonly<Record<string, unknown>>) {
  return {
    extensions: [import.meta.resolve("./mod.ts")],
    name: "my_store",
    endpoints: [{ name: "peaches", module: "JitterEntity", ...peaches }],
  };
}

Deno.test("the version is that of the package", () => {
  assertEquals(version, configuration.version);
});

Deno.test("times3 returns three times a value", () => {
  assertEquals(times3(1.75), 5.25);
});

Deno.test("the service of jitter.yaml does what the documentation says", async () => {
  const file = fileURLToPath(import.meta.resolve("./jitter.yaml"));
  await using mesh = await startMesh(file);

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

Deno.test("a configuration may spell its numbers as texts, and leave the value out (149)", async () => {
  await using mesh = await startMesh(
    serviceOf({ initial_value: "0.75", jitter_fraction: "0", seed: "5" }),
  );
  await using empty = await startMesh(serviceOf({ initial_value: null }));

  assertEquals(await mesh.client.get("peaches"), { value_raw: 0.75 });
  assertEquals(await mesh.client.get("peaches", { specifier: "seed" }), {
    values: [5],
  });
  assertEquals(await empty.client.get("peaches"), null);
});

Deno.test("an initial_value that cannot jitter is an error in the configuration", async () => {
  for (const value of ["soft", true, [1], { a: 1 }]) {
    await assertRejects(
      () => startMesh(serviceOf({ initial_value: value })),
      Error,
      `"initial_value" must be a number: received ${JSON.stringify(value)}`,
    );
  }
});
