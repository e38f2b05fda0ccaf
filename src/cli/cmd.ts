/**
 * `cmd`: calls a command of an endpoint.
 *
 * @module
 */
import type { Arguments } from "./arguments.ts";
import { request } from "./request.ts";

/** Runs `cmd`. Returns the exit code. */
export function run(given: Arguments): Promise<number> {
  return request(given, "cmd");
}
