/**
 * The test kit.
 *
 * @module
 */
export type { Answer } from "../core/mod.ts";
export { ask, type AskOptions } from "./ask.ts";
export { FakeClock } from "./fake_clock.ts";
export {
  type SimulatedAnswer,
  SimulatedInstrument,
  type SimulatedInstrumentOptions,
  type SimulatedMood,
} from "./simulated_instrument.ts";
export { SimulatedSerialLine } from "./simulated_serial_line.ts";
export {
  startMesh,
  type StartMeshOptions,
  type TestMesh,
} from "./start_mesh.ts";
