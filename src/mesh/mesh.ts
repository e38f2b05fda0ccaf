/**
 * A place on the mesh: two connections to the broker, one that only consumes and one that only publishes. A broker that runs
 * short of memory stops reading every connection that has published, and a service must go on hearing.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type Alert,
  checkName,
  type ComponentVersion,
  encode,
  type Json,
  type Message,
  nilKey,
  operations,
  type Reply,
  type Request,
  returnCodes,
  type SenderInfo,
} from "../wire/mod.ts";
import { connectionError, isRefusal } from "./broker_error.ts";
import { amqpCode } from "./broker_error.ts";
import { type Clock, delay, systemClock } from "./clock.ts";
import { type Budget, Budgets, noRoom, weightToSend } from "./budget.ts";
import type { CallAll, Replies } from "./collector.ts";
import type { Connection } from "./connection.ts";
import { Consumer } from "./consumer.ts";
import type { Binding, QueueFailure } from "./consumer_spec.ts";
import {
  DurableInbox,
  type DurableListener,
  type DurableListenOptions,
} from "./durable_listener.ts";
import { Exchanges } from "./exchanges.ts";
import {
  defaultInboxLimits,
  Inbox,
  type InboxLimits,
  type Received,
  tooLong,
} from "./inbox.ts";
import { Link } from "./link.ts";
import { defaultMaxMessageSize, type MeshOptions } from "./options.ts";
import { Refused } from "./not_published.ts";
import { Outbox } from "./outbox.ts";
import { PatientReplies } from "./patient_replies.ts";
import { Publisher } from "./publisher.ts";
import type { Probe } from "./reach.ts";
import { type Call, Requester } from "./requester.ts";
import { localSenderInfo } from "./sender_info.ts";

const logger = getLogger(["dripline", "mesh"]);

/** How long queues may take to be deleted when a mesh is left, in milliseconds; then the broker does it when the connection ends. */
const closePatience = 500;

/** How long after a queue that could not be reached another one is no news, in milliseconds. */
const lostAgain = 30_000;

/** Who joins a mesh. */
export interface Identity {
  /** The service, or `unknown` for a plain client. */
  readonly name?: string | undefined;
  /** Components to name in every message, besides dripline itself. */
  readonly versions?: Readonly<Record<string, ComponentVersion>> | undefined;
}

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

/** How an alert is sent. */
export interface AlertOptions {
  /** Whether it is kept while the broker is away, and by durable queues over a restart of theirs. Default: no. */
  readonly keep?: boolean;
  /** The specifier. Default: none. */
  readonly specifier?: string;
  /** The time it tells of, in milliseconds since 1970. Default: now. */
  readonly time?: number;
  /** The correlation id. Default: a new one. */
  readonly correlationId?: string;
}

/** About what a message takes whose chunks did not all come, in bytes. */
const lateWeight = 400_000;

