/**
 * What is built in, entering by the same door as every extension: it exports `version` and `register`.
 *
 * @module
 */
import { Endpoint, Entity, type Namespace, Service } from "../core/mod.ts";
import { AlertConsumer } from "./alert_consumer.ts";
import { PrologixService } from "./gpib/mod.ts";
import { HeartbeatMonitor } from "./heartbeat_monitor.ts";
import { HeartbeatTracker } from "./heartbeat_tracker.ts";
import { KeyValueStore } from "./key_value_store.ts";
import {
  EthernetSCPIService,
  FormatEntity,
  SerialSCPIService,
  SimpleSCPIEntity,
  SimpleSCPIGetEntity,
  SimpleSCPISetEntity,
} from "./scpi/mod.ts";

export {
  AlertConsumer,
  HeartbeatMonitor,
  HeartbeatTracker,
  KeyValueStore,
  PrologixService,
};
export type { KeyGroups } from "./alert_consumer.ts";
export type { HeartbeatLine, HeartbeatReport } from "./heartbeat_monitor.ts";
export type {
  HeartbeatStatus,
  HeartbeatThresholds,
} from "./heartbeat_tracker.ts";
export {
  type Device,
  type DeviceOptions,
  EthernetSCPIService,
  FormatEntity,
  InstrumentEntity,
  SCPIService,
  SerialSCPIService,
  SimpleSCPIEntity,
  SimpleSCPIGetEntity,
  SimpleSCPISetEntity,
} from "./scpi/mod.ts";
export { version } from "../wire/mod.ts";

/** Adds the built-in classes to the namespace. */
export function register(namespace: Namespace): void {
  namespace.add({ Endpoint, Entity, Service });
  namespace.add({
    AlertConsumer,
    HeartbeatMonitor,
    HeartbeatTracker,
    KeyValueStore,
  });
  namespace.add({
    EthernetSCPIService,
    FormatEntity,
    PrologixService,
    SerialSCPIService,
    SimpleSCPIEntity,
    SimpleSCPIGetEntity,
    SimpleSCPISetEntity,
  });
}
