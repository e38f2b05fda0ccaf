/**
 * A content on its way in: basic.publish, then a header frame, then body frames.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import { readContentHeader } from "./content_header.ts";
import type { Memory } from "./memory.ts";
import { type Address, Message } from "./message.ts";

/** Puts the frames of one message together. What has arrived is on the memory account. */
export class IncomingContent {
  /** Where it goes. */
  readonly address: Address;
  /** Whether it comes back if no queue takes it. */
  readonly mandatory: boolean;
  readonly #memory: Memory;
  readonly #maxBodyBytes: number;
  #header: Uint8Array | undefined;
  #bodySize = 0;
  #body = new Uint8Array(0);
  #received = 0;

  /** Starts with basic.publish. */
  constructor(
    memory: Memory,
    maxBodyBytes: number,
    address: Address,
    mandatory: boolean,
  ) {
    this.#memory = memory;
    this.#maxBodyBytes = maxBodyBytes;
    this.address = address;
    this.mandatory = mandatory;
  }

  /** Takes the header frame. */
  addHeader(payload: Uint8Array): void {
    if (this.#header) throw new AmqpError(505, "second content header");
    this.#bodySize = readContentHeader(payload);
    if (this.#bodySize > this.#maxBodyBytes) {
      throw new AmqpError(
        406,
        `message of ${this.#bodySize} bytes, at most ${this.#maxBodyBytes} are taken`,
      );
    }
    this.#memory.keep(payload.length, "properties of messages");
    this.#header = payload.slice();
  }

  /** Takes a body frame. */
  addBody(payload: Uint8Array): void {
    if (!this.#header) throw new AmqpError(505, "content body before header");
    const end = this.#received + payload.length;
    if (end > this.#bodySize) {
      throw new AmqpError(
        501,
        `${end} bytes of content where ${this.#bodySize} were announced`,
      );
    }
    this.#memory.hold(payload.length);
    if (end > this.#body.length) this.#grow(end);
    this.#body.set(payload, this.#received);
    this.#received = end;
    if (this.#memory.exhausted) {
      throw new AmqpError(
        506,
        `unread messages hold ${this.#memory.used} bytes, more than twice the limit; consume or purge them`,
      );
    }
  }

  /** Returns the message, which takes over what is held, if all of it has arrived. */
  finish(): Message | undefined {
    if (!this.#header || this.#received < this.#bodySize) return undefined;
    const [header, held] = [this.#header, this.#received];
    this.#received = 0;
    this.discard();
    return new Message(this.#memory, this.address, header, this.#body, held);
  }

  /** Takes what has arrived off the memory account. */
  discard(): void {
    this.#memory.release(this.#received);
    this.#memory.discard(this.#header?.length ?? 0);
    this.#received = 0;
    this.#header = undefined;
  }

  /** Doubles the space for the body: memory follows what was sent, not what was announced. */
  #grow(needed: number): void {
    const wanted = Math.max(needed, 2 * this.#body.length);
    const larger = new Uint8Array(Math.min(wanted, this.#bodySize));
    larger.set(this.#body.subarray(0, this.#received));
    this.#body = larger;
  }
}
