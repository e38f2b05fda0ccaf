/**
 * The start of endpoints.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Clock, unless } from "../../mesh/mod.ts";
import type { Endpoint } from "../endpoint.ts";

const logger = getLogger(["dripline", "core"]);

/** Seconds after which an endpoint that is still starting is named, so that nobody wonders what a service waits for. */
const slowStart = 10;

/** Starts an endpoint. Rejects as it does, with its name in the error, or when the service is `stopping`. */
export async function startEndpoint(
  endpoint: Endpoint,
  clock: Clock,
  stopping: AbortSignal,
): Promise<void> {
  const { name } = endpoint;
  const cancel = clock.after(slowStart * 1000, () => {
    logger.warn('"{name}" has not started within {slowStart} s; waiting', {
      name,
      slowStart,
    });
  });
  try {
    await unless(
      stopping,
      Promise.try(() => endpoint.start()),
    );
  } catch (error) {
    // Whoever reads it has to know which of many endpoints it was.
    if (error instanceof Error && !error.message.includes(name)) {
      error.message = `"${name}" cannot start: ${error.message}`;
    }
    throw error;
  } finally {
    cancel();
  }
}
