/**
 * Collects the replies to one request, of which nobody knows how many there will be.
 *
 * @module
 */
import type { Reply } from "../wire/mod.ts";
import { defaultMaxMessageSize } from "./options.ts";
import type { Call } from "./requester.ts";
import type { Timeouts } from "./timeouts.ts";

/** What to ask of everybody who listens. */
export interface CallAll extends Omit<Call, "timeout"> {
  /** Seconds without a further reply after which they have ceased. Default: 0.5. */
  readonly quiet?: number | undefined;
  /** Seconds to collect at most. Default: 10. */
  readonly timeout?: number | undefined;
  /** Replies to collect at most. Default: 10,000. */
  readonly maxReplies?: number | undefined;
  /** Bytes of memory, about, that replies may take; the one that goes beyond is dropped. Default: 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * Why collecting has ended: the replies have ceased, or nobody listens; otherwise there may be more, but the time was up or there were too many.
 */
export type RepliesEnd = "ceased" | "nobody" | "timeout" | "count" | "bytes";

/** All that was answered. */
export interface Replies {
  /** The replies, in the order in which they came. */
  readonly replies: readonly Reply[];
  /** Why there are no more. */
  readonly ended: RepliesEnd;
}

/** Collects replies until they cease, or become too many. */
export class Collector {
  readonly #replies: Reply[] = [];
  readonly #limits: Required<
    Record<"quiet" | "maxReplies" | "maxBytes", number>
  >;
  readonly #timeouts: Timeouts;
  readonly #done: (replies: Replies) => void;
  readonly #cancelTimeout: () => void;
  #cancelQuiet: () => void = () => {};
  #bytes = 0;
  #isSent = false;
  #over = false;

  /** Calls `done` with what was collected, or `late` with the seconds if the request was not even sent by then. */
  constructor(
    { quiet = 0.5, timeout = 10, maxReplies = 10_000, maxBytes }: CallAll,
    timeouts: Timeouts,
    done: (replies: Replies) => void,
    late: (timeout: number) => void,
  ) {
    this.#limits = {
      quiet,
      maxReplies,
      maxBytes: maxBytes ?? 4 * defaultMaxMessageSize,
    };
    this.#timeouts = timeouts;
    this.#done = done;
    this.#cancelTimeout = timeouts.after(timeout * 1000, () => {
      if (this.#isSent || this.#replies.length > 0) return this.end("timeout");
      this.cancel();
      late(timeout);
    });
  }

  /** Called when the broker has taken the request. */
  sent(): void {
    this.#isSent = true;
    this.#wait();
  }

  /** Adds a reply that takes so many bytes. */
  add(reply: Reply, weight: number): void {
    if (this.#over) return;
    this.#bytes += weight;
    if (this.#bytes > this.#limits.maxBytes) return this.end("bytes");
    this.#replies.push(reply);
    if (this.#replies.length >= this.#limits.maxReplies) this.end("count");
    else this.#wait();
  }

  /** Hands over what was collected. */
  end(ended: RepliesEnd): void {
    if (this.#over) return;
    this.cancel();
    this.#done({ replies: this.#replies, ended });
  }

  /** Collects no more, and hands over nothing. */
  cancel(): void {
    this.#over = true;
    this.#cancelTimeout();
    this.#cancelQuiet();
  }

  #wait(): void {
    this.#cancelQuiet();
    if (this.#over) return;
    this.#cancelQuiet = this.#timeouts.after(
      this.#limits.quiet * 1000,
      () => this.end("ceased"),
    );
  }
}
