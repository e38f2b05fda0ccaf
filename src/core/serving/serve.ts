/**
 * Runs a service on a mesh.
 *
 * @module
 */
import type { Service } from "../service.ts";
import { Runner } from "./runner.ts";
import type { RunningService, ServeOptions } from "./running_service.ts";

/**
 * Starts a service and all its endpoints. Resolves when it listens. Throws a `ReplyError` if the broker cannot be used, or another
 * service answers to its name or to that of an endpoint; and whatever an endpoint throws in `start`.
 */
export async function serve(
  service: Service,
  options: ServeOptions = {},
): Promise<RunningService> {
  const runner = new Runner(service, options);
  await runner.start();
  return runner;
}
