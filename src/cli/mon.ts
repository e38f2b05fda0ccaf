/**
 * `mon`: prints alerts, requests and replies as they come.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { loadMesh } from "../config/mod.ts";
import {
  connect,
  delay,
  type MeshOptions,
  monitorPatterns,
  systemClock,
} from "../mesh/mod.ts";
import type { Message } from "../wire/mod.ts";
import type { Arguments } from "./arguments.ts";
import { exitCodeOf } from "./exit_code.ts";
import { loadOptions } from "./load_options.ts";
import { parseFilter } from "./message_filter.ts";
import { printMessage } from "./message_output.ts";
import { Monitor } from "./monitor.ts";
import { print } from "./output.ts";
import { interruptible } from "./signals.ts";
import { UsageError } from "./usage_error.ts";
import { printWarnings } from "./warnings.ts";

const logger = getLogger(["dripline", "cli"]);

/** The return code of what did not come in time. */
const late = 404;

/** Runs `mon`. Returns the exit code when it is interrupted, has printed enough, or its time is up. */
export async function run(given: Arguments): Promise<number> {
  if (!given.has("alerts") && !given.has("requests")) {
    throw new UsageError(
      "missing",
      "Nothing to watch. Name alerts with -a, requests and replies with -r: -a '#' watches all alerts.",
    );
  }
  const filter = given.text("filter");
  const wanted = filter === undefined ? () => true : parseFilter(filter);
  const mesh = loadMesh(loadOptions(given, given.operands));
  printWarnings(mesh.warnings, given);
  return await interruptible(watch(mesh.options, wanted, given));
}

/** Waits for a broker that is not there yet, unless the command line says how often to try. */
export function patiently(options: MeshOptions, given: Arguments): MeshOptions {
  return given.has("max-connection-attempts")
    ? options
    : { ...options, maxConnectionAttempts: Infinity };
}

async function watch(
  options: MeshOptions,
  wanted: (message: Message) => boolean,
  given: Arguments,
): Promise<number> {
  const [alerts, requests] = [given.list("alerts"), given.list("requests")];
  await using client = await connect({
    ...patiently(options, given),
    name: `monitor_${crypto.randomUUID()}`,
  });
  const monitor = new Monitor(client);
  const enough = Promise.withResolvers<number>();
  const count = given.number("count") || Infinity;
  let printed = 0;
  const listener = client.mesh.listen({
    queue: client.mesh.senderInfo.serviceName,
    alerts,
    requests: requests.flatMap(monitorPatterns),
    handle: async (message) => {
      if (monitor.isOwn(message)) return;
      const unheard = message.type === "request" &&
        await monitor.unheard(message);
      if (printed >= count || !wanted(message)) return;
      const whole = (["verbose", "json", "plain", "pretty-print"] as const)
        .some((option) => given.has(option));
      if (whole) printMessage(message, given);
      else {
        const line = await monitor.line(message);
        print(unheard ? `${line}  (nobody listens)` : line);
      }
      if (++printed === count) enough.resolve(0);
    },
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
  return await Promise.race([enough.promise, timeUp(given)]);
}

/** Resolves when the time is up: a failure if so many messages were asked for. */
async function timeUp(given: Arguments): Promise<number> {
  const seconds = given.number("timeout") ?? 0;
  if (seconds === 0) return await new Promise(() => {});
  await delay(systemClock, seconds * 1000);
  return given.has("count") ? exitCodeOf(late) : 0;
}
