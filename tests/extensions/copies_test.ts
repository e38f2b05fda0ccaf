/**
 * An extension may load a copy of this package of its own, such as an older release. The copy here is the whole of it, so no class is
 * the same one: whatever used `instanceof` or shared private members would fail.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as ours from "../../mod.ts";
import { runService } from "../../src/config/load.ts";
import { startBroker } from "../../src/broker/mod.ts";
import { LaboratoryFolder } from "../config/laboratory_folder.ts";

const extension = `
import { Entity, number, ReplyError, Service } from "./copy/mod.ts";
export * as copy from "./copy/mod.ts";

class Oven extends Entity {
  static attributes = { target: number({ minimum: 0 }) };
  static commands = { shout: { args: [] } };
  target = 20;
  onGet() { return this.target; }
  onSet(value) {
    if (value > 100) throw new ReplyError("service_error_invalid_value", "too hot");
    this.target = value;
    return null;
  }
  async shout() { await this.context.alert("shout." + this.name, this.target); }
}
class Kitchen extends Service {}

export const version = "1.0.0";
export function register(namespace) {
  namespace.add({ Oven, Kitchen });
  namespace.calibrations({ twice: (x) => 2 * x });
}
`;

const configuration = `
name: kitchen
module: Kitchen
extensions: [./oven.ts]
endpoints:
  - name: oven
    module: Oven
    target: 30
    calibration: twice({})
    get_on_set: true
    log_on_set: true
`;

/** Copies this package into a folder. */
function copyPackage(to: string): void {
  const root = new URL("../../", import.meta.url);
  const copy = (path: string) => {
    Deno.mkdirSync(`${to}/${path}`, { recursive: true });
    for (const { name, isDirectory } of Deno.readDirSync(new URL(path, root))) {
      if (isDirectory) copy(`${path}${name}/`);
      else {Deno.copyFileSync(
          new URL(path + name, root),
          `${to}/${path}${name}`,
        );}
    }
  };
  copy("src/");
  Deno.copyFileSync(new URL("mod.ts", root), `${to}/mod.ts`);
}

Deno.test("an extension that brings its own copy of the package works from end to end", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": configuration,
    "oven.ts": extension,
  });
  copyPackage(lab.file("copy"));
  const loaded = await lab.load();
  const { copy } = await import(`file://${lab.file("oven.ts")}`);
  assert(copy.Entity !== ours.Entity);
  assert(loaded.service instanceof copy.Service);

  await using broker = startBroker({ port: 0 });
  const place = { broker: "127.0.0.1", port: broker.port };
  await using _running = await runService({
    ...loaded,
    options: { ...loaded.options, ...place },
  });
  await using client = await ours.connect(place);
  const alerts = client.alerts("shout.*", "sensor_value.*");
  await alerts.ready;
  assertEquals(await client.get("oven"), { value_raw: 30, value_cal: 60 });
  assertEquals(await client.set("oven", 40), { value_raw: 40, value_cal: 80 });
  assertEquals(await client.get("oven", { specifier: "target" }), {
    values: [40],
  });
  const refused = await assertRejects(
    () => client.set("oven", 200),
    ours.ReplyError,
    "too hot",
  );
  assertEquals(refused.returnCode.value, 304);
  const wrong = await assertRejects(
    () => client.set("oven", -1, { specifier: "target" }),
    ours.ReplyError,
  );
  assertEquals(wrong.returnCode.value, 304);
  await client.cmd("oven", "shout");
  const heard: string[] = [];
  for await (const { routingKey } of alerts) {
    heard.push(routingKey);
    if (heard.length === 2) break;
  }
  assertEquals(heard, ["sensor_value.oven", "shout.oven"]);
});

Deno.test("what is wrong for an endpoint of another copy is reported with its place", async () => {
  using lab = new LaboratoryFolder({
    "lab.yaml": configuration.replace("target: 30", "target: -1")
      .replace("twice", "thrice"),
    "oven.ts": extension,
  });
  copyPackage(lab.file("copy"));
  const lines = await lab.complaints();
  assertEquals(
    lines[0],
    'lab.yaml:8:5: endpoint "oven": "target" must be at least 0: received -1.',
  );
  assert(
    lines[1]!.startsWith(
      'lab.yaml:9:5: endpoint "oven": calibration "thrice({})", column 1: ',
    ),
  );
  assertEquals(lines.length, 2);
});
