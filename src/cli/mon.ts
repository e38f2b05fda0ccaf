/**
 * `mon`: prints alerts, requests and replies as they come.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { loadMesh } from "../config/mod.ts";
import { connect, type MeshOptions } from "../mesh/mod.ts";
import type { Message } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { loadOptions } from "./load_options.ts";
import { printMessage } from "./message_output.ts";
import { interruptible } from "./signals.ts";
import { UsageError } from "./usage_error.ts";
import { printWarnings } from "./warnings.ts";

const logger = getLogger(["dripline", "cli"]);

/** Runs `mon`. Returns the exit code when it is interrupted, or when nobody reads what it prints. */
export async function run(given: Arguments): Promise<number> {
  if (!given.has("alerts") && !given.has("requests")) {
    throw new UsageError(
      "missing",
      "Nothing to watch. Name alerts with -a, requests and replies with -r: -a '#' watches all alerts.",
    );
  }
  const mesh = loadMesh(loadOptions(given, given.operands));
  printWarnings(mesh.warnings, given);
  return await interruptible(watch(mesh.options, given));
}

async function watch(options: MeshOptions, given: Arguments): Promise<number> {
  const [alerts, requests] = [given.list("alerts"), given.list("requests")];
  await using client = await connect(options);
  const unread = Promise.withResolvers<number>();
  const listener = client.mesh.listen({
    queue: `monitor_${crypto.randomUUID()}`,
    alerts,
    requests,
    handle: (message) => show(message, given, unread.reject),
  });
  await listener.ready;
  for (const [exchange, keys] of Object.entries({ alerts, requests })) {
    if (keys.length === 0) continue;
    logger.info("watching {exchange} {keys} at {where}", {
      exchange,
      keys: keys.join(" "),
      where: client.mesh.where,
    });
  }
  return await unread.promise;
}

function show(
  message: Message,
  given: Arguments,
  failed: (error: unknown) => void,
): void {
  try {
    printMessage(message, given);
  } catch (error) {
    failed(error);
  }
}
