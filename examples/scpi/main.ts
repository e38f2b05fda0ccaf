// deno-lint-ignore-file no-console
/**
 * A simulated power supply, the service for it, and a client, all in one program:
 *
 *     deno run -A examples/scpi/main.ts
 *
 * With a real supply only `scpi.yaml` is needed.
 *
 * @module
 */
import { isReplyError } from "@dripline/dripline";
import { SimulatedInstrument, startMesh } from "@dripline/dripline/testing";
import { fileURLToPath } from "node:url";

/** Tells what happens, a line each. */
export async function main(tell: (line: string) => void): Promise<void> {
  await using supply = new SimulatedInstrument({
    knows: {
      "VOLTage": "0",
      "OUTPut": "0",
      "SYSTem:BEEPer": "0",
      "MEASure:CURRent?": "+1.250E-01",
      "SYST:ERR?": '+0,"No error"',
    },
  });
  const configuration = fileURLToPath(new URL("scpi.yaml", import.meta.url));
  await using mesh = await startMesh(configuration, {
    overrides: [`socket_info=127.0.0.1:${supply.port}`],
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

  await show("set volts 5", client.set("volts", 5));
  await show("get volts", client.get("volts"));
  await show("set volts 50", client.set("volts", 50));
  await show("set output On", client.set("output", "On"));
  await show("get output", client.get("output"));
  await show("get amps", client.get("amps"));
  await show(
    "send_to_device SYST:ERR?",
    client.cmd("supply", "send_to_device", ["SYST:ERR?"]),
  );

  await supply.unplug();
  await show("set volts 6, switched off", client.set("volts", 6));
  supply.plugIn();
  await supply.until(() => supply.connections > 0);
  await show("get volts, switched on", client.get("volts"));
}

if (import.meta.main) await main(console.log);
