/**
 * The endpoints of a service that runs.
 *
 * @module
 */
import type { Client } from "../mesh/mod.ts";
import { isJsonObject, ReplyError } from "../wire/mod.ts";

/** Asks a service for the names of its endpoints. Throws a `ReplyError` if it does not say. */
export async function endpointsOf(
  client: Client,
  service: string,
): Promise<readonly string[]> {
  const { payload } = await client.request({
    endpoint: service,
    operation: "cmd",
    specifier: "describe",
  });
  const endpoints = isJsonObject(payload) ? payload.endpoints : undefined;
  if (isJsonObject(endpoints)) return Object.keys(endpoints);
  throw new ReplyError(
    "client_error_handling_reply",
    `"${service}" does not say which endpoints it has: it is no service, or one of the originals. Name its endpoints one by one`,
  );
}
