// deno-lint-ignore-file no-console -- says what it skips
import { assert, assertEquals } from "@std/assert";
import { main } from "../../../examples/serial/main.ts";
import { SimulatedSerialLine } from "../../../testing.ts";
import { LaboratoryFolder } from "../../config/laboratory_folder.ts";

const isPossible = await SimulatedSerialLine.isPossible();
if (!isPossible) console.log("skipped: examples/serial: there is no socat");

Deno.test({
  name:
    "the example on a serial line gets, sets, and says when it is pulled out",
  ignore: !isPossible,
  async fn() {
    using _home = new LaboratoryFolder();
    const lines: string[] = [];
    await main((line) => lines.push(line));

    const pulled = lines.pop()!;
    assert(/^get temperature, pulled out: 20[12] /.test(pulled), pulled);
    assertEquals(lines, [
      'get temperature: {"value_raw":"+4.215","value_cal":4.215}',
      'get set_point: {"value_raw":"+4.200"}',
      "set set_point 4.5: null",
      'get temperature: {"value_raw":"+4.215","value_cal":4.215}',
    ]);
  },
});
