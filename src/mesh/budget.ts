/**
 * How much a process may hold of what others send it, and of what it sends, in bytes: whoever holds something says so here, and what is
 * too much is refused.
 *
 * @module
 */
import type { AmqpMessage } from "../wire/mod.ts";
import { NotPublished } from "./not_published.ts";

/** Bytes that may be held together. */
export class Budget {
  /** The most that is to be held. */
  readonly limit: number;
  #held = 0;

  /** Nothing is held yet. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** What is held now. */
  get held(): number {
    return this.#held;
  }

  /** Whether there is room for so many more. */
  fits(bytes: number): boolean {
    return this.#held + bytes <= this.limit;
  }

  /** Takes note that so many more are held. */
  hold(bytes: number): void {
    this.#held += bytes;
  }

  /** Takes note that so many are held no longer. */
  free(bytes: number): void {
    this.#held -= bytes;
  }

  /** Holds so many until a message is sent. Throws {@linkcode NotPublished} if there is no room. */
  async whileSent(bytes: number, send: () => Promise<unknown>): Promise<void> {
    if (!this.fits(bytes)) {
      throw new NotPublished(
        `there is no room for it: ${this.limit} bytes may wait to be sent`,
      );
    }
    this.hold(bytes);
    try {
      await send();
    } finally {
      this.free(bytes);
    }
  }
}

/** The budgets of one place on the mesh, each for all of its queues together. */
export class Budgets {
  /** For messages as they are on the wire: those that wait for their turn, and chunks that wait for others. */
  readonly waiting: Budget;
  /** For long payloads that are read and being handled, by what they take in memory. */
  readonly reading: Budget;
  /** For alerts that nobody has taken out of their stream yet, by what they take in memory. */
  readonly streams: Budget;
  /** For replies and alerts until the broker has them. Those that an outbox keeps have a limit of their own. */
  readonly sending: Budget;
  /** For requests until they are answered. */
  readonly asking: Budget;

  /** For messages of at most `maxMessageSize` bytes: a few of the longest find room together. */
  constructor(maxMessageSize: number) {
    const limit = Math.max(4 * maxMessageSize, 16 * 1024 * 1024);
    this.waiting = new Budget(limit);
    this.reading = new Budget(limit);
    this.streams = new Budget(limit / 2);
    this.sending = new Budget(limit);
    this.asking = new Budget(limit);
  }
}

/**
 * Messages of up to so many bytes always come in, so that many long ones do not make a service deaf: the broker sends 64 ahead for each
 * queue, which is a mebibyte.
 */
const small = 16 * 1024;

/** Says why a message of so many bytes cannot wait here, if it cannot. `coming` bytes are on their way already. */
export function noRoom(
  { waiting }: Budgets,
  bytes: number,
  coming: number,
): string | undefined {
  if (bytes <= small || waiting.fits(bytes + coming)) return undefined;
  return `${bytes} bytes find no room: messages of ${
    waiting.held + coming
  } bytes wait to be handled, of at most ${waiting.limit}. Try again later`;
}

/** Bytes in memory for each character, and for each `[`, `{`, `,` and `:` of a JSON text, at most but for what is rare: measured. */
const [perByte, perPart] = [2, 32];

/** About how many bytes a JSON text takes once it is read. */
export function weightOf(json: Uint8Array): number {
  let parts = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === 0x2c || byte === 0x3a || byte === 0x5b || byte === 0x7b) {
      parts++;
    }
  }
  return perByte * json.length + perPart * parts;
}

/** How long a message is, in bytes: its body, and the headers that may be long. */
export function lengthOf(messages: readonly AmqpMessage[]): number {
  return messages.reduce((sum, { body }) => sum + body.length, 0) +
    textLength(messages[0], "specifier") +
    textLength(messages[0], "return_message");
}

/** What a message takes besides, in bytes: measured. */
const perMessage = 1000;

/** About how many bytes a message takes until it is sent. */
export function weightToSend(messages: readonly AmqpMessage[]): number {
  return lengthOf(messages) + perMessage * messages.length;
}

function textLength(message: AmqpMessage | undefined, header: string): number {
  const text = message?.properties.headers?.[header];
  return typeof text === "string" ? text.length : 0;
}
