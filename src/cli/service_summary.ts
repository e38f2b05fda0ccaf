/**
 * What a configuration serves, in columns for people.
 *
 * @module
 */
import { resolve } from "node:path";
import type { LoadedService } from "../config/mod.ts";
import { targets } from "../mesh/mod.ts";
import {
  builtInName,
  type Endpoint,
  type Entity,
  stateFolder,
} from "../core/mod.ts";

/** The rows of a summary: a heading, then cells. Rows below the first of a heading have an empty one. */
export type Rows = readonly (readonly string[])[];

/** The service, where its broker is, its endpoints with their classes, and its extensions. */
export function serviceRows(loaded: LoadedService, broker: string): Rows {
  const { service, extensions } = loaded;
  const described = (name: string) => [name, ...classAndOrigin(name, loaded)];
  return [
    ...headed("service", [described(service.name)]),
    ...headed("broker", [[broker]]),
    ...headed("endpoints", [...service.endpoints.keys()].map(described)),
    ...headed("keeps", keptValues(service)),
    ...headed(
      "extensions",
      extensions.map(({ name, version, specifier }) => [
        `${name} ${version}`,
        specifier,
      ]),
    ),
  ];
}

/** The alerts that a service sends and hears. */
export function alertRows({ service, options }: LoadedService): Rows {
  const { heartbeatIntervalS: interval, name, makeConnection } = service;
  const heartbeat = interval > 0
    ? [[`${options.heartbeatRoutingKey}.${name}`, `every ${interval} s`]]
    : [];
  const values = [...service.endpoints.values()].flatMap(loggedValue);
  const heard = service.alertPatterns().map((pattern) => [pattern]);
  return [
    ...headed("sends", makeConnection ? [...heartbeat, ...values] : []),
    ...headed("hears", makeConnection ? heard : []),
  ];
}

/** Where the broker of a configuration is. */
export function brokerText(
  { service, options, embedded }: LoadedService,
): string {
  if (!service.makeConnection) return "none (make_connection: false)";
  const where = targets(options).map((target) => target.where).join(", ");
  return `${where}${embedded ? ", embedded" : ""}`;
}

/** Where the values of endpoints are that persist. */
function keptValues(
  { name, stateDirectory, endpoints }: LoadedService["service"],
): string[][] {
  const keeps = (endpoint: object) => Reflect.get(endpoint, "persist") === true;
  if (![...endpoints.values()].some(keeps)) return [];
  try {
    return [[resolve(stateFolder(stateDirectory, name))]];
  } catch (error) {
    return [[(error as Error).message]];
  }
}

function headed(heading: string, rows: Rows): Rows {
  return rows.map((row, index) => [index === 0 ? heading : "", ...row]);
}

function classAndOrigin(
  name: string,
  { classes, extensions }: LoadedService,
): string[] {
  const found = classes.get(name);
  if (!found) return [];
  if (found.extension === builtInName) return [found.name, "built in"];
  const version = extensions.find((extension) =>
    extension.name === found.extension
  )?.version;
  return [
    found.name,
    version ? `${found.extension} ${version}` : found.extension,
  ];
}

/** The alerts with the value of an endpoint, if it is an entity that sends any. */
function loggedValue(endpoint: Endpoint): string[][] {
  const { logInterval, logOnSet, logRoutingKeyPrefix } = endpoint as Partial<
    Entity
  >;
  const when = [
    ...(logInterval ? [`checked every ${logInterval} s`] : []),
    ...(logOnSet ? ["after each set"] : []),
  ];
  return when.length > 0
    ? [[`${logRoutingKeyPrefix}.${endpoint.name}`, when.join(", ")]]
    : [];
}
