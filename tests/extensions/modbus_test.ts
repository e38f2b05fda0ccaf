// deno-lint-ignore-file no-console -- says what it skips
/**
 * Holds examples/modbus, and Modbus RTU on a serial line.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { SimulatedDevice } from "@dripline/modbus/testing";
import { fileURLToPath } from "node:url";
import { Tank } from "../../examples/modbus/device.ts";
import { SimulatedSerialLine, startMesh } from "../../testing.ts";
import { LaboratoryFolder } from "../config/laboratory_folder.ts";

Deno.test("examples/modbus reads, sets, and does what its README says", async () => {
  using _home = new LaboratoryFolder();
  await using device = new Tank(0);
  const file = new URL("../../examples/modbus/modbus.yaml", import.meta.url);
  await using mesh = await startMesh(fileURLToPath(file), {
    overrides: [`socket_info=127.0.0.1:${device.port}`],
  });
  const { client } = mesh;

  assertEquals(await client.get("room_temperature"), { value_raw: 21.5 });
  assertEquals(await client.get("tank_temperature"), { value_raw: 20 });
  assertEquals(await client.set("setpoint", 40), 40);
  assertEquals(device.unit(1).holdingRegisters.get(20), 400);
  assertEquals(await client.set("pump", "on"), 1);
  assertEquals(
    await client.cmd("plant", "read_registers", ["holding_register", 20]),
    [400],
  );
});

const canLay = await SimulatedSerialLine.isPossible();
if (!canLay) console.log("skipped: Modbus on a serial line: no socat");

Deno.test({
  name: "Modbus RTU runs on a serial line",
  ignore: !canLay,
  async fn() {
    await using device = new SimulatedDevice({ protocol: "rtu" });
    const { holdingRegisters } = device.unit(17);
    for (const address of [0, 1, 2]) holdingRegisters.set(address, address);
    await using line = await SimulatedSerialLine.to(device);
    await using mesh = await startMesh({
      extensions: ["jsr:@dripline/modbus@^0"],
      name: "line",
      module: "ModbusService",
      device: line.path,
      parity: "none",
      unit: 17,
      endpoints: [0, 1, 2].map((address) => ({
        name: `r${address}`,
        module: "ModbusEntity",
        "holding_register": address,
      })),
    });
    const { endpoints } = mesh.running.service;

    assertEquals(await mesh.client.set("r1", 700), 700);
    assertEquals(
      await Promise.all([..."012"].map((n) => endpoints.get(`r${n}`)!.get())),
      [{ value_raw: 0 }, { value_raw: 700 }, { value_raw: 2 }],
    );
    assert(device.received.every(([unit]) => unit === 17));
    assertEquals(device.received.length, 2);
  },
});
