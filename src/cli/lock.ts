/**
 * `lock`: locks an endpoint, and keeps the key for later commands.
 *
 * @module
 */
import { loadMesh } from "../config/mod.ts";
import { type Client, connect } from "../mesh/mod.ts";
import {
  isJsonObject,
  type JsonObject,
  type Reply,
  ReplyError,
  ReturnCodes,
} from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { readDuration } from "./duration.ts";
import { endpointsOf } from "./endpoints_of.ts";
import { loadOptions } from "./load_options.ts";
import { keepKey, keptKey, meshName } from "./lock_keys.ts";
import { lockStateOf, lockText, remarkHolder } from "./lock_state.ts";
import { print } from "./output.ts";
import { interruptible } from "./signals.ts";
import { printWarnings } from "./warnings.ts";

/** Runs `lock`. Returns the exit code. Throws a `ReplyError` if an endpoint refuses; then none is locked. */
export async function run(given: Arguments): Promise<number> {
  const [name = "", ...overrides] = given.operands;
  const lease = given.text("for");
  const payload: JsonObject = {
    ...lease !== undefined && { for: readDuration("for", lease) },
    ...given.has("reason") && { reason: given.text("reason")! },
  };
  const mesh = loadMesh(loadOptions(given, overrides));
  printWarnings(mesh.warnings, given);
  const work = async () => {
    await using client = await connect(mesh.options);
    const place = meshName(client, mesh.options);
    const names = given.has("all")
      ? [name, ...await endpointsOf(client, name)]
      : [name];
    const key = given.text("lockout-key") ?? crypto.randomUUID();
    const locked: string[] = [];
    try {
      for (const each of names) {
        await lock(client, each, key, payload, given, place);
        locked.push(each);
        keepKey(place, each, key);
      }
    } catch (error) {
      for (const each of locked) {
        await client.request(call(each, "unlock", key, {}));
        keepKey(place, each, undefined);
      }
      throw error;
    }
    for (const each of locked) {
      const state = await lockStateOf(client, each);
      if (state) print(`${lockText(each, state)}.`);
      else print(`${each} is locked.`);
      if (lease !== undefined && state && !state.until) {
        print(
          `The service of ${each} knows no leases: it stays locked until it is unlocked.`,
        );
      }
    }
    print(
      `Your set and cmd have the key. Unlock with: ${given.program} unlock ${name}${
        given.has("all") ? " --all" : ""
      }`,
    );
    return 0;
  };
  return await interruptible(work());
}

async function lock(
  client: Client,
  name: string,
  key: string,
  payload: JsonObject,
  given: Arguments,
  place: string,
): Promise<void> {
  const old = keptKey(place, name);
  // A lock of one's own is made anew, with the new lease and reason.
  if (old !== undefined) await client.request(call(name, "unlock", old, {}));
  const reply = await client.request(call(name, "lock", key, payload));
  if (reply.returnCode === 0) return;
  await remarkHolder(client, name, given);
  throw refusal(name, reply);
}

/** A request about the lock of an endpoint. */
export function call(
  endpoint: string,
  specifier: "lock" | "unlock",
  lockoutKey: string | undefined,
  payload: JsonObject,
): Parameters<Client["request"]>[0] {
  return { endpoint, operation: "cmd", specifier, lockoutKey, payload };
}

/** The error that a reply stands for. */
export function refusal(
  name: string,
  { returnCode, returnMessage, payload }: Reply,
): ReplyError {
  return new ReplyError(
    new ReturnCodes().byValue(returnCode),
    `${name}: ${returnMessage}`,
    isJsonObject(payload) ? { payload } : {},
  );
}
