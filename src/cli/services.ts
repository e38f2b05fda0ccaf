/**
 * The services of a mesh, as they tell of themselves.
 *
 * @module
 */
import { type Client, whoSent } from "../mesh/mod.ts";
import {
  isJsonObject,
  isReplyError,
  type Json,
  type JsonObject,
  type SenderInfo,
} from "../wire/mod.ts";

/** Implementations, from the one that tells most; an implementation names those it is built on too. */
const implementations = ["dripline-deno", "dripline-python", "dripline-cpp"];

/** How many requests are under way at a time. */
const atATime = 16;

/** A service that has answered. */
export interface FoundService {
  /** Who it is. */
  readonly sender: SenderInfo;
  /** Its implementation: `dripline-deno`, or another. */
  readonly implementation: string;
  /** The version of that. */
  readonly version: string;
  /** When it has started, as ISO 8601 has it, if it tells. */
  readonly upSince: string | undefined;
  /** The classes of its endpoints, by their names, if it tells. */
  readonly endpoints: ReadonlyMap<string, string> | undefined;
}

/** What is on a mesh. */
export interface FoundServices {
  /** The services, by name. */
  readonly services: readonly FoundService[];
  /** Whether more may be there than had time to answer. */
  readonly incomplete: boolean;
}

/**
 * Asks everybody for a sign of life, the one instruction that every implementation answers, and then those that can for their endpoints.
 *
 * @param timeout Seconds that each of the two may take.
 */
export async function findServices(
  client: Client,
  timeout: number,
): Promise<FoundServices> {
  const { replies, ended } = await client.askAll({
    endpoint: "broadcast",
    operation: "cmd",
    specifier: "ping",
    payload: {},
    timeout,
  });
  const senders = new Map(
    replies.map(({ senderInfo }) => [whoSent(senderInfo), senderInfo]),
  );
  const services = await eachOf(
    [...senders.values()],
    (sender) => found(client, sender, timeout),
  );
  return {
    services: services.sort((a, b) =>
      whoSent(a.sender) < whoSent(b.sender) ? -1 : 1
    ),
    incomplete: ended !== "ceased" && ended !== "nobody",
  };
}

/** Whether whoever sent a message answers `describe`. Those that do not could do anything with it. */
export function describesItself({ versions }: SenderInfo): boolean {
  return Object.hasOwn(versions, "dripline-deno");
}

/** What `name` says of itself, if it answers; a text says why there is nothing. */
export async function askToDescribe(
  client: Client,
  name: string,
  timeout: number,
): Promise<JsonObject | string> {
  try {
    const payload = await client.cmd(name, "describe", [], {}, { timeout });
    return isJsonObject(payload) ? payload : "it says nothing of itself";
  } catch (error) {
    if (isReplyError(error)) return error.message;
    throw error;
  }
}

/** Does work for each, a few at a time, and returns the results in their order. */
export async function eachOf<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}

async function found(
  client: Client,
  sender: SenderInfo,
  timeout: number,
): Promise<FoundService> {
  const { versions, serviceName } = sender;
  const implementation =
    implementations.find((name) => Object.hasOwn(versions, name)) ??
      Object.keys(versions)[0] ?? "unknown";
  const described = describesItself(sender)
    ? await askToDescribe(client, serviceName, timeout)
    : "";
  const about = typeof described === "string" ? {} : described;
  return {
    sender,
    implementation,
    version: versions[implementation]?.version ?? "unknown",
    upSince: textOrNothing(about.up_since),
    endpoints: isJsonObject(about.endpoints ?? null)
      ? new Map(
        Object.entries(about.endpoints as JsonObject)
          .map(([name, kind]) => [name, String(kind)]),
      )
      : undefined,
  };
}

function textOrNothing(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
