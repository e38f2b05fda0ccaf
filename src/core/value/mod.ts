/**
 * What becomes of a value: calibrated, checked against limits, read back, logged, kept over a restart.
 *
 * @module
 */
export {
  type Calibrated,
  type Calibration,
  type CalibrationArgument,
  CalibrationError,
  type CalibrationFunction,
  type Inverted,
  type MistakePlace,
  type Plain,
} from "./calibration.ts";
export { calibration } from "./calibration_field.ts";
export type { NamedText, ReadText } from "./curves/mod.ts";
export { lookUpCalibration } from "./look_up_calibration.ts";
export { parseCalibration } from "./parse_calibration.ts";
export { InvalidValues, invalidValues, scpiInvalid } from "./invalid.ts";
export {
  comparable,
  type Logged,
  type LogRules,
  worthLogging,
} from "./log_decision.ts";
export { type ReadableEntity, readBack } from "./read_back.ts";
export { type NoValue, noValueOf, rawReading } from "./reading.ts";
export {
  type Confirm,
  confirm,
  type Limits,
  limits,
  spelledNumber,
  withinLimits,
  withinStep,
} from "./safe_set.ts";
export { type KeptValue, StateFile, stateFolder } from "./state_file.ts";
export { ValueLogger } from "./value_logger.ts";
