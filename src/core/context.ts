/**
 * What surrounds an endpoint while it works.
 *
 * @module
 */
import {
  type AlertOptions,
  type Call,
  type Clock,
  localSenderInfo,
  systemClock,
} from "../mesh/mod.ts";
import {
  type ComponentVersion,
  type Json,
  type Reply,
  ReplyError,
  ReturnCodes,
} from "../wire/mod.ts";
import type { AuthGroups } from "./auth_groups.ts";
import { Scheduler } from "./scheduler.ts";

/** What surrounds an endpoint while it works: time, chance, and the mesh. */
export interface Context {
  /** The clock. */
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Runs periodic work while the service runs. */
  readonly scheduler: Scheduler;
  /** The components that every message names: dripline, extensions. */
  readonly versions: Readonly<Record<string, ComponentVersion>>;
  /** The return codes that the service knows: those of the standard, of extensions and of the configuration. */
  readonly returnCodes: ReturnCodes;
  /** Whether every set and cmd that is accepted is sent as an alert. */
  readonly audit: boolean;
  /** The logins of the service: those of its class and of the configuration. Never send or log what is in them. */
  readonly authGroups: AuthGroups;
  /** Sends an alert. Rejects if it cannot be sent and is not to be kept. */
  alert(
    routingKey: string,
    payload: Json,
    options?: AlertOptions,
  ): Promise<void>;
  /** Sends a request. Rejects with a `ReplyError` if no reply comes. */
  request(call: Call): Promise<Reply>;
}

/** The context of an endpoint that no service runs: it has time and chance, but no mesh. */
export function offline(): Context {
  const refuse = () =>
    Promise.reject(
      new ReplyError("warning_offline", "There is no connection to a mesh"),
    );
  return {
    clock: systemClock,
    random: Math.random,
    scheduler: new Scheduler(systemClock),
    versions: localSenderInfo().versions,
    returnCodes: new ReturnCodes(),
    audit: false,
    authGroups: new Map(),
    alert: refuse,
    request: refuse,
  };
}
