/**
 * `set`: sets an endpoint, or one of its attributes.
 *
 * @module
 */
import { type JsonObject, ReplyError } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { request } from "./request.ts";

/** Runs `set`. Returns the exit code. Throws a `ReplyError` of code 401 if there is no value to set. */
export function run(given: Arguments): Promise<number> {
  return request(given, "set", requireValue);
}

function requireValue({ values }: JsonObject, endpoint: string): void {
  if (values !== undefined) return;
  throw new ReplyError(
    "client_error_invalid_request",
    `Cannot set ${endpoint}, so nothing was sent: there is no value. Write: set ${endpoint} VALUE`,
  );
}
