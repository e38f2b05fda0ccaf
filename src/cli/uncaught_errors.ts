/**
 * Keeps a service alive when code of an extension fails where nobody can catch it: in a timer, or in a promise that is not awaited.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";

const logger = getLogger(["dripline", "cli"]);

/** Logs from now on what would end the process otherwise. */
export function surviveUncaughtErrors(): void {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    report(event.error);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report(event.reason);
  });
}

function report(error: unknown): void {
  logger.error("an error that nothing caught: {error}. The service goes on", {
    error,
  });
}