/** Handles a message, and says when that is done. */
function handled(
  inbox: Inbox,
  received: Received,
  handle: ListenOptions["handle"],
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

/** One participant of a mesh. */
export class Mesh {
  /** The clock. */
  readonly clock: Clock;
  /** Who we are. */
  readonly senderInfo: SenderInfo;
  readonly #requester: Requester;
  readonly #options: MeshOptions;
  readonly #exchanges: { readonly requests: string; readonly alerts: string };
  readonly #declared: Exchanges;
  readonly #budgets: Budgets;
  readonly #consuming: Link;
  readonly #replyBox: Consumer;
  readonly #publisher: Publisher;
  readonly #outbox: Outbox;
  readonly #replies: PatientReplies;
  readonly #consumers = new Set<Consumer>();
  readonly #random: () => number;
  #connection: Connection | undefined;
  #turn: Promise<void> = Promise.resolve();
  #toldLost = -Infinity;

  /** Prepares to join; {@linkcode Mesh.open} does. Throws a `RangeError` if the name of an exchange is too long. */
  constructor(options: MeshOptions = {}, identity: Identity = {}) {
    const { name = "unknown", versions } = identity;
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#exchanges = {
      requests: options.requestsExchange ?? "requests",
      alerts: options.alertsExchange ?? "alerts",
    };
    for (const exchange of Object.values(this.#exchanges)) {
      checkName("the exchange", exchange);
    }
    this.#declared = new Exchanges(
      Object.values(this.#exchanges),
      options.exchanges,
    );
    this.senderInfo = localSenderInfo(name, versions);
    const { maxMessageSize = defaultMaxMessageSize } = options;
    this.#budgets = new Budgets(maxMessageSize);
    this.#consuming = new Link(options, `dripline ${name}: hears`, {
      admit: (bodySize, headSize, coming) =>
        bodySize > maxMessageSize
          ? tooLong(bodySize, maxMessageSize)
          : noRoom(this.#budgets, bodySize + headSize, coming),
      connected: (connection) => this.#attach(connection),
      lost: () => this.#connection = undefined,
      blocked: () => {},
    });
    this.#publisher = new Publisher(
      options,
      `dripline ${name}: says`,
      this.#declared,
      {
        opened: () => {
          this.#outbox.flush();
          this.#requester.flush();
        },
        exchangeRenewed: () => {
          for (const consumer of this.#consumers) consumer.renew();
        },
      },
    );
    const outlet = this.#publisher.to(this.#exchanges.requests);
    this.#outbox = new Outbox(
      this.#publisher.to(this.#exchanges.alerts),
      this.clock,
    );
    this.#replies = new PatientReplies(
      outlet,
      this.clock,
      this.#budgets.sending,
    );
    this.#requester = new Requester({
      outlet,
      senderInfo: this.senderInfo,
      clock: this.clock,
      late: () => this.#replyBox.suspect(),
      budget: this.#budgets.asking,
      maxPayloadSize: options.maxPayloadSize,
      maxMessageSize: options.maxMessageSize,
    });
    this.#replyBox = this.#consumeReplies();
  }

  /** Where the broker is: `host:port`. */
  get where(): string {
    return this.#consuming.where;
  }

  /**
   * What alerts that wait in streams are held against.
   *
   * @internal
   */
  get streamBudget(): Budget {
    return this.#budgets.streams;
  }

  /** Whether messages go out at once. */
  get connected(): boolean {
    const { requests, alerts } = this.#exchanges;
    return this.#publisher.to(requests).open &&
      this.#publisher.to(alerts).open && this.#connection !== undefined;
  }

  /** Alerts kept for a broker that is away, and alerts that had to be dropped. */
  get outbox(): { readonly kept: number; readonly dropped: number } {
    return { kept: this.#outbox.size, dropped: this.#outbox.dropped };
  }

  /** Connects. Throws a `ReplyError` of code 101 if the broker cannot be used. */
  async open(): Promise<void> {
    try {
      // One after the other, so that what is wrong is said once.
      await this.#consuming.open();
      await Promise.all([this.#replyBox.ready, this.#publisher.connect()]);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Listens to a queue, at once if connected, and again after every loss of the connection. */
  listen(options: ListenOptions): Listener {
    const { queue, requests = [], alerts = [], handle, failed, ended } =
      options;
    const { maxMessageSize } = this.#options;
    const limits = {
      ...maxMessageSize && { maxMessageSize },
      ...options.limits,
    };
    const inbox = new Inbox(
      this.clock,
      limits,
      (message) => consumer.enqueue(() => handle(message, lateWeight)),
      this.#budgets,
    );
    const on = (exchange: string, patterns: readonly string[]): Binding[] =>
      patterns.map((pattern) => ({ exchange, pattern }));
    const consumer = this.#consume(
      new Consumer(
        {
          queue,
          exchanges: this.#declared,
          bindings: [
            ...on(this.#exchanges.requests, requests),
            ...on(this.#exchanges.alerts, alerts),
          ],
          budget: this.#budgets.waiting,
          noAck: false,
        },
        {
          deliver: (...delivery) => {
            const received = inbox.receive(...delivery);
            if (received) return handled(inbox, received, handle);
          },
          refuse: (...delivery) => {
            const message = inbox.refuse(...delivery);
            // An alert says nothing without its payload.
            if (message && message.type !== "alert") return handle(message, 0);
          },
          ...(failed && { failed }),
          ...(ended && { ended }),
          ...(requests.includes(`${queue}.#`) && {
            probe: () => this.#probe(queue),
            lost: (name, reached) => this.#tellLost(name, reached),
          }),
        },
        this.clock,
        this.#random,
      ),
    );
    return {
      ready: consumer.ready,
      bind: (exchange, pattern) =>
        consumer.bind({ exchange: this.#exchanges[exchange], pattern }),
      close: async () => {
        this.#consumers.delete(consumer);
        inbox.clear();
        await consumer.close();
      },
    };
  }

  /**
   * Listens to alerts through a queue that the broker keeps while nobody listens, where it can. See {@linkcode Delivery.kept}. A second
   * listener to the same queue stands by.
   */
  listenDurably(options: DurableListenOptions): DurableListener {
    const { queue, alerts, handle, prefetch = 1000 } = options;
    const { maxMessageSize } = this.#options;
    const inbox = new DurableInbox(handle, () => consumer.kept, this.clock, {
      ...maxMessageSize && { maxMessageSize },
      ...options.limits,
    }, this.#budgets);
    const standingBy = Promise.withResolvers<void>();
    const exchange = this.#exchanges.alerts;
    const consumer = this.#consume(
      new Consumer(
        {
          queue,
          exchanges: this.#declared,
          bindings: alerts.map((pattern) => ({ exchange, pattern })),
          budget: this.#budgets.waiting,
          noAck: false,
          durable: true,
          prefetch,
        },
        {
          deliver: () => {},
          refuse: () => {},
          settle: (delivery) => inbox.settle(delivery),
          detached: () => inbox.clear(),
          failed: ({ error }) => {
            if (amqpCode(error) === 405) standingBy.resolve();
          },
        },
        this.clock,
        this.#random,
      ),
    );
    const ready = Promise.race([consumer.ready, standingBy.promise]);
    ready.catch(() => {});
    return {
      ready,
      close: async () => {
        this.#consumers.delete(consumer);
        await consumer.close();
        inbox.clear();
      },
    };
  }

  /** Sends a request and returns the reply, whatever its code. Throws a `ReplyError` if none comes. */
  request(call: Call): Promise<Reply> {
    return this.#requester.request(call);
  }

  /** Sends a request and collects the replies until they cease. See `Client.askAll`. */
  requestAll(call: CallAll): Promise<Replies> {
    return this.#requester.requestAll(call);
  }

  /**
   * Sends a reply. While the broker is away or takes nothing it waits up to ten seconds. One that
   * cannot be sent is logged and dropped; instead of one that the broker refuses, as it is too long, goes one of code 100. Throws a `JsonError` if the payload is not JSON, and a `RangeError` if it is too long.
   */
  reply(
    request: Request,
    answer: { returnCode: number; returnMessage: string; payload: Json },
  ): Reply {
    const reply: Reply = {
      type: "reply",
      ...this.#fields(request.replyTo),
      ...answer,
      correlationId: request.correlationId,
    };
    if (request.replyTo === "") {
      logger.debug("no reply is sent: reply_to is empty");
      return reply;
    }
    const { requests } = this.#exchanges;
    const { weight, publish } = this.#prepare(reply, requests);
    const instead = (error: Error) =>
      this.#prepare({
        ...reply,
        returnCode: returnCodes.amqp_error.value,
        returnMessage: error.message,
        payload: null,
      }, requests).publish();
    this.#replies.send(
      reply,
      weight,
      () =>
        publish().catch((error) => {
          if (error instanceof Refused) return instead(error);
          throw error;
        }),
    );
    return reply;
  }

  /**
   * Sends an alert. One to be kept is kept in order, up to a limit, while the broker is away. Any other is lost then, and
   * the promise rejects. Throws a `JsonError` if the payload is not JSON, and a `RangeError` if it is too long.
   */
  async alert(
    routingKey: string,
    payload: Json,
    options: AlertOptions = {},
  ): Promise<void> {
    const alert: Alert = {
      type: "alert",
      ...this.#fields(routingKey),
      payload,
      specifier: options.specifier ?? "",
      correlationId: options.correlationId ?? crypto.randomUUID(),
    };
    if (options.keep) {
      this.#outbox.add(routingKey, this.#encode(alert, options.time, true));
      return;
    }
    await this.#send(alert, options.time);
  }

  /** Sends a reply or an alert that somebody else composed, to the exchange it belongs to. */
  async send(message: Reply | Alert): Promise<void> {
    await this.#send(message);
  }

  async #send(message: Reply | Alert, time?: number): Promise<void> {
    const { alerts, requests } = this.#exchanges;
    const exchange = message.type === "alert" ? alerts : requests;
    const { weight, publish } = this.#prepare(message, exchange, time);
    await this.#budgets.sending.whileSent(weight, publish);
  }

  /** Leaves the mesh, within two seconds: queues are deleted, requests that wait fail. */
  async close(): Promise<void> {
    this.#replies.close();
    this.#requester.close();
    const enough = new AbortController();
    await Promise.race([
      Promise.all([...this.#consumers].map((consumer) => consumer.close())),
      delay(systemClock, closePatience, enough.signal),
    ]);
    enough.abort();
    await Promise.all([this.#consuming.close(), this.#publisher.close()]);
  }

  /** Leaves the mesh. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #attach(connection: Connection): void {
    this.#connection = connection;
    this.#turn = Promise.resolve();
    for (const consumer of this.#consumers) this.#takeTurn(consumer);
  }

  /**
   * Everybody takes the queues in one order, and none before the ones that come first: of two services that want the same names one gets
   * them all, and they do not wait for each other.
   */
  #takeTurn(consumer: Consumer): void {
    if (!this.#connection) return;
    this.#turn = consumer.attach(this.#connection, this.#turn);
  }

  #consume(consumer: Consumer): Consumer {
    this.#consumers.add(consumer);
    this.#takeTurn(consumer);
    return consumer;
  }

  #consumeReplies(): Consumer {
    const { requests } = this.#exchanges;
    const receive = (message: Message, weight: number) =>
      this.#requester.receive(message, weight);
    const { maxMessageSize } = this.#options;
    const inbox = new Inbox(
      this.clock,
      {
        chunkWait: defaultInboxLimits.chunkWait * 60,
        ...maxMessageSize && { maxMessageSize },
      },
      (message) => receive(message, lateWeight),
      this.#budgets,
    );
    return this.#consume(
      new Consumer(
        {
          queue: "",
          exchanges: this.#declared,
          bindings: [],
          budget: this.#budgets.waiting,
          replyExchange: requests,
          noAck: true,
        },
        {
          deliver: (...delivery) => {
            const received = inbox.receive(...delivery);
            if (received) return handled(inbox, received, receive);
          },
          refuse: (...delivery) => {
            const message = inbox.refuse(...delivery);
            if (message) receive(message, 0);
          },
          failed: ({ error, hadBefore }) => {
            if (hadBefore || !isRefusal(error)) return;
            const { username = "guest" } = this.#options;
            throw connectionError(this.where, username, error);
          },
          attached: (queue) => this.#requester.attached(queue),
          detached: () => {
            inbox.clear();
            this.#requester.detached();
          },
        },
        this.clock,
        this.#random,
      ),
    );
  }

  /** Tells people of a queue that could not be reached. If it is so with many of them, one is enough to hear of. */
  #tellLost(queue: string, reached: boolean): void {
    const now = this.clock.now();
    const level = now < this.#toldLost + lostAgain ? "debug" : "warn";
    this.#toldLost = now;
    logger[level](
      "nothing that was sent to {queue} reached it: somebody has deleted an exchange or a binding. It is bound again, and {outcome}",
      { queue, outcome: reached ? "reached" : "still not reached" },
    );
  }

  /** A ping of a queue by its own name, as anybody may send it, with nobody to reply to. */
  #probe(queue: string): Probe {
    const messages = this.#encode({
      ...this.#fields(queue),
      type: "request",
      operation: operations.cmd,
      specifier: "ping",
      lockoutKey: nilKey,
    });
    const { requests } = this.#exchanges;
    return {
      id: messages[0]?.properties.messageId ?? "",
      sent: this.#publisher.to(requests).publishAll(queue, messages, true),
    };
  }

  #fields(routingKey: string): Omit<Alert, "type"> {
    return {
      routingKey,
      correlationId: "",
      replyTo: "",
      specifier: "",
      timestamp: "",
      senderInfo: this.senderInfo,
      payload: null,
      valid: true,
    };
  }

  #encode(message: Message, time = this.clock.now(), persistent = false) {
    return encode(message, {
      persistent,
      id: crypto.randomUUID(),
      now: time,
      maxPayloadSize: this.#options.maxPayloadSize,
      maxMessageSize: this.#options.maxMessageSize ?? defaultMaxMessageSize,
    });
  }

  /** Encodes now, so that a payload that is not JSON is found now, and publishes when asked to. */
  #prepare(
    message: Message,
    exchange: string,
    time?: number,
  ): { weight: number; publish: () => Promise<unknown> } {
    const messages = this.#encode(message, time);
    const { routingKey } = message;
    const outlet = this.#publisher.to(exchange);
    return {
      weight: weightToSend(messages),
      publish: () => outlet.publishAll(routingKey, messages, false),
    };
  }
}
