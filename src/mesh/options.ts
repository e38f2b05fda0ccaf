/**
 * What has to be known to join a mesh.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/** See {@linkcode MeshOptions.maxMessageSize}. JSON takes up to thirty times its length in memory once it is read. */
export const defaultMaxMessageSize: number = 16 * 1024 * 1024;

/** What has to be known to join a mesh. The names in a configuration stand under `dripline_mesh`. */
export interface MeshOptions {
  /** The host of the broker. Default: `localhost`. */
  readonly broker?: string | undefined;
  /** Its port. Default: 5672. */
  readonly port?: number | undefined;
  /** The account. Default: `guest`. */
  readonly username?: string | undefined;
  /** Its password. Default: `guest`. */
  readonly password?: string | undefined;
  /** The exchange of requests and replies. Default: `requests`. */
  readonly requestsExchange?: string | undefined;
  /** The exchange of alerts. Default: `alerts`. */
  readonly alertsExchange?: string | undefined;
  /** Payloads longer than this many bytes are sent in chunks. Default: none is, as the originals crash on chunks. */
  readonly maxPayloadSize?: number | undefined;
  /**
   * The longest payload, in bytes, that is sent or taken. A longer request is answered with code 302. Default: 16 MiB.
   */
  readonly maxMessageSize?: number | undefined;
  /** How often the first connection is tried. Default: 10. Later ones are tried for ever. */
  readonly maxConnectionAttempts?: number | undefined;
  /**
   * Seconds between the heartbeats of the connection. A broker that is silent for two to three times as long counts as lost.
   * Default: 10.
   */
  readonly heartbeat?: number | undefined;
  /** Called before each attempt to connect, such as to start the broker. What it throws counts as a failed attempt. */
  readonly beforeConnect?: (() => Promise<void>) | undefined;
  /** Called with what the broker says of itself. What it throws ends the first attempt for good. */
  readonly checkBroker?:
    | ((properties: Readonly<Record<string, unknown>>) => void)
    | undefined;
  /** The clock. Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to 1. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}
