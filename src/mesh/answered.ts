/**
 * Who has answered lately, so that a second answer can be told from a stray one.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  firstWord,
  type Reply,
  type Request,
  returnCodes,
  type SenderInfo,
} from "../wire/mod.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How many requests are kept in mind. */
const capacity = 1000;

/** The first word of requests that every service answers. */
const everybody = "broadcast";

interface Answer {
  readonly what: string;
  /** Who answered first; `undefined` where many answers are no surprise. */
  readonly first: string | undefined;
}

/** Says in a few words who sent a message: `"my_store" on lab7 (/usr/bin/deno)`. */
export function whoSent(
  { serviceName, hostname, exe }: SenderInfo,
): string {
  return `"${serviceName}" on ${hostname} (${exe})`;
}

/** The last requests that were answered. */
export class Answered {
  readonly #answers = new Map<string, Answer>();

  /** Keeps in mind who has answered a request that asks one endpoint. */
  note(request: Request, what: string, reply: Reply): void {
    const toAll = firstWord(request.routingKey) === everybody;
    this.#keep(request.correlationId, {
      what,
      first: toAll ? undefined : whoSent(reply.senderInfo),
    });
  }

  /** Keeps in mind a request that any number of services may answer. */
  noteAll(request: Request, what: string): void {
    this.#keep(request.correlationId, { what, first: undefined });
  }

  /** Tells people of a further answer. Returns whether it is one. */
  again({ correlationId, senderInfo, returnCode }: Reply): boolean {
    const answer = this.#answers.get(correlationId);
    if (!answer) return false;
    const { what, first } = answer;
    const second = whoSent(senderInfo);
    // Monitors say so, each of them, where nobody listens.
    const isMonitor =
      returnCode === returnCodes.client_error_unable_to_send.value;
    if (first === undefined || isMonitor) {
      logger.debug("another answer to {what}, by {second}", { what, second });
    } else {
      logger.warn(
        "two services have answered {what}: first {first}, then {second}. Each request to that name reaches both. Give one of them another name",
        { what, first, second },
      );
    }
    return true;
  }

  #keep(correlationId: string, answer: Answer): void {
    this.#answers.set(correlationId, answer);
    if (this.#answers.size <= capacity) return;
    const [oldest] = this.#answers.keys();
    this.#answers.delete(oldest!);
  }
}
