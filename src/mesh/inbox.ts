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

interface Incomplete {
  readonly envelope: Envelope;
  readonly pack: ChunkPack;
  readonly cancel: () => void;
}

/** Makes messages of deliveries. */
export class Inbox {
  readonly #clock: Clock;
  readonly #limits: InboxLimits;
  readonly #late: (message: Message) => void;
  readonly #incomplete = new Map<string, Incomplete>();
  #bytes = 0;

  /** Calls `late` with each message that is not complete when its time is up. */
  constructor(
    clock: Clock,
    limits: Partial<InboxLimits>,
    late: (message: Message) => void,
  ) {
    this.#clock = clock;
    this.#limits = { ...defaultInboxLimits, ...limits };
    this.#late = late;
  }

  /** Takes one message as it came. Returns the message that it completes. Never throws: what cannot be read is logged and dropped. */
  receive(
    routingKey: string,
    arrival: Arrival,
    body: Uint8Array,
  ): Message | undefined {
    const properties = readable(routingKey, () => arrival.properties());
    return properties && this.accept(routingKey, properties, body);
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

  /** As {@linkcode Inbox.receive} does, when the properties are read. */
  accept(
    routingKey: string,
    properties: AmqpProperties,
    body: Uint8Array,
  ): Message | undefined {
    const envelope = readable(routingKey, () => decode(routingKey, properties));
    if (!envelope) return undefined;
    return envelope.chunk.total === 1
      ? this.#open(envelope, body)
      : this.#collect(envelope, body);
  }

  /** Forgets all incomplete messages. */
  clear(): void {
    for (const { cancel } of this.#incomplete.values()) cancel();
    this.#incomplete.clear();
    this.#bytes = 0;
  }

  #open(envelope: Envelope, body: Uint8Array): Message {
    const { maxMessageSize } = this.#limits;
    return body.length <= maxMessageSize
      ? envelope.open(body)
      : envelope.refuse(tooLong(body.length, maxMessageSize));
  }

  #collect(envelope: Envelope, body: Uint8Array): Message | undefined {
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
    if (!entry.pack.add(index, body)) {
      logger.warn(
        "dropped chunk {index} of message {id}: it is there already",
        {
          index,
          id,
        },
      );
      return undefined;
    }
    this.#bytes += body.length;
    if (entry.pack.complete) {
      this.#forget(id, entry);
      return this.#open(envelope, entry.pack.join());
    }
    if (this.#bytes > this.#limits.maxIncompleteBytes) {
      logger.warn("gave up message {id}: incomplete messages hold too much", {
        id,
      });
      this.#forget(id, entry);
    }
    return undefined;
  }

  #full(bytes: number): boolean {
    return this.#incomplete.size >= this.#limits.maxIncomplete ||
      this.#bytes + bytes > this.#limits.maxIncompleteBytes;
  }

  #begin(id: string, total: number, envelope: Envelope): Incomplete {
    const cancel = this.#clock.after(this.#limits.chunkWait, () => {
      this.#forget(id, entry);
      this.#late(envelope.openIncomplete(entry.pack.join()));
    });
    const entry = { envelope, pack: new ChunkPack(total), cancel };
    this.#incomplete.set(id, entry);
    return entry;
  }

  #forget(id: string, entry: Incomplete): void {
    entry.cancel();
    this.#bytes -= entry.pack.bytes;
    this.#incomplete.delete(id);
  }
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
