/**
 * Holds up the input of a client that would otherwise make the broker grow.
 *
 * @module
 */
import type { Session } from "./session.ts";

/**
 * Decides when a client has to wait: it does not read what it is sent, or it publishes while the memory for
 * messages is short.
 */
export class InputGate {
  /** Whether the client wants to hear that publishers have to wait. */
  wantsBlocked = false;
  readonly #session: Session;
  #publisher = false;
  #toldBlocked = false;
  #recheck: (() => void) | undefined;

  /** Guards the input of `session`. */
  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether the client has to wait. */
  get closed(): boolean {
    return this.#session.stage === "running" &&
      (this.#session.output.full || this.closedForMemory);
  }

  /** Whether it is for memory. Contents that have begun are let through, as what they hold cannot become free otherwise. */
  get closedForMemory(): boolean {
    const { context, channels } = this.#session;
    return context.memory.blocked && this.#publisher &&
      !channels.values().some((channel) => channel.content);
  }

  /** Takes note that the client publishes. */
  publishes(): void {
    this.#publisher = true;
    if (this.#session.context.memory.blocked) this.#tellBlocked();
  }

  /** Learns that memory is short, or is not any more. */
  memoryChanged(blocked: boolean): void {
    if (blocked) this.#tellBlocked();
    else this.#tellUnblocked();
    this.recheck();
  }

  /** Waits while the gate is closed. */
  async wait(): Promise<void> {
    while (this.closed) {
      await new Promise<void>((resolve) => this.#recheck = resolve);
    }
  }

  /** Looks again whether the gate is closed: something has changed. */
  recheck(): void {
    this.#recheck?.();
  }

  #tellBlocked(): void {
    if (!this.#publisher || !this.wantsBlocked || this.#toldBlocked) return;
    if (this.#session.stage !== "running") return;
    this.#toldBlocked = true;
    this.#session.output.method(
      0,
      "connection.blocked",
      (writer) => writer.shortString("the broker's memory is full of messages"),
    );
  }

  #tellUnblocked(): void {
    if (!this.#toldBlocked || this.#session.stage !== "running") return;
    this.#toldBlocked = false;
    this.#session.output.method(0, "connection.unblocked");
  }
}
