/**
 * dripline for Deno: slow control for physics laboratories.
 *
 * Services own instruments, answer `get`, `set` and `cmd` requests and send alerts, as JSON messages over AMQP. This module has
 * what extensions and clients need.
 *
 * ```ts
 * import { Entity, type Namespace } from "@dripline/dripline";
 *
 * // An entity that tells the load of the machine.
 * class SystemLoad extends Entity {
 *   override onGet(): number {
 *     return Deno.loadavg()[0]!;
 *   }
 * }
 *
 * export const version = "1.0.0";
 *
 * export function register(namespace: Namespace): void {
 *   namespace.add({ SystemLoad });
 * }
 * ```
 *
 * @module
 */
// Messages.
export {
  type Alert,
  type ComponentVersion,
  isJsonObject,
  isReplyError,
  type Json,
  JsonError,
  type JsonObject,
  type Message,
  type MessageFields,
  messageJson,
  type MessageJsonOptions,
  type OperationName,
  operations,
  parseJson,
  protocolVersion,
  type Reply,
  ReplyError,
  type ReplyErrorOptions,
  type Request,
  type ReturnCode,
  type ReturnCodeName,
  ReturnCodes,
  returnCodes,
  type SenderInfo,
  stringifyJson,
  version,
} from "./src/wire/mod.ts";
// The mesh: clients, and time.
export {
  type AlertOptions,
  AlertStream,
  type Call,
  type CallAll,
  type CallOptions,
  Client,
  type Clock,
  connect,
  type ConnectOptions,
  delay,
  type Delivery,
  type DurableListener,
  type DurableListenOptions,
  type ExchangeChoice,
  type Identity,
  type InboxLimits,
  type Listener,
  type ListenOptions,
  Mesh,
  type MeshOptions,
  type NamedArguments,
  type QueueFailure,
  type Replies,
  type RepliesEnd,
  type TlsOptions,
} from "./src/mesh/mod.ts";
export {
  // What an extension is made of.
  type AddOptions,
  // What a class declares: attributes and commands.
  type Arg,
  arg,
  type Attributes,
  // Logins.
  type AuthGroups,
  type AuthItem,
  type AuthSpecification,
  boolean,
  // What becomes of a value.
  type Calibrated,
  type Calibration,
  type CalibrationArgument,
  CalibrationError,
  type CalibrationFunction,
  type Command,
  type Commands,
  type Confirm,
  type Context,
  type Declared,
  didYouMean,
  Endpoint,
  type EndpointClass,
  Entity,
  // Speaking of what fails again and again.
  FailureLog,
  type Field,
  FieldError,
  type FieldOptions,
  type FilePlace,
  integer,
  interval,
  InvalidValues,
  type Inverted,
  isFieldError,
  type Job,
  json,
  type JsonSchema,
  type KeyProblem,
  keyText,
  type Known,
  type Limits,
  list,
  type Listed,
  type LockOptions,
  type Lockout,
  type LockoutAnswer,
  type Method,
  type MistakePlace,
  type NamedText,
  type Namespace,
  number,
  type NumberOptions,
  oneOf,
  optional,
  type Owner,
  parseCalibration,
  period,
  type Plain,
  readOnly,
  type ReadText,
  required,
  // A service without a configuration file.
  type RunningService,
  type Scheduler,
  scpiInvalid,
  serve,
  type ServeOptions,
  Service,
  setup,
  show,
  stateFolder,
  string,
  type WireName,
  type WithoutSignal,
  type Written,
} from "./src/core/mod.ts";
// Regular expressions as configurations write them.
export {
  PatternError,
  type PatternMatch,
  type PatternUse,
  type PythonRegExp,
  pythonRegExp,
} from "./src/python/mod.ts";
// Instruments: links, framings, checksums, and what joins them.
export {
  type AnswerRule,
  type Bytes,
  byteSum,
  type Channel,
  checked,
  type Checksum,
  crc16Modbus,
  crcCcitt,
  type ExchangeOptions,
  fixedLength,
  type FlowControl,
  type Found,
  type Framing,
  type Handshake,
  inHex,
  Instrument,
  InstrumentError,
  type InstrumentErrorOptions,
  type InstrumentOptions,
  lengthField,
  type LengthFieldOptions,
  lines,
  type Link,
  marks,
  type MarksOptions,
  measured,
  type Parity,
  type Say,
  type SerialLine,
  serialLink,
  type SocketInfo,
  socketInfo,
  type Synchronisation,
  tcpLink,
  twosComplement,
  udpLink,
  xor,
} from "./src/instruments/mod.ts";
// The built-in classes.
export {
  AlertConsumer,
  type Device,
  type DeviceOptions,
  EthernetSCPIService,
  FormatEntity,
  type HeartbeatLine,
  HeartbeatMonitor,
  type HeartbeatReport,
  type HeartbeatStatus,
  type HeartbeatThresholds,
  HeartbeatTracker,
  InstrumentEntity,
  type KeyGroups,
  KeyValueStore,
  PrologixService,
  SCPIService,
  SerialSCPIService,
  SimpleSCPIEntity,
  SimpleSCPIGetEntity,
  SimpleSCPISetEntity,
} from "./src/implementations/mod.ts";
