/**
 * What the framework sees of the jitter extension. The rest is tested in its own folder.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { StagingNamespace } from "../../src/core/mod.ts";
import { startMesh } from "../../testing.ts";
import {
  JitterEntity,
  register,
  times3,
  version,
} from "../../extensions/jitter/mod.ts";

Deno.test("the extension registers its class and its function, and has a version", () => {
  const namespace = new StagingNamespace("jitter");

  register(namespace);

  assertEquals(namespace.classes.get("JitterEntity")?.cls, JitterEntity);
  assertEquals(namespace.functions.get("times3"), times3);
  assertEquals(version, "1.0.0");
});

Deno.test("a value kept on disk that cannot jitter is not used", async () => {
  const folder = await Deno.makeTempDir();
  const serviceOf = (module: string) => ({
    name: "store",
    state_directory: folder,
    extensions: [import.meta.resolve("../../extensions/jitter/mod.ts")],
    endpoints: [{ name: "peaches", module, persist: true, initial_value: 1 }],
  });
  try {
    {
      await using mesh = await startMesh(serviceOf("KeyValueStore"));
      await mesh.client.set("peaches", "soft");
    }
    await using mesh = await startMesh(
      serviceOf("JitterEntity"),
      { overrides: ["endpoints.0.jitter_fraction=0"] },
    );

    assertEquals(await mesh.client.get("peaches"), { value_raw: 1 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
