import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { Ajv2020 } from "ajv/dist/2020.js";
import { basename, dirname, resolve } from "node:path";
import { configurationSchema } from "../../src/config/json_schema.ts";
import { builtIns, loadService } from "../../src/config/load.ts";
import { ConfigurationError } from "../../src/config/problem.ts";
import { schemaFiles, schemaOf } from "../../tools/schema.ts";
import { corpusFiles, corpusNote } from "./corpus.ts";
import { LaboratoryFolder } from "./laboratory_folder.ts";

/** Validates configurations as editors do. */
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(
  configurationSchema(builtIns()),
);

/** What an editor has to say of a configuration: where, a sentence, and the key or the values it is about. */
function complaints(yaml: string): string[] {
  validate(parse(yaml));
  return (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const about = params.unevaluatedProperty ?? params.additionalProperty ??
      params.allowedValues;
    return `${instancePath}: ${message}: ${about}`;
  });
}

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

for (const { configuration, schema } of schemaFiles()) {
  Deno.test(`${basename(schema)}, which ${basename(configuration)} names, is what deno task schema writes`, async () => {
    const yaml = await Deno.readTextFile(configuration);
    const named = /^# yaml-language-server: \$schema=(.*)$/m.exec(yaml)![1]!;

    assertEquals(resolve(dirname(configuration), named), schema);
    assertEquals(
      JSON.parse(await Deno.readTextFile(schema)),
      JSON.parse(await schemaOf(configuration)),
    );
  });
}

Deno.test("a key that means nothing fails validation, wherever it stands", () => {
  const table: [yaml: string, where: string, key: string][] = [
    ["brodcast_key: all", "", "brodcast_key"],
    ["broker: lab", "", "broker"],
    ["{ module: AlertConsumer, alert_key: x }", "", "alert_key"],
    ["dripline_mesh: { brokr: lab }", "/dripline_mesh", "brokr"],
    [
      "auth_groups: { dripline: { username: { envv: X } } }",
      "/auth_groups/dripline/username",
      "envv",
    ],
    ["runtime-config: { naem: x }", "/runtime-config", "naem"],
    [
      "endpoints: [{ name: x, log_intervall: 5 }]",
      "/endpoints/0",
      "log_intervall",
    ],
  ];
  for (const [yaml, where, key] of table) {
    const found = complaints(yaml);
    assert(
      found.some((line) =>
        line.startsWith(`${where}: `) && line.endsWith(`: ${key}`)
      ),
      `${yaml}: ${found}`,
    );
  }
});

Deno.test("what is understood passes validation, also what is understood for compatibility alone", () => {
  const table = [
    "{}",
    "{ add_endpoints_now: true, loop_timeout_ms: 1000, restart_on_error: false }",
    "{ username: x, password: { env: Y } }",
    "{ auth_file: a.json, auth_groups: { dripline: { username: { env: X } }, other: } }",
    "dripline_mesh: { broker: b, max_payload_size: 10000, return_codes: codes.yaml }",
    "{ $schema: ./dripline.schema.json, extensions: [jsr:@lab/x@^1, { import: ./y.ts, as: z }] }",
    "runtime-config: { name: x, endpoints: [{ name: y, module: KeyValueStore }] }",
    "{ configFileData: { runtime-config: { name: x } }, image: { tag: latest } }",
    "{ module: Magnet, module_path: ./magnet.ts, current: 5 }",
    "endpoints: [{ name: x, module: Coil, module_path: ./coil.ts, turns: 5 }]",
  ];
  for (const yaml of table) assertEquals(complaints(yaml), [], yaml);
});

Deno.test({
  name:
    `every file of the corpus that loads without a warning passes validation${corpusNote}`,
  ignore: corpusFiles.length === 0,
  async fn() {
    using _home = new LaboratoryFolder();
    let passed = 0;
    for (const file of corpusFiles) {
      try {
        const { warnings } = await loadService({ file });
        if (warnings.length > 0) continue;
      } catch (error) {
        assert(error instanceof ConfigurationError, `${file}: ${error}`);
        continue;
      }
      assertEquals(complaints(await Deno.readTextFile(file)), [], file);
      passed++;
    }
    assert(passed > 0);
  },
});

Deno.test("the tutorial passes the validation of its own schema", async () => {
  const file = "kv_store_tutorial.yaml";
  const { registry } = await loadService({ file });
  const ajv = new Ajv2020({ strict: false });
  const tutorial = parse(await Deno.readTextFile(file));

  assert(
    ajv.validate(configurationSchema(registry), tutorial),
    ajv.errorsText(),
  );
});
