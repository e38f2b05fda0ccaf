import { assertEquals } from "@std/assert";
import { configure } from "../../src/core/mod.ts";
import { KeyValueStore } from "../../src/implementations/mod.ts";
import type { Json } from "../../src/wire/mod.ts";
import { ask } from "../../testing.ts";

async function reading(calibration: string, value: Json): Promise<Json> {
  const store = new KeyValueStore("store");
  configure(store, { name: "store", calibration, initial_value: value });
  return (await ask(store, "get")).payload;
}

Deno.test("2*{} counts true as 1, and keeps the sign of -3 (126)", async () => {
  assertEquals(await reading("2*{}", true), { value_raw: true, value_cal: 2 });
  assertEquals(await reading("2*{}", -3), { value_raw: -3, value_cal: -6 });
});

Deno.test("blanks round a text are stripped for the calibration, and kept in value_raw (130)", async () => {
  assertEquals(await reading("{}+1", " 3.14 "), {
    value_raw: " 3.14 ",
    value_cal: 4.140000000000001,
  });
});
