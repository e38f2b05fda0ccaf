/**
 * Requests and their replies: sends one, waits for the other.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type AmqpMessage,
  encode,
  isReplyError,
  type Json,
  type Message,
  nilKey,
  type OperationName,
  operations,
  parseLockoutKey,
  type Reply,
  ReplyError,
  type Request,
  type SenderInfo,
} from "../wire/mod.ts";
import { type Budget, weightToSend } from "./budget.ts";
import type { Clock } from "./clock.ts";
import { defaultMaxMessageSize } from "./options.ts";
import { Answered } from "./answered.ts";
import { type CallAll, Collector, type Replies } from "./collector.ts";
import { NotPublished, Refused, Unroutable } from "./not_published.ts";
import type { Outlet } from "./outlet.ts";
import { Timeouts } from "./timeouts.ts";

const logger = getLogger(["dripline", "mesh"]);

const closed = "the connection was closed";

/** Seconds to wait for a reply unless told otherwise. */
export const defaultTimeout = 10;

/** What to ask of whom. */
export interface Call {
  /** The endpoint, or any routing key. */
  readonly endpoint: string;
  /** What to do. */
  readonly operation: OperationName;
  /** The attribute, command or instruction. */
  readonly specifier?: string | undefined;
  /** What to send along. Default: `null`. */
  readonly payload?: Json | undefined;
  /** Opens a locked endpoint. */
  readonly lockoutKey?: string | undefined;
  /** Seconds to wait for the reply; 0 for ever. Default: {@linkcode defaultTimeout}. */
  readonly timeout?: number | undefined;
}

/** What a {@linkcode Requester} needs. */
export interface RequesterOptions {
  /** Publishes the requests. */
  readonly outlet: Outlet;
  /** Who asks. */
  readonly senderInfo: SenderInfo;
  /** The clock. */
  readonly clock: Clock;
  /** Called when no answer has come in time: it may be that none can come. */
  late(): void;
  /** What requests are held against until they are answered. */
  readonly budget: Budget;
  /** See `MeshOptions`. */
  readonly maxPayloadSize?: number | undefined;
  /** See `MeshOptions`. */
  readonly maxMessageSize?: number | undefined;
}

/** A request, ready to be sent. */
interface Made {
  /** The request without its payload, which nobody needs any more. */
  readonly request: Request;
  readonly messages: readonly AmqpMessage[];
  readonly weight: number;
}

interface Pending {
  readonly made: Made;
  /** Called when the broker has taken the request. */
  sent?(): void;
  /** Called with each reply. */
  reply(reply: Reply, weight: number): void;
  /** Called when no reply will come any more. */
  fail(error: Error): void;
}

/** Sends requests and matches replies with them. */
export class Requester {
  readonly #options: RequesterOptions;
  readonly #pending = new Map<string, Pending>();
  readonly #unsent = new Set<Pending>();
  readonly #timeouts: Timeouts;
  readonly #answered = new Answered();
  #replyQueue: string | undefined;
  #closed = false;

  /** Needs a reply queue before it can send: see {@linkcode Requester.attached}. */
  constructor(options: RequesterOptions) {
    this.#options = options;
    this.#timeouts = new Timeouts(options.clock);
  }

  /** The key that replies come by; `undefined` while there is none. */
  get repliesTo(): string | undefined {
    return this.#replyQueue;
  }

  /** Called when the reply queue is there. */
  attached(queue: string): void {
    this.#replyQueue = queue;
    this.flush();
  }

  /** Sends what can be sent. Called when the outlet opens. */
  flush(): void {
    const { outlet } = this.#options;
    for (const pending of this.#unsent) {
      if (!outlet.open || this.#replyQueue === undefined) return;
      this.#unsent.delete(pending);
      this.#send(pending, this.#replyQueue);
    }
  }

  /** Called when the reply queue is gone, and with it every reply on its way. */
  detached(): void {
    this.#replyQueue = undefined;
    const { where } = this.#options.outlet;
    for (const { fail } of [...this.#pending.values()]) {
      fail(
        new ReplyError(
          "amqp_error_broker_connection",
          `The connection to ${where} was lost before the reply came. The request may or may not have been carried out`,
        ),
      );
    }
  }

  /** Called with each message on the reply queue, which takes about so many bytes in memory. */
  receive(message: Message, weight: number): void {
    const { type, correlationId } = message;
    const pending = type === "reply"
      ? this.#pending.get(correlationId)
      : undefined;
    if (pending) pending.reply(message as Reply, weight);
    else if (type !== "reply" || !this.#answered.again(message as Reply)) {
      logger.warn(
        "ignored a {type} with correlation id {id}: it answers nothing that waits",
        { type, id: correlationId },
      );
    }
  }

  /**
   * Sends a request and returns the reply, whatever its code. Throws a `ReplyError` if none came: 404 after the timeout,
   * 403 if nobody listens or the broker did not take the request, 101 if the connection broke meanwhile, 401 if the
   * request cannot be made. If another reply comes later, a line in the log says who answered.
   */
  request(call: Call): Promise<Reply> {
    const { timeout = defaultTimeout } = call;
    const what = textOf(call);
    return new Promise((resolve, reject) => {
      const made = this.#make(call, what);
      const { request } = made;
      const over = () => {
        cancel();
        this.#forget(request.correlationId);
      };
      const fail = (error: Error) => {
        over();
        reject(error);
      };
      const cancel = timeout > 0
        ? this.#timeouts.after(
          timeout * 1000,
          () => fail(this.#late(what, timeout)),
        )
        : () => {};
      this.#begin({
        made,
        reply: (reply) => {
          over();
          this.#answered.note(request, what, reply);
          resolve(reply);
        },
        fail: (error) =>
          fail(isReplyError(error) ? error : unsent(what, error)),
      });
    });
  }

