/**
 * A queue, what it is for, and what its consumer tells.
 *
 * @module
 */
import type { Arrival } from "./arrival.ts";
import type { Budget } from "./budget.ts";
import type { Exchanges } from "./exchanges.ts";
import type { Probe } from "./reach.ts";

/** A queue bound to an exchange. */
export interface Binding {
  /** The exchange. */
  readonly exchange: string;
  /** The pattern: words between dots, `*` for one word, `#` for any number. */
  readonly pattern: string;
}

/** A queue and what it is for. */
export interface ConsumerSpec {
  /** Its name. Empty: the broker makes one up, and the queue is bound to `replyExchange` under it. */
  readonly queue: string;
  /** The topic exchanges to declare first. */
  readonly exchanges: Exchanges;
  /** What it is bound to. */
  readonly bindings: readonly Binding[];
  /** Where a queue without a name is bound under the name it gets. */
  readonly replyExchange?: string;
  /** What messages that wait for their turn are held against. */
  readonly budget: Budget;
  /** Whether messages are gone once delivered. Otherwise each is acknowledged when handled. */
  readonly noAck: boolean;
  /** Whether the queue is to outlive whoever consumes it, on a broker that can keep it. */
  readonly durable?: boolean;
  /** Messages that the broker may send ahead of their acknowledgement. Default: 64. */
  readonly prefetch?: number;
}

/** What a consumer tells its owner. */
export interface ConsumerHandlers {
  /** Handles one delivery. The next one waits until it is done. Never rejects. */
  deliver(
    routingKey: string,
    arrival: Arrival,
    body: Uint8Array,
  ): void | Promise<void>;
  /**
   * Handles one delivery in place of `deliver`, without waiting for those before it. It is acknowledged when that is done, and delivered
   * once more if that fails.
   */
  settle?(delivery: {
    readonly routingKey: string;
    readonly arrival: Arrival;
    readonly body: Uint8Array;
    readonly redelivered: boolean;
  }): Promise<void>;
  /** Called at once, out of turn, with a message whose body was not taken in. */
  refuse(routingKey: string, arrival: Arrival): void | Promise<void>;
  /** Called when the queue is there, with its name. */
  attached?(queue: string): void;
  /** Called when the queue is gone. */
  detached?(): void;
  /** Called when the queue could not be had. What it throws ends the consumer for good; otherwise it is tried again. */
  failed?(failure: QueueFailure): void | Promise<void>;
  /** Called when the consumer has ended for good, with what `failed` has thrown. */
  ended?(error: unknown): void;
  /** Sends a message that has to come back as a delivery of the queue. Without it nothing proves that the queue can be reached. */
  readonly probe?: () => Probe;
  /** Called once when a probe did not come back, with whether the next one did, when everything was bound again. */
  readonly lost?: (queue: string, reached: boolean) => void;
}

/** A queue that could not be had. */
export interface QueueFailure {
  /** What the broker said. */
  readonly error: unknown;
  /** How often in a row that happened. */
  readonly failures: number;
  /** Whether the queue could be had before. */
  readonly hadBefore: boolean;
}
