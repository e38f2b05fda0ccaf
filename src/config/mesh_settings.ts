/**
 * The keys under `dripline_mesh`.
 *
 * @module
 */
import {
  type Attributes,
  boolean,
  configure,
  integer,
  json,
  keyText,
  oneOf,
  optional,
} from "../core/mod.ts";
import {
  type ExchangeChoice,
  exchangeChoices,
  type MeshOptions,
} from "../mesh/mod.ts";
import { brokerField } from "./broker_field.ts";
import { embedded, EmbeddedBroker, embeddedPort } from "./embedded_broker.ts";
import { isMap } from "./plain_data.ts";
import type { Path } from "./position.ts";
import { type Problems, sentence } from "./problem.ts";
import { readTls, tlsField, type TlsSettings } from "./tls.ts";

const port = integer({
  minimum: 1,
  maximum: 65535,
  description:
    "Port of the broker; if not given 5672, encrypted 5671, embedded 5772",
});

/** What a configuration says of the mesh (section 7.2 of the standard). */
export class MeshSettings {
  /** The keys. */
  static readonly attributes: Attributes<MeshSettings> = {
    broker: brokerField({
      description:
        "Broker: a host, host:port or a URL such as amqps://user:password@host/vhost; a list of those of a cluster; embedded: the one of this machine",
    }),
    broker_port: optional(port),
    vhost: optional(keyText({
      description: "Virtual host; if not given /",
    })),
    tls: tlsField({
      description:
        "Encrypted connection: true, or a map of its files, which begin at the folder of the configuration",
    }),
    requests_exchange: keyText({
      description: "Exchange of requests and replies",
    }),
    alerts_exchange: keyText({ description: "Exchange of alerts" }),
    exchanges: oneOf(exchangeChoices, {
      description:
        "How exchanges are declared; auto: use what is there, make transient ones",
    }),
    heartbeat_routing_key: keyText({
      description: "First word of the routing keys of heartbeats",
    }),
    max_message_size: optional(integer({
      minimum: 1000,
      maximum: 2 ** 28,
      description:
        "Bytes of the longest payload that is sent or taken; if not given 16 MiB",
    })),
    max_payload_size: optional(integer({
      minimum: 100,
      description:
        "Bytes from which on a payload is sent in chunks; if not given, never",
    })),
    max_connection_attempts: integer({
      minimum: 1,
      description: "How often the first connection is tried",
    }),
    make_connection: optional(boolean({
      description:
        "Whether the service joins a mesh at all; overrides that of the service",
    })),
    return_codes: json({
      description: "Return codes to add: a list, or the file that holds it",
    }),
  };

  /** The broker, or those of a cluster. */
  broker: string | readonly string[] = "localhost";
  /** Its port; unless given, 5672, encrypted 5671, or 5772 for the embedded broker. */
  brokerPort: number | undefined;
  /** The virtual host; unless given, `/`. */
  vhost: string | undefined;
  /** How the connection is encrypted; `undefined`: not, unless the URL of the broker says so. */
  tls: TlsSettings | undefined;
  /** The exchange of requests and replies. */
  requestsExchange = "requests";
  /** The exchange of alerts. */
  alertsExchange = "alerts";
  /** How the exchanges are declared. */
  exchanges: ExchangeChoice = "auto";
  /** First word of the routing keys of heartbeats. */
  heartbeatRoutingKey = "heartbeat";
  /** Bytes of the longest payload that is sent or taken; `undefined`: 16 MiB. */
  maxMessageSize: number | undefined;
  /** Bytes from which on a payload is cut in chunks; `undefined`: never. */
  maxPayloadSize: number | undefined;
  /** How often the first connection is tried. */
  maxConnectionAttempts = 10;
  /** Whether to connect at all, if said. */
  makeConnection: boolean | undefined;
  /** Return codes to add: a list, or the file that holds it. */
  returnCodes: unknown;
}

/** How to reach the mesh. */
export interface MeshAccess {
  /** What the configuration says. */
  readonly settings: MeshSettings;
  /** What a mesh has to know, but for user and password. */
  readonly options: MeshOptions;
  /** The embedded broker, if that is what the configuration asks for. */
  readonly embedded: EmbeddedBroker | undefined;
}

/**
 * Reads the block `dripline_mesh`, whose files begin at the folder `base`. `mayHost`: whether to start the embedded broker if it is asked
 * for and not there.
 */
export function readMeshSettings(
  block: unknown,
  base: string,
  problems: Problems,
  mayHost: boolean,
): MeshAccess {
  const path = ["dripline_mesh"];
  if (block !== undefined && block !== null && !isMap(block)) {
    problems.add(
      path,
      `dripline_mesh must be a map of keys such as "broker: localhost".`,
    );
  }
  const settings = readMeshKeys(isMap(block) ? block : {}, path, problems);
  const local = settings.broker === embedded
    ? new EmbeddedBroker(settings.brokerPort ?? embeddedPort, mayHost)
    : undefined;
  for (const key of ["vhost", "tls"] as const) {
    if (!local || settings[key] === undefined) continue;
    problems.add(
      [...path, key],
      `dripline_mesh.${key}: the embedded broker has none, as it serves this machine alone. Leave it out, or name another broker.`,
    );
  }
  return {
    settings,
    embedded: local,
    options: {
      broker: settings.broker,
      port: settings.brokerPort,
      ...settings.vhost !== undefined && { vhost: settings.vhost },
      ...settings.tls && { tls: readTls(settings.tls, base, problems) },
      requestsExchange: settings.requestsExchange,
      alertsExchange: settings.alertsExchange,
      exchanges: settings.exchanges,
      maxMessageSize: settings.maxMessageSize,
      maxPayloadSize: settings.maxPayloadSize,
      // Whoever hosts the embedded broker is there or is not: a client need not wait for long.
      maxConnectionAttempts: local && !mayHost
        ? Math.min(settings.maxConnectionAttempts, 4)
        : settings.maxConnectionAttempts,
      ...local?.options,
    },
  };
}

/** Reads the keys themselves, which stand at `path`. */
export function readMeshKeys(
  keys: Readonly<Record<string, unknown>>,
  path: Path,
  problems: Problems,
): MeshSettings {
  const settings = new MeshSettings();
  for (
    const { key, message, unknown } of configure(
      settings,
      keys,
      problems.writtenAt(path),
    )
  ) {
    const where = key === undefined ? path : [...path, key];
    const named = message.replaceAll("MeshSettings", "dripline_mesh");
    if (unknown) problems.warn(where, `${sentence(named)} It is ignored.`);
    else problems.add(where, sentence(named));
  }
  return settings;
}
