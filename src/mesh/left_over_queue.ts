/**
 * Tells a queue that somebody left behind from one that somebody holds: the broker says the same of both.
 *
 * @module
 */
import { amqpCode } from "./broker_error.ts";
import type { Connection } from "./connection.ts";

/** Thrown if a queue of our name is there that belongs to nobody. It does not go by itself: trying again cannot help. */
export class LeftOverQueue extends Error {
  /** Always `"LeftOverQueue"`. */
  override readonly name = "LeftOverQueue";
  /** As AMQP's PRECONDITION_FAILED. */
  readonly code = 406;
}

/** Thrown if somebody consumes a queue of our name, whatever kind of queue it is. */
class HeldElsewhere extends Error {
  /** As AMQP's RESOURCE_LOCKED. */
  readonly code = 405;
}

/**
 * Says why a queue cannot be had. Looks at it, on a channel of its own, if the broker has said that it is locked (405) or made otherwise
 * (406); returns `error` itself if that tells no more.
 */
export async function whyRefused(
  connection: Connection,
  queue: string,
  error: unknown,
): Promise<unknown> {
  if (queue === "" || ![405, 406].includes(amqpCode(error) ?? 0)) return error;
  try {
    const channel = await connection.answer(
      "open a channel",
      () => connection.model.createChannel(),
    );
    channel.on("error", () => {});
    // A queue that belongs to a connection is locked for this too.
    const { consumerCount, messageCount } = await connection.answer(
      `look at queue ${queue}`,
      () => channel.checkQueue(queue),
    );
    await connection.answer("close a channel", () => channel.close());
    if (consumerCount > 0) {
      return new HeldElsewhere(
        `the queue "${queue}" has ${consumerCount} consumers already`,
        { cause: error },
      );
    }
    return new LeftOverQueue(
      `a queue of this name was left behind there. It belongs to no connection, as durable queues of other implementations do, nobody ` +
        `consumes it, and it holds ${messageCount} messages. Delete it if nobody needs them: rabbitmqctl delete_queue ${
          vhostOption(error)
        }${shellWord(queue)}`,
      { cause: error },
    );
  } catch {
    return error;
  }
}

/** What rabbitmqctl has to be told if the virtual host is not the one of everybody. */
function vhostOption(error: unknown): string {
  const [, vhost = "/"] = /in vhost '([^']+)'/.exec(String(error)) ?? [];
  return vhost === "/" ? "" : `-p ${shellWord(vhost)} `;
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
