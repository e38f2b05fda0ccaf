import { assertEquals } from "@std/assert";
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

/** Waits until everything that was received is settled, and `received` messages were. */
async function settled(
  mesh: TestMesh,
  received: number,
): Promise<LoggerReport> {
  for (;;) {
    const found = await report(mesh);
    if (found.received >= received && found.waiting === 0) return found;
  }
}

Deno.test("every value becomes a row with the time of its reading", async () => {
  using folder = temporaryFolder();
  await using mesh = await startMesh(loggerIn(folder.path));

  await mesh.client.alert("sensor_value.cryo-1.T", { value_raw: "4.2" });
  await mesh.client.alert("sensor_value.lid", { value_raw: "open" });
  await mesh.client.alert("sensor_value.lid", "no value");
  const { stored, quarantined, sensors } = await settled(mesh, 3);

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
