import { assert, assertEquals } from "@std/assert";
import { main } from "../../../examples/scpi/main.ts";
import { LaboratoryFolder } from "../../config/laboratory_folder.ts";

Deno.test("the example sets, gets, and finds its supply again", async () => {
  using _home = new LaboratoryFolder();
  const lines: string[] = [];
  await main((line) => lines.push(line));

  // The words of the refusal are the limits' own.
  const refused = lines.splice(2, 1)[0]!;
  assert(refused.startsWith("set volts 50: 304 "), refused);
  const off = lines.splice(6, 1)[0]!;
  assert(/^set volts 6, switched off: 20[12] /.test(off), off);
  assertEquals(lines, [
    'set volts 5: "5"',
    'get volts: {"value_raw":"5","value_cal":5}',
    'set output On: "1"',
    'get output: {"value_raw":"1","value_cal":"on"}',
    'get amps: {"value_raw":"+1.250E-01","value_cal":0.125}',
    'send_to_device SYST:ERR?: "+0,\\"No error\\""',
    'get volts, switched on: {"value_raw":"5","value_cal":5}',
  ]);
});
