/**
 * The framework: endpoints, entities, services, and what they declare.
 *
 * @module
 */
// The vocabulary.
export type { AuthGroups, AuthItem, AuthSpecification } from "./auth_groups.ts";
export { bugTrace } from "./bug.ts";
export { type Context, offline } from "./context.ts";
export {
  Endpoint,
  isEndpointClass,
  type Known,
  type Owner,
} from "./endpoint.ts";
export { Entity } from "./entity.ts";
export { FailureLog } from "./failure_log.ts";
export { type LockOptions, Lockout, type LockoutAnswer } from "./lockout.ts";
export {
  type AddOptions,
  builtInName,
  type EndpointClass,
  type Namespace,
  type RegisteredClass,
  RegistrationError,
  Registry,
  StagingNamespace,
} from "./namespace.ts";
export { type Job, Scheduler } from "./scheduler.ts";
export { isServiceClass, Service } from "./service.ts";
// What the outside may touch.
export {
  type Arg,
  arg,
  type Attribute,
  type Attributes,
  attributesOf,
  boolean,
  type BoundCommand,
  type Command,
  type Commands,
  commandsOf,
  configure,
  type Declared,
  describe,
  didYouMean,
  type Field,
  FieldError,
  type FieldOptions,
  type FilePlace,
  integer,
  interval,
  isFieldError,
  isMap,
  json,
  type JsonSchema,
  type KeyProblem,
  keyText,
  list,
  type Listed,
  memberName,
  type Method,
  nearest,
  number,
  type NumberOptions,
  oneOf,
  optional,
  period,
  readOnly,
  required,
  setup,
  shortestPeriod,
  show,
  string,
  timedeltaText,
  toPayload,
  type WireName,
  type WithoutSignal,
  type Written,
} from "./declaration/mod.ts";
// What becomes of a value.
export {
  type Calibrated,
  type Calibration,
  type CalibrationArgument,
  CalibrationError,
  type CalibrationFunction,
  comparable,
  type Confirm,
  confirm,
  InvalidValues,
  invalidValues,
  type Inverted,
  type KeptValue,
  type Limits,
  limits,
  type Logged,
  type LogRules,
  lookUpCalibration,
  type MistakePlace,
  type NamedText,
  noValueOf,
  parseCalibration,
  type Plain,
  type ReadText,
  scpiInvalid,
  spelledNumber,
  StateFile,
  stateFolder,
  withinLimits,
  withinStep,
  worthLogging,
} from "./value/mod.ts";
// How a service runs.
export {
  type Answer,
  answer,
  failure,
  type RunningService,
  serve,
  type ServeOptions,
} from "./serving/mod.ts";
