/**
 * Holds up the input of a client that would otherwise make the broker grow.
 *
 * @module
 */
import type { Channel } from "./channel.ts";
import type { Connection } from "./connection.ts";

/**
 * Decides when a client has to wait: it does not read what it is sent, or it publishes while the memory for
 * messages is short.
 */
export class InputGate {
  readonly #connection: Connection;
  readonly #channels: ReadonlyMap<number, Channel>;
  #toldBlocked = false;
  #recheck: (() => void) | undefined;

  /** Guards the input of `connection`, which has these `channels`. */
  constructor(
    connection: Connection,
    channels: ReadonlyMap<number, Channel>,
  ) {
    this.#connection = connection;
    this.#channels = channels;
  }

  /** Whether the client has to wait. */
  get closed(): boolean {
    const { stage, output } = this.#connection;
    return stage === "running" && (output.full || this.closedForMemory);
  }

  /** Whether it is for memory. Contents that have begun are let through, as what they hold cannot become free otherwise. */
  get closedForMemory(): boolean {
    const { memory, publishes } = this.#connection;
    return memory.blocked && publishes &&
      !this.#channels.values().some((channel) => channel.content);
  }

  /** Learns that memory is short, or is not any more. */
  memoryChanged(blocked: boolean): void {
    if (blocked) this.#tellBlocked();
    else this.#tellUnblocked();
    this.recheck();
  }

  /** Waits while the gate is closed. */
  async wait(): Promise<void> {
    if (this.closedForMemory) this.#tellBlocked();
    while (this.closed) {
      await new Promise<void>((resolve) => this.#recheck = resolve);
    }
  }

  /** Looks again whether the gate is closed: something has changed. */
  recheck(): void {
    this.#recheck?.();
  }

  #tellBlocked(): void {
    const { publishes, wantsBlocked, stage, output } = this.#connection;
    if (!publishes || !wantsBlocked || this.#toldBlocked) return;
    if (stage !== "running") return;
    this.#toldBlocked = true;
    output.method(
      0,
      "connection.blocked",
      (writer) => writer.shortString("the broker's memory is full of messages"),
    );
  }

  #tellUnblocked(): void {
    const { stage, output } = this.#connection;
    if (!this.#toldBlocked || stage !== "running") return;
    this.#toldBlocked = false;
    output.method(0, "connection.unblocked");
  }
}
