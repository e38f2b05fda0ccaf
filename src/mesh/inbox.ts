/**
 * Turns what a queue delivers into whole messages: reads headers, collects chunks, lets go of what nobody can read.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type AmqpProperties,
  ChunkPack,
  decode,
  type Envelope,
  type Message,
  UnreadableMessage,
} from "../wire/mod.ts";
import type { Arrival } from "./arrival.ts";
import { Budgets, weightOf } from "./budget.ts";
import type { Clock } from "./clock.ts";
import { defaultMaxMessageSize } from "./options.ts";

const logger = getLogger(["dripline", "mesh"]);

/** The limits of an {@linkcode Inbox}. */
export interface InboxLimits {
  /** How long to wait for all chunks of a message after the first, in milliseconds. */
  readonly chunkWait: number;
  /** The most messages that may be incomplete at a time. */
  readonly maxIncomplete: number;
  /** The most bytes that incomplete messages may hold together. */
  readonly maxIncompleteBytes: number;
  /** The longest payload that is read, in bytes. */
  readonly maxMessageSize: number;
}

/** The limits unless said otherwise. */
export const defaultInboxLimits: InboxLimits = {
  chunkWait: 1000,
  maxIncomplete: 1000,
  maxIncompleteBytes: 64 * 1024 * 1024,
  maxMessageSize: defaultMaxMessageSize,
};

/** A message, and about how many bytes it takes in memory. */
export interface Received {
  /** The message. */
  readonly message: Message;
  /** About how many bytes it takes. */
  readonly weight: number;
  /** Whether it is marked as invalid only because others take the room that it needs: it can come again. */
  readonly busy?: boolean;
}

/** What any message takes besides its payload, in bytes. */
const bare = 2000;

/** Payloads that take less are not counted while they are handled: there is one for each queue. */
const heavy = 64 * 1024;

/** What a chunk takes besides its bytes. */
const perChunk = 200;

interface Incomplete {
  readonly envelope: Envelope;
  /** What has come; `undefined` once it was refused: then the rest is ignored until its time is up. */
  pack: ChunkPack | undefined;
  /** What is counted as held for it. */
  held: number;
  readonly cancel: () => void;
}

/** Makes messages of deliveries. */
export class Inbox {
  readonly #clock: Clock;
  readonly #limits: InboxLimits;
  readonly #late: (message: Message, id: string) => void;
  readonly #incomplete = new Map<string, Incomplete>();
  readonly #budgets: Budgets;
  #bytes = 0;

  /** Calls `late` with each message that is not complete when its time is up, and the id that its chunks have in common. */
  constructor(
    clock: Clock,
    limits: Partial<InboxLimits>,
    late: (message: Message, id: string) => void,
    budgets?: Budgets,
  ) {
    this.#clock = clock;
    this.#limits = { ...defaultInboxLimits, ...limits };
    this.#late = late;
    this.#budgets = budgets ?? new Budgets(this.#limits.maxMessageSize);
  }

  /**
   * Takes one message as it came. Returns the message that it completes, which has to be given to {@linkcode Inbox.done} when it is
   * handled. Never throws: what cannot be read is logged and dropped.
   */
  receive(
    routingKey: string,
    arrival: Arrival,
    body: Uint8Array,
  ): Received | undefined {
    const properties = readable(routingKey, () => arrival.properties());
    return properties && this.#take(routingKey, properties, body);
  }

  /** Takes note that a message is handled. */
  done({ weight }: Received): void {
    if (weight > heavy) this.#budgets.reading.free(weight);
  }

  /** Makes a message, marked as invalid, of one whose body was not taken in. Never throws. */
  refuse(routingKey: string, arrival: Arrival): Message | undefined {
    const { refusal = "" } = arrival;
    logger.warn("refused a message to {routingKey}: {refusal}", {
      routingKey,
      refusal,
    });
    return readable(
      routingKey,
      () => decode(routingKey, arrival.properties()).refuse(refusal),
    );
  }

  /** As {@linkcode Inbox.receive} does, when the properties are read; for a message that is handled at once. */
  accept(
    routingKey: string,
    properties: AmqpProperties,
    body: Uint8Array,
  ): Message | undefined {
    const received = this.#take(routingKey, properties, body);
    if (received) this.done(received);
    return received?.message;
  }

