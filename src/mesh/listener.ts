/**
 * A queue that somebody listens to.
 *
 * @module
 */
import type { Message } from "../wire/mod.ts";
import type { QueueFailure } from "./consumer_spec.ts";
import type { InboxLimits } from "./inbox.ts";

/** A queue to listen to. */
export interface ListenOptions {
  /** The name of the queue; empty for one that the broker makes up. */
  readonly queue: string;
  /** Patterns bound on the exchange of requests. */
  readonly requests?: readonly string[];
  /** Patterns bound on the exchange of alerts. */
  readonly alerts?: readonly string[];
  /**
   * Handles one message. The next one of the same queue waits until it is done; but a request that was not taken in, as it is too
   * long, comes at once, marked as invalid. `weight` says about how many bytes the message takes in memory.
   */
  readonly handle: (message: Message, weight: number) => void | Promise<void>;
  /** Called when the queue could not be had. What it throws gives it up for good; otherwise it is tried again. */
  readonly failed?: (failure: QueueFailure) => void | Promise<void>;
  /** Called when the queue was given up for good, with what `failed` has thrown. */
  readonly ended?: (error: unknown) => void;
  /** Limits on incomplete messages. */
  readonly limits?: Partial<InboxLimits> | undefined;
}

/** A queue that is listened to. Queues are taken in the order of `listen`, each when those before are there. */
export interface Listener {
  /** Resolves when the queue is consumed for the first time. Rejects if it never will be. */
  readonly ready: Promise<void>;
  /** Adds a pattern on the exchange of alerts or of requests. */
  bind(exchange: "requests" | "alerts", pattern: string): Promise<void>;
  /** Gives up the queue. */
  close(): Promise<void>;
}
