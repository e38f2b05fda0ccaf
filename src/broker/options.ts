/**
 * What the owner of a broker may choose.
 *
 * @module
 */

/** Options of a broker. All have defaults that suit a mesh on one machine. */
export interface BrokerOptions {
  /** The address to listen on. Default 127.0.0.1; one that other machines can reach needs {@linkcode users}. */
  hostname?: string;
  /** The TCP port to listen on, 0 for any that is free. Default 5772. */
  port?: number;
  /** Passwords by user name. Without it any login is accepted. */
  users?: Readonly<Record<string, string>>;
  /** The interval of heartbeats in whole seconds, 0 for none, at most 65535. Default 60. */
  heartbeat?: number;
  /**
   * Bytes from which on publishers have to wait: messages, and all else that clients make the broker keep, which may be a quarter of
   * it. Default 256 MiB.
   */
  memoryLimit?: number;
  /**
   * Seconds without a reader after which a queue counts as left over: when memory is short it loses its oldest messages, so that
   * publishers do not wait for it. Default 60.
   */
  unreadTimeout?: number;
  /** How many clients may be connected, at most 65535. Default 1000. */
  maxConnections?: number;
  /** How many channels a connection may have, at most 65535. Default 2047. */
  maxChannels?: number;
  /** The largest frame in bytes, 4096 to 16 MiB. Default 131072. */
  frameMax?: number;
  /** The largest body of a message in bytes, at most 1 GiB. Default 128 MiB. */
  maxBodyBytes?: number;
  /** Unsent bytes of a connection from which on its deliveries wait in their queues. Default 8 MiB. */
  outputLimit?: number;
  /** Seconds that a client has for its login. Default 10. */
  handshakeTimeout?: number;
  /** Seconds that a client has to agree to being closed. Default 5. */
  closeTimeout?: number;
}

/** Options with all defaults filled in. */
export interface BrokerSettings
  extends Readonly<Required<Omit<BrokerOptions, "users">>> {
  /** Passwords by user name; `undefined` if any login is accepted. */
  readonly users: ReadonlyMap<string, string> | undefined;
}

type NumberOption = Exclude<keyof BrokerOptions, "hostname" | "users">;

interface NumberRule {
  preset: number;
  least: number;
  most: number;
  fractions?: boolean;
}

const mebibyte = 2 ** 20;
const longest = 86_400;

const rules: Readonly<Record<NumberOption, NumberRule>> = {
  port: { preset: 5772, least: 0, most: 65535 },
  heartbeat: { preset: 60, least: 0, most: 65535 },
  memoryLimit: { preset: 256 * mebibyte, least: 1, most: 2 ** 50 },
  unreadTimeout: { preset: 60, least: 0, most: longest, fractions: true },
  maxConnections: { preset: 1000, least: 1, most: 65535 },
  maxChannels: { preset: 2047, least: 1, most: 65535 },
  frameMax: { preset: 131072, least: 4096, most: 16 * mebibyte },
  maxBodyBytes: { preset: 128 * mebibyte, least: 0, most: 1024 * mebibyte },
  outputLimit: { preset: 8 * mebibyte, least: 1, most: 1024 * mebibyte },
  handshakeTimeout: { preset: 10, least: 0, most: longest, fractions: true },
  closeTimeout: { preset: 5, least: 0, most: longest, fractions: true },
};

/** Fills in the defaults. Throws a `RangeError` that names the option if one is out of range. */
export function resolveOptions(options: BrokerOptions): BrokerSettings {
  const hostname = options.hostname ?? "127.0.0.1";
  const users = options.users && usersOf(options.users);
  if (!users && !isLoopback(hostname)) {
    throw new RangeError(
      `Broker option "hostname" is "${hostname}", which other machines may reach, but "users" is missing: ` +
        "give user names and passwords, or listen on 127.0.0.1.",
    );
  }
  return {
    hostname,
    users,
    port: numberOf(options, "port"),
    heartbeat: numberOf(options, "heartbeat"),
    memoryLimit: numberOf(options, "memoryLimit"),
    unreadTimeout: numberOf(options, "unreadTimeout"),
    maxConnections: numberOf(options, "maxConnections"),
    maxChannels: numberOf(options, "maxChannels"),
    frameMax: numberOf(options, "frameMax"),
    maxBodyBytes: numberOf(options, "maxBodyBytes"),
    outputLimit: numberOf(options, "outputLimit"),
    handshakeTimeout: numberOf(options, "handshakeTimeout"),
    closeTimeout: numberOf(options, "closeTimeout"),
  };
}

function numberOf(options: BrokerOptions, name: NumberOption): number {
  const { preset, least, most, fractions } = rules[name];
  const value = options[name] ?? preset;
  const isNumber = fractions ? Number.isFinite(value) : Number.isInteger(value);
  if (isNumber && value >= least && value <= most) return value;
  throw new RangeError(
    `Broker option "${name}" is ${value}; it must be ${
      fractions ? "a number" : "an integer"
    } from ${least} to ${most}.`,
  );
}

function usersOf(
  users: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const entries = Object.entries(users);
  if (entries.length === 0) {
    throw new RangeError(
      'Broker option "users" is empty, so nobody could log in: name somebody, or leave it out.',
    );
  }
  for (const [name, password] of entries) {
    if (typeof password === "string") continue;
    throw new RangeError(
      `Broker option "users" has no text as the password of "${name}"; put it in quotes.`,
    );
  }
  return new Map(entries);
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
