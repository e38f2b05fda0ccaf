/**
 * What has to be known to join a mesh.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/** See {@linkcode MeshOptions.maxMessageSize}. JSON takes up to thirty times its length in memory once it is read. */
export const defaultMaxMessageSize: number = 16 * 1024 * 1024;

/** How a connection is encrypted. Certificates and keys are texts in PEM. */
export interface TlsOptions {
  /** Certificates of the authorities that are trusted. Default: those that the runtime brings. */
  readonly ca?: string | undefined;
  /** Our own certificate, for brokers that ask for one. */
  readonly certificate?: string | undefined;
  /** The key of that certificate. */
  readonly key?: string | undefined;
  /** The name that the broker's certificate has to have. Default: the host. */
  readonly serverName?: string | undefined;
}

/** How exchanges are declared: `auto` uses what is there and makes what is missing transient, the others insist. */
export type ExchangeChoice = "auto" | "transient" | "durable";

/** All choices. */
export const exchangeChoices: readonly ExchangeChoice[] = [
  "auto",
  "transient",
  "durable",
];

/** What has to be known to join a mesh. The names in a configuration stand under `dripline_mesh`. */
export interface MeshOptions {
  /**
   * The broker: a host, `host:port`, or a URL such as `amqps://user:password@host:5671/vhost`. A list names the brokers of a cluster: if
   * one is lost, the next is tried at once. Default: `localhost`.
   */
  readonly broker?: string | readonly string[] | undefined;
  /** The port, where the broker names none. Default: 5672, encrypted 5671. */
  readonly port?: number | undefined;
  /** The virtual host, where the broker names none. Default: `/`. */
  readonly vhost?: string | undefined;
  /** How the connection is encrypted. Default: not at all, unless the broker is an `amqps://` URL. */
  readonly tls?: TlsOptions | undefined;
  /** The account, where the broker names none. Default: `guest`. */
  readonly username?: string | undefined;
  /** Its password. Default: `guest`. */
  readonly password?: string | undefined;
  /** The exchange of requests and replies. Default: `requests`. */
  readonly requestsExchange?: string | undefined;
  /** The exchange of alerts. Default: `alerts`. */
  readonly alertsExchange?: string | undefined;
  /**
   * How the exchanges are declared. Default: `auto`, which uses topic exchanges that are there, durable or not, and makes what is missing
   * transient; `transient` and `durable` insist on it.
   */
  readonly exchanges?: ExchangeChoice | undefined;
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
