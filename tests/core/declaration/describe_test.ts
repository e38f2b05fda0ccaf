import { assert, assertEquals } from "@std/assert";
import { startMesh } from "../../../testing.ts";
import type { JsonObject } from "../../../src/wire/mod.ts";

Deno.test("an endpoint describes itself: class, attributes with types, units and limits, commands with arguments, calibration", async () => {
  await using mesh = await startMesh({
    name: "lab",
    endpoints: [{
      name: "coil",
      module: "KeyValueStore",
      initial_value: 1,
      calibration: "2*{}",
      units: "A",
      limits: { max: 5 },
      description: "current of the main coil",
    }],
  });
  const told = await mesh.client.cmd("coil", "describe") as JsonObject;
  assertEquals(told.name, "coil");
  assertEquals(told.class, "KeyValueStore");
  const attributes = told.attributes as Record<string, JsonObject>;
  assertEquals(attributes.calibration?.value, "2*{}");
  assertEquals(attributes.units?.value, "A");
  assertEquals(attributes.limits?.value, { max: 5 });
  assertEquals(attributes.description?.value, "current of the main coil");
  assertEquals(attributes.get_on_set?.type, "boolean");
  assertEquals(attributes.get_on_set?.access, "get and set");
  assertEquals(attributes.units?.access, "get");
  assert(!("value" in attributes.persist!), "setup keys are not shown");
  const commands = told.commands as Record<string, JsonObject>;
  assertEquals(commands.start_logging?.args, []);
  assert("ping" in commands && "describe" in commands);
});

Deno.test("a service tells its endpoints and the components it is made of, also while locked", async () => {
  await using mesh = await startMesh("kv_store_tutorial.yaml");
  await mesh.client.cmd("my_store", "lock");
  const told = await mesh.client.cmd("my_store", "describe") as JsonObject;
  assertEquals(told.endpoints, {
    peaches: "JitterEntity",
    chips: "KeyValueStore",
    waffles: "KeyValueStore",
    peaches_status: "KeyValueStore",
  });
  const versions = told.versions as Record<string, string>;
  assertEquals(versions.dripline, "3.0.0");
  assertEquals(versions["dripline.extensions.jitter"], "1.0.0");
});
