/**
 * `serve`: serves the endpoints of a configuration.
 *
 * @module
 */
import { type LoadedService, loadService, runService } from "../config/mod.ts";
import type { RunningService } from "../core/mod.ts";
import { isReplyError } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { columns } from "./columns.ts";
import { loadOptions } from "./load_options.ts";
import { announce } from "./output.ts";
import { nextCommand } from "./next_command.ts";
import { brokerText, serviceRows } from "./service_summary.ts";
import { stopSignals } from "./signals.ts";
import { surviveUncaughtErrors } from "./uncaught_errors.ts";
import { printWarnings } from "./warnings.ts";

/**
 * Runs `serve`. Returns the exit code when it is interrupted. Throws a `ConfigurationError` or, if the service cannot start or
 * another one has taken its name, a `ReplyError` or what an endpoint throws.
 */
export async function run(given: Arguments): Promise<number> {
  const loaded = await loadService(loadOptions(given, given.operands));
  printWarnings(loaded.warnings, given);
  using stop = stopSignals();
  surviveUncaughtErrors();
  const running = await Promise.race([start(loaded, given), stop.received]);
  if (typeof running === "string") {
    announce(`Stopped before ${loaded.service.name} was up (${running}).`);
    return 0;
  }
  announce(block(loaded, given));
  const end = await Promise.race([stop.received, running.lost]);
  if (end instanceof Error) throw end;
  await stopped(running, end);
  return 0;
}

async function start(
  loaded: LoadedService,
  given: Arguments,
): Promise<RunningService> {
  try {
    return await runService(loaded, {
      allowDuplicates: given.has("allow-duplicates"),
    });
  } catch (error) {
    if (isReplyError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot start ${loaded.service.name}: ${reason}`, {
      cause: error,
    });
  }
}

async function stopped(
  running: RunningService,
  signal: Deno.Signal,
): Promise<void> {
  const { name } = running.service;
  announce(`Stopping ${name} (${signal}).`);
  await running.stop();
  announce(`${name} has stopped.`);
}

function block(loaded: LoadedService, given: Arguments): string {
  const { service, embedded } = loaded;
  const role = !embedded ? "" : embedded.hosting ? ", hosted here" : ", joined";
  return [
    `${service.name} is up.`,
    "",
    ...columns(serviceRows(loaded, brokerText(loaded) + role)),
    "",
    ...(service.makeConnection
      ? ["Try in another terminal:", `  ${nextCommand(service, given)}`, ""]
      : []),
    "Ctrl-C stops it.",
  ].join("\n");
}