  #take(
    routingKey: string,
    properties: AmqpProperties,
    body: Uint8Array,
  ): Received | undefined {
    const envelope = readable(routingKey, () => decode(routingKey, properties));
    if (!envelope) return undefined;
    return envelope.chunk.total === 1
      ? this.#open(envelope, body)
      : this.#collect(envelope, body);
  }

  /** Forgets all incomplete messages. */
  clear(): void {
    for (const [id, entry] of this.#incomplete) this.#forget(id, entry);
  }

  #open(envelope: Envelope, body: Uint8Array): Received {
    const { maxMessageSize } = this.#limits;
    if (body.length > maxMessageSize) {
      return refused(envelope, tooLong(body.length, maxMessageSize));
    }
    const { reading } = this.#budgets;
    const weight = bare + weightOf(body);
    if (weight <= heavy) return { message: envelope.open(body), weight };
    if (reading.held > 0 && !reading.fits(weight)) {
      return {
        ...refused(
          envelope,
          `The payload takes about ${weight} bytes once it is read; others take ${reading.held} already, of at most ${reading.limit}. Try again later`,
        ),
        busy: true,
      };
    }
    reading.hold(weight);
    return { message: envelope.open(body), weight };
  }

  #collect(envelope: Envelope, body: Uint8Array): Received | undefined {
    const { id, index, total } = envelope.chunk;
    const known = this.#incomplete.get(id);
    if (!known && this.#full(body.length)) {
      logger.warn(
        "dropped chunk {index} of message {id}: too many messages are incomplete",
        { index, id },
      );
      return undefined;
    }
    const entry = known ?? this.#begin(id, total, envelope);
    const { pack } = entry;
    if (!pack) return undefined;
    if (!pack.add(index, body)) {
      logger.warn(
        "dropped chunk {index} of message {id}: it is there already",
        {
          index,
          id,
        },
      );
      return undefined;
    }
    this.#hold(entry, body.length);
    if (pack.complete) {
      this.#forget(id, entry);
      return this.#open(envelope, pack.join());
    }
    const { maxMessageSize } = this.#limits;
    if (pack.bytes > maxMessageSize) {
      this.#empty(entry);
      return refused(envelope, tooLong(pack.bytes, maxMessageSize));
    }
    if (
      this.#bytes > this.#limits.maxIncompleteBytes ||
      !this.#budgets.waiting.fits(0)
    ) {
      logger.warn("gave up message {id}: incomplete messages hold too much", {
        id,
      });
      this.#forget(id, entry);
    }
    return undefined;
  }

  #full(bytes: number): boolean {
    return this.#incomplete.size >= this.#limits.maxIncomplete ||
      this.#bytes + bytes > this.#limits.maxIncompleteBytes ||
      !this.#budgets.waiting.fits(bytes);
  }

  #begin(id: string, total: number, envelope: Envelope): Incomplete {
    const cancel = this.#clock.after(this.#limits.chunkWait, () => {
      const { pack } = entry;
      this.#forget(id, entry);
      if (pack) this.#late(envelope.openIncomplete(pack.join()), id);
    });
    const pack = new ChunkPack(total);
    const entry: Incomplete = { envelope, pack, cancel, held: 0 };
    this.#incomplete.set(id, entry);
    return entry;
  }

  #hold(entry: Incomplete, bytes: number): void {
    this.#bytes += bytes;
    entry.held += bytes + perChunk;
    this.#budgets.waiting.hold(bytes + perChunk);
  }

  /** Lets go of what has come of a message. */
  #empty(entry: Incomplete): void {
    this.#bytes -= entry.pack?.bytes ?? 0;
    this.#budgets.waiting.free(entry.held);
    entry.held = 0;
    entry.pack = undefined;
  }

  #forget(id: string, entry: Incomplete): void {
    entry.cancel();
    this.#empty(entry);
    this.#incomplete.delete(id);
  }
}

/** About what a message takes whose chunks did not all come, in bytes. */
export const lateWeight = 400_000;

/** Handles a message, and says when that is done. */
export function handleReceived(
  inbox: Inbox,
  received: Received,
  handle: (message: Message, weight: number) => void | Promise<void>,
): void | Promise<void> {
  const { message, weight } = received;
  let working: void | Promise<void> = undefined;
  try {
    working = handle(message, weight);
  } finally {
    if (!working) inbox.done(received);
  }
  return working?.finally(() => inbox.done(received));
}

function refused(envelope: Envelope, why: string): Received {
  logger.warn("refused message {id}: {why}", { id: envelope.chunk.id, why });
  return { message: envelope.refuse(why), weight: bare };
}

/** Says that a payload is too long. */
export function tooLong(bytes: number, most: number): string {
  return `The payload has ${bytes} bytes; at most ${most} are read`;
}

/** What `read` gives; `undefined`, and a line in the log, if the message cannot be read. */
function readable<T>(routingKey: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnreadableMessage)) throw error;
    logger.warn("dropped a message to {routingKey}: {reason}", {
      routingKey,
      reason: error.message,
    });
    return undefined;
  }
}
