/**
 * `ls PATTERN`: what is known of endpoints.
 *
 * @module
 */
import { matchesGlob } from "./glob.ts";
import type { Client } from "../mesh/mod.ts";
import {
  isJsonObject,
  type Json,
  type Reply,
  stringifyJson,
} from "../wire/mod.ts";
import { eachOf, type FoundService } from "./services.ts";

/** What `ls` prints. */
export interface Listing {
  /** An object for each row. */
  readonly json: readonly Record<string, unknown>[];
  /** The cells. */
  readonly rows: readonly (readonly string[])[];
  /** What stands above them. */
  readonly heading: readonly string[];
}

interface Wanted {
  readonly name: string;
  /** The service that claims it; `undefined` for one that does not tell. */
  readonly service: string | undefined;
  readonly class: string;
}

const heading = ["ENDPOINT", "SERVICE", "CLASS", "VALUE", "UNIT", "LOCK"];

/**
 * Asks the endpoints that fit one of the patterns, or belong to a service that does. A name without wildcards is asked even if no service
 * tells of it, as the originals do not.
 */
export async function listEndpoints(
  client: Client,
  services: readonly FoundService[],
  patterns: readonly string[],
  timeout: number,
): Promise<Listing> {
  const wanted = endpointsOf(services, patterns);
  const known = new Set(wanted.map(({ name }) => name));
  const untold = patterns.filter((pattern) =>
    !/[*?]/.test(pattern) && !known.has(pattern) &&
    !services.some(({ sender, endpoints }) =>
      endpoints && sender.serviceName === pattern
    )
  );
  const asked = [
    ...wanted,
    ...untold.map((name) => ({ name, service: undefined, class: "" })),
  ];
  const claims = (name: string) =>
    services.filter(({ endpoints }) => endpoints?.has(name)).length ||
    undefined;
  const all = (await eachOf(
    asked,
    (one) => ask(client, one, claims(one.name), timeout),
  )).flat();
  return {
    heading,
    json: all,
    rows: all.map((
      { endpoint, service, class: kind, payload, error, unit, lock },
    ) => [
      (claims(endpoint) ?? 0) > 1 ? `${endpoint}!` : endpoint,
      service,
      kind,
      error === undefined ? valueText(payload) : `(${error})`,
      unit,
      lock ?? "",
    ]),
  };
}

/** Digits of a number for people. */
const digits = 7;

/** A value for people: the calibrated one if there is one. */
export function valueText(payload: Json): string {
  const value = isJsonObject(payload)
    ? payload.value_cal ?? payload.value_raw ?? payload
    : payload;
  if (typeof value === "string") return value;
  return typeof value === "number"
    ? String(Number(value.toPrecision(digits)))
    : stringifyJson(value);
}

/** Who holds a lock, for people; nothing if nobody does. */
export function lockText(state: Json): string {
  if (!isJsonObject(state) || state.is_locked !== true) return "";
  const { tag = null } = state;
  if (!isJsonObject(tag)) return "locked";
  const { username, hostname } = tag;
  return `locked by ${username}@${hostname}`;
}

function endpointsOf(
  services: readonly FoundService[],
  patterns: readonly string[],
): Wanted[] {
  const fits = (name: string) =>
    patterns.some((pattern) => matchesGlob(pattern, name));
  return services.flatMap(({ sender, endpoints }) =>
    [...endpoints ?? []]
      .filter(([name]) => fits(name) || fits(sender.serviceName))
      .map(([name, kind]) => ({
        name,
        service: sender.serviceName,
        class: kind,
      }))
  );
}

interface Asked extends Record<string, unknown> {
  readonly endpoint: string;
  readonly service: string;
  readonly class: string;
  readonly payload: Json;
  readonly error: string | undefined;
  readonly unit: string;
  readonly lock: string | undefined;
}

/**
 * Asks for value, lock and unit, and returns a row for each service that answers, or for the one that is meant. `claims` says how many
 * answers there will be, if that is known.
 */
async function ask(
  client: Client,
  { name, service, class: kind }: Wanted,
  claims: number | undefined,
  timeout: number,
): Promise<Asked[]> {
  const all = async (operation: "get" | "cmd", specifier?: string) => {
    const { replies } = await client.askAll({
      endpoint: name,
      operation,
      specifier,
      payload: {},
      timeout,
      ...claims !== undefined && { quiet: timeout, maxReplies: claims },
    });
    return replies;
  };
  const [values, locks, descriptions] = await Promise.all([
    all("get"),
    all("get", "is-locked"),
    service === undefined ? [] : all("cmd", "describe"),
  ]);
  const row = (from: string): Asked => {
    const isFrom = ({ senderInfo }: Reply) => senderInfo.serviceName === from;
    const value = values.find(isFrom);
    const lock = locks.find(isFrom);
    const works = value !== undefined && value.returnCode < 100 && value.valid;
    return {
      endpoint: name,
      service: from,
      class: kind,
      payload: works ? value.payload : null,
      error: works ? undefined : value?.returnMessage ?? "no answer",
      unit: unitOf(descriptions.find(isFrom)?.payload ?? null),
      lock: lock && lockText(lock.payload),
    };
  };
  if (service !== undefined) return [row(service)];
  const names = values.map(({ senderInfo }) => senderInfo.serviceName);
  return [...new Set(names)].map(row);
}

/** The unit that a description names. */
function unitOf(described: Json): string {
  if (!isJsonObject(described)) return "";
  const { attributes = null } = described;
  const { units = null } = isJsonObject(attributes) ? attributes : {};
  const { value = "" } = isJsonObject(units) ? units : {};
  return typeof value === "string" ? value : "";
}