  /**
   * Sends a request and collects the replies until they cease. Throws as {@linkcode Requester.request} does, but not because nobody
   * listens or answers: then there are none.
   */
  requestAll(call: CallAll): Promise<Replies> {
    const what = textOf(call);
    return new Promise((resolve, reject) => {
      const made = this.#make(call, what);
      const { request } = made;
      const over = () => this.#forget(request.correlationId);
      const collector = new Collector(call, this.#timeouts, (replies) => {
        over();
        this.#answered.noteAll(request, what);
        resolve(replies);
      }, (timeout) => {
        over();
        reject(this.#late(what, timeout));
      });
      this.#begin({
        made,
        sent: () => collector.sent(),
        reply: (reply, weight) => collector.add(reply, weight),
        fail: (error) => {
          if (error instanceof Unroutable) return collector.end("nobody");
          collector.cancel();
          over();
          reject(isReplyError(error) ? error : unsent(what, error));
        },
      });
    });
  }

  /** Fails every request that waits, and all to come. */
  close(): void {
    this.#closed = true;
    for (const { fail } of [...this.#pending.values()]) {
      fail(new ReplyError("client_error", `No reply came: ${closed}`));
    }
    this.#timeouts.close();
  }

  /** Composes a request. Throws a `ReplyError` if it cannot be made, or must not. */
  #make(call: Omit<Call, "timeout">, what: string): Made {
    const { endpoint, operation, specifier = "", payload = null } = call;
    const lockoutKey = parseLockoutKey(call.lockoutKey ?? nilKey);
    if (lockoutKey === undefined) {
      throw new ReplyError(
        "client_error",
        `Cannot ${what}: "${call.lockoutKey}" is no lockout key. A key has 32 hexadecimal digits`,
      );
    }
    if (this.#closed) {
      throw new ReplyError("client_error", `Cannot ${what}: ${closed}`);
    }
    const request: Request = {
      type: "request",
      routingKey: endpoint,
      correlationId: crypto.randomUUID(),
      replyTo: this.#replyQueue ?? "",
      specifier,
      timestamp: "",
      senderInfo: this.#options.senderInfo,
      payload,
      valid: true,
      operation: operations[operation],
      lockoutKey,
    };
    const messages = this.#encode(request, what);
    const weight = weightToSend(messages);
    const { budget } = this.#options;
    if (!budget.fits(weight)) {
      throw new ReplyError(
        "client_error_unable_to_send",
        `Cannot ${what}: requests of ${budget.held} bytes wait for their replies already, of at most ${budget.limit}`,
      );
    }
    return { request: { ...request, payload: null }, messages, weight };
  }

  #encode(request: Request, what: string): AmqpMessage[] {
    const { clock, maxPayloadSize } = this.#options;
    const { maxMessageSize = defaultMaxMessageSize } = this.#options;
    try {
      return encode(request, {
        id: crypto.randomUUID(),
        now: clock.now(),
        maxPayloadSize,
        maxMessageSize,
      });
    } catch (error) {
      throw unsent(what, error as Error);
    }
  }

  #begin(pending: Pending): void {
    const { request, weight } = pending.made;
    this.#options.budget.hold(weight);
    this.#pending.set(request.correlationId, pending);
    if (this.#options.outlet.open && this.#replyQueue !== undefined) {
      this.#send(pending, this.#replyQueue);
    } else this.#unsent.add(pending);
  }

  #forget(correlationId: string): void {
    const pending = this.#pending.get(correlationId);
    if (!pending) return;
    this.#pending.delete(correlationId);
    this.#unsent.delete(pending);
    this.#options.budget.free(pending.made.weight);
  }

  #send(pending: Pending, replyTo: string): void {
    const { request, messages } = pending.made;
    const addressed = messages.map((message) => ({
      ...message,
      properties: { ...message.properties, replyTo },
    }));
    this.#options.outlet.publishAll(request.routingKey, addressed, true)
      .then(() => pending.sent?.(), (error) => pending.fail(error));
  }

  #late(what: string, timeout: number): ReplyError {
    const { outlet } = this.#options;
    this.#options.late();
    const why = outlet.open
      ? "the service is busy, slow or gone. Wait longer with a larger timeout (-t)"
      : outlet.state;
    return new ReplyError(
      "client_error_timeout",
      `No reply to ${what} within ${timeout} s: ${why}`,
    );
  }
}

function textOf({ operation, endpoint, specifier }: CallAll): string {
  return `${operation} ${endpoint}${specifier ? ` -s ${specifier}` : ""}`;
}

function unsent(what: string, cause: Error): ReplyError {
  if (cause instanceof Unroutable) {
    return new ReplyError(
      "client_error_unable_to_send",
      `Cannot ${what}: ${cause.message}. Is the service running, on this mesh, under that name?`,
      { cause },
    );
  }
  const code = cause instanceof NotPublished || cause instanceof Refused
    ? "client_error_unable_to_send"
    : "client_error_invalid_request";
  return new ReplyError(code, `Cannot ${what}: ${cause.message}`, { cause });
}
