/**
 * The keys of a user's locks, kept in a file for later commands.
 *
 * @module
 */
import { dirname } from "node:path";
import { stateFolder } from "../core/mod.ts";
import type { Client, MeshOptions } from "../mesh/mod.ts";
import { isJsonObject, type Json, ReplyError } from "../wire/mod.ts";

/** A key, and what it opens. */
interface KeptKey {
  /** The mesh: broker and exchange. */
  readonly mesh: string;
  /** The endpoint. */
  readonly name: string;
  /** The key. */
  readonly key: string;
}

/** Returns what a mesh is called among the keys. */
export function meshName(client: Client, options: MeshOptions): string {
  return `${client.mesh.where} ${options.requestsExchange ?? "requests"}`;
}

/** Returns the key that the user keeps for an endpoint, if there is one. */
export function keptKey(mesh: string, name: string): string | undefined {
  try {
    return readKeys().find((kept) => kept.mesh === mesh && kept.name === name)
      ?.key;
  } catch {
    // What has no key is asked without one; the service says whether it needs one.
    return undefined;
  }
}

/** Keeps the key of an endpoint, or forgets it if there is none. Throws a `ReplyError` of code 402 if that is not possible. */
export function keepKey(
  mesh: string,
  name: string,
  key: string | undefined,
): void {
  try {
    const others = readKeys()
      .filter((kept) => kept.mesh !== mesh || kept.name !== name);
    writeKeys(key === undefined ? others : [...others, { mesh, name, key }]);
  } catch (cause) {
    throw new ReplyError(
      "client_error_handling_reply",
      `Cannot keep the key of ${name}${key ? ` (${key})` : ""}: ${
        (cause as Error).message
      }`,
      { cause },
    );
  }
}

function keyFile(): string {
  return stateFolder("", "lock_keys.json");
}

function readKeys(): KeptKey[] {
  let list: Json;
  try {
    list = JSON.parse(Deno.readTextFileSync(keyFile()));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    // A file that is no JSON is nothing to keep.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
  return Array.isArray(list) ? list.filter(isKeptKey) : [];
}

function isKeptKey(value: Json): value is Json & KeptKey {
  return isJsonObject(value) &&
    ["mesh", "name", "key"].every((name) => typeof value[name] === "string");
}

/** Writes the file anew, for its owner alone, and at once: whoever reads sees the old or the new one. */
function writeKeys(keys: readonly KeptKey[]): void {
  const file = keyFile();
  Deno.mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${crypto.randomUUID()}`;
  Deno.writeTextFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, {
    mode: 0o600,
    createNew: true,
  });
  Deno.renameSync(draft, file);
}
