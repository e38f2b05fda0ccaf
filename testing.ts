/**
 * A test kit for extensions and laboratories: a mesh of its own for every test, a clock that moves when it is told to, and
 * requests without a mesh.
 *
 * ```ts
 * import { KeyValueStore } from "@dripline/dripline";
 * import { ask, startMesh } from "@dripline/dripline/testing";
 *
 * const store = new KeyValueStore("peaches");
 * await ask(store, "set", { payload: { values: [5] } });
 * console.log((await ask(store, "get")).payload); // { value_raw: 5 }
 *
 * await using mesh = await startMesh("kv_store_tutorial.yaml");
 * console.log(await mesh.client.get("chips")); // { value_raw: 1.75, value_cal: 5.25 }
 * ```
 *
 * @module
 */
export {
  type Answer,
  ask,
  type AskOptions,
  FakeClock,
  type SimulatedAnswer,
  SimulatedInstrument,
  type SimulatedInstrumentOptions,
  type SimulatedMood,
  SimulatedSerialLine,
  startMesh,
  type StartMeshOptions,
  type TestMesh,
} from "./src/testing/mod.ts";
