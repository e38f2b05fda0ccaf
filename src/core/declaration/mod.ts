/**
 * What the outside may touch of a class: fields, the tables of attributes and commands, and what they say of themselves.
 *
 * @module
 */
export { callCommand } from "./command.ts";
export {
  type Arg,
  arg,
  type Attribute,
  type Attributes,
  attributesOf,
  type BoundCommand,
  type Command,
  type Commands,
  commandsOf,
  configure,
  type Declared,
  type FilePlace,
  isFieldError,
  type KeyProblem,
  type Listed,
  memberName,
  type Method,
  type WireName,
  type WithoutSignal,
} from "./declaration.ts";
export { describe } from "./describe.ts";
export {
  boolean,
  type Field,
  FieldError,
  type FieldOptions,
  integer,
  json,
  type JsonSchema,
  keyText,
  list,
  number,
  type NumberOptions,
  oneOf,
  optional,
  readOnly,
  required,
  setup,
  show,
  string,
  type Written,
} from "./field.ts";
export { interval, period, shortestPeriod, timedeltaText } from "./interval.ts";
export { isMap, onlyKeys } from "./map_field.ts";
export { didYouMean, nearest } from "./nearest.ts";
export { toPayload } from "./payload.ts";
export { textOf } from "./text_of.ts";
