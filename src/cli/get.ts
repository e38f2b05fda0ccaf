/**
 * `get`: reads an endpoint, or one of its attributes.
 *
 * @module
 */
import type { Arguments } from "./arguments.ts";
import { request } from "./request.ts";

/** Runs `get`. Returns the exit code. */
export function run(given: Arguments): Promise<number> {
  return request(given, "get");
}
