import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { startMesh, type TestMesh } from "@dripline/dripline/testing";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "./testing/temporary_folder.ts";
import type { LoggerReport } from "./recorder.ts";

function loggerIn(folder: string) {
  return {
    extensions: [import.meta.resolve("./mod.ts")],
    name: "sensor_logger",
    module: "SensorLogger",
    store: `sqlite:${folder}/values.db`,
    state_directory: folder,
    batch_ms: 1,
  };
}

async function report({ client }: TestMesh): Promise<LoggerReport> {
  return await client.get("sensor_logger") as unknown as LoggerReport;
}

/** Waits until the logger tells what is wanted. */
async function toldThat(
  mesh: TestMesh,
  wanted: (report: LoggerReport) => boolean,
): Promise<LoggerReport> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await report(mesh);
    if (wanted(found)) return found;
    if (Date.now() > deadline) throw new Error(JSON.stringify(found));
  }
}

function valuesIn(file: string): number[] {
  using db = new DatabaseSync(file);
  return db.prepare("SELECT value_raw FROM numeric_data ORDER BY rowid").all()
    .map(({ value_raw: value }) => Number(value));
}

Deno.test("every value becomes a row with the time of its reading", async () => {
  using folder = temporaryFolder();
  await using mesh = await startMesh(loggerIn(folder.path));

  await mesh.client.alert("sensor_value.cryo-1.T", { value_raw: "4.2" });
  await mesh.client.alert("sensor_value.lid", { value_raw: "open" });
  await mesh.client.alert("sensor_value.lid", "no value");
  const { stored, quarantined, sensors } = await toldThat(
    mesh,
    ({ stored, quarantined }) => stored + quarantined === 3,
  );

  assertEquals({ stored, quarantined }, { stored: 2, quarantined: 1 });
  assertEquals(sensors["cryo-1.T"]!.stored, 1);
  await mesh.running.stop();
  using db = new DatabaseSync(`${folder.path}/values.db`);
  assertEquals(
    db.prepare("SELECT sensor_name, value_raw FROM numeric_data").all()
      .map((row) => ({ ...row })),
    [{ sensor_name: "cryo-1.T", value_raw: 4.2 }],
  );
});

Deno.test("values that come while another program writes are rows, in their order, when it has done", async () => {
  using folder = temporaryFolder();
  const file = `${folder.path}/values.db`;
  await using mesh = await startMesh(loggerIn(folder.path));
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  {
    using other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    for (const n of numbers) {
      await mesh.client.alert("sensor_value.peaches", { value_raw: n });
    }
    const { spooled, store_away: away } = await toldThat(
      mesh,
      ({ spooled }) => spooled === 30,
    );
    assertEquals(spooled, 30);
    assertStringIncludes(away!, "locked");
    other.exec("COMMIT");
  }
  await toldThat(mesh, ({ stored }) => stored === 30);

  assertEquals(valuesIn(file), numbers);
});

Deno.test("a database that is deleted is made anew, and takes all that comes", async () => {
  using folder = temporaryFolder();
  const file = `${folder.path}/values.db`;
  await using mesh = await startMesh(loggerIn(folder.path));
  await mesh.client.alert("sensor_value.peaches", { value_raw: 1 });
  await toldThat(mesh, ({ stored }) => stored === 1);

  for (const part of ["", "-wal", "-shm"]) Deno.removeSync(file + part);
  await mesh.client.alert("sensor_value.peaches", { value_raw: 2 });
  await toldThat(mesh, ({ stored }) => stored === 2);

  assertEquals(valuesIn(file), [2]);
});

Deno.test("a store that cannot be used is named with the rule, before anything starts", async () => {
  const cases: [string, string][] = [
    [
      "values.db",
      'must be sqlite:FILE or postgres://HOST/DATABASE: received "values.db"',
    ],
    [
      "sqlite:",
      'must be sqlite:FILE or postgres://HOST/DATABASE: received "sqlite:"',
    ],
    ["postgres://host", "must be sqlite:FILE or postgres://HOST/DATABASE"],
    [
      "postgres://me:secret@host/db",
      "must have no login: it is shown to everybody",
    ],
  ];
  for (const [store, text] of cases) {
    await assertRejects(
      () => startMesh({ ...loggerIn("/nowhere"), store }),
      Error,
      text,
    );
  }
  await assertRejects(
    () => startMesh({ ...loggerIn("/nowhere"), keep: "90" }),
    Error,
    "must be a length of time such as 12h, 90d, 4w or 2y: received ",
  );
  await assertRejects(
    () => startMesh(loggerIn("/nowhere")),
    Error,
    "/nowhere/values.db: unable to open database file",
  );
});
