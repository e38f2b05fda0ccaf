/**
 * What a reply does not say itself: the unit of its value, and what its return code means.
 *
 * @module
 */
import type { Call, Client } from "../mesh/mod.ts";
import {
  isJsonObject,
  type Json,
  type Reply,
  type ReturnCode,
  ReturnCodes,
} from "../wire/mod.ts";

/** How long to wait for what is good to know, in seconds. */
const patience = 0.5;

const standard = new ReturnCodes();

/** Returns the unit of the value that `reply` carries; empty if there is none, or the service is not known to tell. */
export async function unitOf(
  client: Client,
  { endpoint, specifier }: Call,
  reply: Reply,
): Promise<string> {
  const isReading = isJsonObject(reply.payload) &&
    Object.hasOwn(reply.payload, "value_raw");
  // The originals may read the instrument again for a specifier that they do not know.
  const tells = "dripline-deno" in reply.senderInfo.versions;
  if (!isReading || specifier || !tells) return "";
  const { payload } = await quietly(client, {
    endpoint,
    operation: "get",
    specifier: "units",
  });
  const unit = isJsonObject(payload) && Array.isArray(payload.values)
    ? payload.values[0]
    : undefined;
  return typeof unit === "string" ? unit : "";
}

/** Returns the code of a reply, as the service that sent it names it if the standard does not. */
export async function codeOf(
  client: Client,
  { returnCode, senderInfo }: Reply,
): Promise<ReturnCode> {
  const known = standard.byValue(returnCode);
  const isKnown = standard.byName(known.name) !== undefined;
  const { serviceName, versions } = senderInfo;
  if (isKnown || !("dripline-deno" in versions)) return known;
  const { payload } = await quietly(client, {
    endpoint: serviceName,
    operation: "cmd",
    specifier: "describe",
  });
  const codes = isJsonObject(payload) ? payload.return_codes : undefined;
  const said = isJsonObject(codes) && Object.hasOwn(codes, returnCode)
    ? codes[returnCode]
    : undefined;
  if (!isJsonObject(said)) return known;
  const { name, description } = said;
  if (typeof name !== "string" || typeof description !== "string") return known;
  return { value: returnCode, name, description };
}

async function quietly(
  client: Client,
  call: Call,
): Promise<{ readonly payload: Json }> {
  try {
    const reply = await client.request({ ...call, timeout: patience });
    return reply.returnCode < 100 ? reply : { payload: null };
  } catch {
    return { payload: null };
  }
}
