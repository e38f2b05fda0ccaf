import { assert, assertEquals } from "@std/assert";
import { configurationSchema } from "../../src/config/json_schema.ts";
import { builtIns, loadService } from "../../src/config/load.ts";

/** What the schema says of one key of endpoints of one class. */
function propertyOf(schema: unknown, module: string, key: string): unknown {
  // deno-lint-ignore no-explicit-any -- a schema is a tree of anything
  const { items } = (schema as any).properties.endpoints;
  // deno-lint-ignore no-explicit-any -- as above
  const rule = items.allOf.find((each: any) =>
    each.if.properties.module.enum.includes(module)
  );
  return rule?.then.properties[key];
}

Deno.test("the schema has every class with its keys, types and defaults", () => {
  const schema = configurationSchema(builtIns());
  assertEquals(propertyOf(schema, "KeyValueStore", "get_on_set"), {
    type: "boolean",
    description: "Answer a set with a fresh get",
    default: false,
  });
  assert(propertyOf(schema, "dripline.KeyValueStore", "log_interval"));
  assertEquals(propertyOf(schema, "JitterEntity", "seed"), undefined);
});

Deno.test("the schema of a file has the classes of its extensions, and no default for what is drawn at random", async () => {
  const { registry } = await loadService({ file: "kv_store_tutorial.yaml" });
  const schema = configurationSchema(registry);
  assertEquals(propertyOf(schema, "JitterEntity", "jitter_fraction"), {
    type: "number",
    minimum: 0,
    description: "Largest fraction of the value that is added to a reading",
    default: 0.1,
  });
  const seed = propertyOf(schema, "JitterEntity", "seed") as object;
  assert(!("default" in seed));
  assertEquals(JSON.parse(JSON.stringify(schema)).type, "object");
});

Deno.test("docs/dripline.schema.json, which the tutorial names, is what deno task schema writes", async () => {
  const { registry } = await loadService({ file: "kv_store_tutorial.yaml" });
  const file = new URL("../../docs/dripline.schema.json", import.meta.url);
  assertEquals(
    JSON.parse(await Deno.readTextFile(file)),
    JSON.parse(JSON.stringify(configurationSchema(registry))),
  );
});
