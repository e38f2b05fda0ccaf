/**
 * Keeps the payload of a reply in a file.
 *
 * @module
 */
import { extname } from "node:path";
import { stringify } from "@std/yaml";
import { type Json, ReplyError, stringifyJson } from "../wire/mod.ts";

const writers: ReadonlyMap<string, (payload: Json) => string> = new Map([
  [".json", (payload: Json) => `${stringifyJson(payload, 2)}\n`],
  [".yaml", (payload: Json) => stringify(payload)],
]);

/** Throws a `ReplyError` of code 402 if the name of `file` does not say what to write. To be asked before anything is sent. */
export function checkSaveFile(file: string): void {
  if (writers.has(extname(file))) return;
  throw new ReplyError(
    "client_error_handling_reply",
    `Cannot save the answer in "${file}", so nothing was sent: its name has to end with ${
      [...writers.keys()].join(" or ")
    }`,
  );
}

/** Writes a payload; null is nothing to keep. Throws a `ReplyError` of code 402 if that is not possible. */
export function savePayload(file: string, payload: Json): void {
  if (payload === null) return;
  try {
    Deno.writeTextFileSync(file, writers.get(extname(file))!(payload));
  } catch (cause) {
    throw new ReplyError(
      "client_error_handling_reply",
      `Cannot save the answer in "${file}": ${(cause as Error).message}`,
      { cause },
    );
  }
}
