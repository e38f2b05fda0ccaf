// deno-lint-ignore-file no-console
/**
 * A simulated thermometer on a simulated serial line, the service for it, and a client, all in one program. It needs the program `socat`:
 *
 *     deno run -A examples/serial/main.ts
 *
 * With a real thermometer only `serial.yaml` is needed.
 *
 * @module
 */
import { isReplyError } from "@dripline/dripline";
import {
  SimulatedInstrument,
  SimulatedSerialLine,
  startMesh,
} from "@dripline/dripline/testing";
import { fileURLToPath } from "node:url";

/** Tells what happens, a line each. */
export async function main(tell: (line: string) => void): Promise<void> {
  await using thermometer = new SimulatedInstrument({
    commandTerminator: "\r\n",
    responseTerminator: "\r\n",
    knows: { "KRDG?": "+4.215", "SETP?": "+4.200\r\n1" },
  });
  const configuration = fileURLToPath(new URL("serial.yaml", import.meta.url));
  const line = await SimulatedSerialLine.to(thermometer);
  await using mesh = await startMesh(configuration, {
    // A simulated line has no parity.
    overrides: [`device=${line.path}`, "data_bits=8", "parity=none"],
  });
  const { client } = mesh;
  const show = async (what: string, answer: Promise<unknown>) => {
    try {
      tell(`${what}: ${JSON.stringify(await answer)}`);
    } catch (error) {
      if (!isReplyError(error)) throw error;
      tell(`${what}: ${error.returnCode.value} ${error.message}`);
    }
  };

  await show("get temperature", client.get("temperature"));
  await show("get set_point", client.get("set_point"));
  thermometer.mood = "mute";
  await show("set set_point 4.5", client.set("set_point", 4.5));
  thermometer.mood = "well";
  await show("get temperature", client.get("temperature"));

  // Somebody pulls out the adapter.
  await line[Symbol.asyncDispose]();
  await show("get temperature, pulled out", client.get("temperature"));
}

if (import.meta.main) await main(console.log);
