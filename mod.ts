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
export {
  type Alert,
  type ComponentVersion,
  isReplyError,
  type Json,
  type JsonObject,
  type Message,
  type MessageFields,
  type OperationName,
  operations,
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
  version,
} from "./src/wire/mod.ts";
export {
  type AlertOptions,
  AlertStream,
  type Call,
  type CallOptions,
  Client,
  type Clock,
  connect,
  type ConnectOptions,
  delay,
  type Identity,
  type InboxLimits,
  type Listener,
  type ListenOptions,
  Mesh,
  type MeshOptions,
  type NamedArguments,
} from "./src/mesh/mod.ts";
export * from "./src/core/mod.ts";
export {
  AlertConsumer,
  type Device,
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
  SimpleSCPIEntity,
  SimpleSCPIGetEntity,
  SimpleSCPISetEntity,
  type SocketInfo,
} from "./src/implementations/mod.ts";
