/**
 * The brokers to try, each with everything that a connection to it needs.
 *
 * @module
 */
import { parseBrokerAddress } from "./broker_address.ts";
import type { MeshOptions } from "./options.ts";

/** Everything that a connection to one broker needs. */
export interface Target {
  /** The host, for the socket. */
  readonly hostname: string;
  /** The port. */
  readonly port: number;
  /** The virtual host. */
  readonly vhost: string;
  /** The account. */
  readonly username: string;
  /** Its password. */
  readonly password: string;
  /** Whether the connection is encrypted. */
  readonly tls: boolean;
  /** For people: `host:port`, with the virtual host if it is not the usual one. */
  readonly where: string;
}

/** Returns the brokers that the options name, in their order. Throws a `RangeError` for an address that makes no sense. */
export function targets(options: MeshOptions): readonly [Target, ...Target[]] {
  const { broker = "localhost" } = options;
  const [first = "localhost", ...others] = typeof broker === "string"
    ? [broker]
    : broker;
  return [
    target(first, options),
    ...others.map((text) => target(text, options)),
  ];
}

function target(text: string, options: MeshOptions): Target {
  const address = parseBrokerAddress(text);
  const tls = address.tls || options.tls !== undefined;
  const port = address.port ?? options.port ?? (tls ? 5671 : 5672);
  const vhost = address.vhost ?? options.vhost ?? "/";
  const { hostname } = address;
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    hostname,
    port,
    vhost,
    username: address.username ?? options.username ?? "guest",
    password: address.password ?? options.password ?? "guest",
    tls,
    where: `${host}:${port}${vhost === "/" ? "" : `/${vhost}`}`,
  };
}
