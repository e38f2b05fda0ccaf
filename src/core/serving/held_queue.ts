/**
 * What to do when a service cannot have its queue.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  amqpCode,
  type Call,
  type Clock,
  delay,
  isRefusal,
  type QueueFailure,
  reason,
} from "../../mesh/mod.ts";
import { isReplyError, type Reply, ReplyError } from "../../wire/mod.ts";

const logger = getLogger(["dripline", "core"]);

/** Seconds that another holder of the queue may take to answer a ping. */
const pingTimeout = 2;

/** How long to wait before asking again, in milliseconds. */
const ghostPatience = 5000;

/** A queue that could not be had. */
export interface HeldQueue extends QueueFailure {
  /** Its name, which is that of the service or of an endpoint. */
  readonly queue: string;
  /** Where the broker is. */
  readonly where: string;
  /** Sends a request to whoever holds it. */
  readonly ask: (call: Call) => Promise<Reply>;
}

/**
 * Decides what to do when a queue cannot be had. Somebody may hold it: another instance, which answers and ends us, or the
 * connection of one that died, which the broker drops when it misses its heartbeats. Resolves when it is time to try again. Throws a
 * `ReplyError` if that cannot help.
 */
export async function decideAbout(
  { queue, where, error, failures, hadBefore, ask }: HeldQueue,
  clock: Clock,
  stopping: AbortSignal,
): Promise<void> {
  if (isRefusal(error) && !hadBefore) {
    throw new ReplyError(
      "amqp_error",
      `The broker at ${where} refuses the queue "${queue}": ${reason(error)}`,
      { cause: error },
    );
  }
  if (amqpCode(error) !== 405) return;
  const holder = await ping(queue, ask);
  if (holder) {
    const { exe, hostname, serviceName } = holder.senderInfo;
    throw new ReplyError(
      "amqp_error",
      `Another service holds the queue "${queue}" and answers: "${serviceName}" on host ${hostname}, run by ${exe}. ` +
        `Stop that one, or give this one another name`,
    );
  }
  logger.warn(
    "the queue {queue} is held by a connection that does not answer; waiting until the broker lets go of it ({failures})",
    { queue, failures },
  );
  await delay(clock, ghostPatience, stopping);
}

async function ping(
  name: string,
  ask: HeldQueue["ask"],
): Promise<Reply | undefined> {
  try {
    return await ask({
      endpoint: name,
      operation: "cmd",
      specifier: "ping",
      timeout: pingTimeout,
    });
  } catch (error) {
    if (isReplyError(error)) return undefined;
    throw error;
  }
}
