/**
 * A place on the mesh: two connections to the broker, one that only consumes and one that only publishes. A broker that runs
 * short of memory stops reading every connection that has published, and a service must go on hearing.
 *
 * @module
 */
import type {
  Alert,
  ComponentVersion,
  Json,
  Reply,
  Request,
  SenderInfo,
} from "../wire/mod.ts";
import type { Budget } from "./budget.ts";
import type { Clock } from "./clock.ts";
import type { CallAll, Replies } from "./collector.ts";
import type { Consumer } from "./consumer.ts";
import type {
  DurableListener,
  DurableListenOptions,
} from "./durable_listener.ts";
import { type ExchangeNames, exchangeNames, Exchanges } from "./exchanges.ts";
import type { Listener, ListenOptions } from "./listener.ts";
import { Listeners } from "./listeners.ts";
import type { MeshOptions } from "./options.ts";
import { Publisher } from "./publisher.ts";
import { consumeReplies } from "./reply_box.ts";
import { type Call, Requester } from "./requester.ts";
import { type AlertOptions, Sender } from "./sender.ts";
import { localSenderInfo } from "./sender_info.ts";
import { Subscriber } from "./subscriber.ts";

/** Who joins a mesh. */
export interface Identity {
  /** The service, or `unknown` for a plain client. */
  readonly name?: string | undefined;
  /** Components to name in every message, besides dripline itself. */
  readonly versions?: Readonly<Record<string, ComponentVersion>> | undefined;
}

/** One participant of a mesh. */
export class Mesh {
  /** The clock. */
  readonly clock: Clock;
  /** Who we are. */
  readonly senderInfo: SenderInfo;
  readonly #exchanges: ExchangeNames;
  readonly #subscriber: Subscriber;
  readonly #publisher: Publisher;
  readonly #sender: Sender;
  readonly #requester: Requester;
  readonly #replyBox: Consumer;
  readonly #listeners: Listeners;

  /** Prepares to join; {@linkcode Mesh.open} does. Throws a `RangeError` if the name of an exchange is too long. */
  constructor(options: MeshOptions = {}, identity: Identity = {}) {
    const { name = "unknown", versions } = identity;
    const { maxPayloadSize, maxMessageSize, username = "guest" } = options;
    this.#exchanges = exchangeNames(options);
    const { requests, alerts } = this.#exchanges;
    const declared = new Exchanges([requests, alerts], options.exchanges);
    this.senderInfo = localSenderInfo(name, versions);
    this.#subscriber = new Subscriber(
      options,
      `dripline ${name}: hears`,
      declared,
    );
    this.clock = this.#subscriber.clock;
    this.#publisher = new Publisher(
      options,
      `dripline ${name}: says`,
      declared,
      {
        opened: () => {
          this.#sender.flush();
          this.#requester.flush();
        },
        exchangeRenewed: () => this.#subscriber.renew(),
      },
    );
    const { clock, senderInfo } = this;
    const { sending, asking } = this.#subscriber.budgets;
    const common = { clock, senderInfo, maxPayloadSize, maxMessageSize };
    this.#sender = new Sender({
      ...common,
      publisher: this.#publisher,
      exchanges: this.#exchanges,
      budget: sending,
    });
    this.#requester = new Requester({
      ...common,
      outlet: this.#publisher.to(requests),
      budget: asking,
      late: () => this.#replyBox.suspect(),
    });
    this.#replyBox = consumeReplies(
      this.#subscriber,
      this.#requester,
      requests,
      username,
    );
    this.#listeners = new Listeners(
      this.#subscriber,
      this.#exchanges,
      (queue) => this.#sender.probe(queue),
    );
  }

  /** Where the broker is: `host:port`. */
  get where(): string {
    return this.#subscriber.where;
  }

  /**
   * What alerts that wait in streams are held against.
   *
   * @internal
   */
  get streamBudget(): Budget {
    return this.#subscriber.budgets.streams;
  }

  /** The routing key that replies to us have; `undefined` while we are not connected. */
  get repliesTo(): string | undefined {
    return this.#requester.repliesTo;
  }

  /** Whether messages go out at once. */
  get connected(): boolean {
    const { requests, alerts } = this.#exchanges;
    return this.#publisher.to(requests).open &&
      this.#publisher.to(alerts).open && this.#subscriber.connected;
  }

  /** Alerts kept for a broker that is away, and alerts that had to be dropped. */
  get outbox(): { readonly kept: number; readonly dropped: number } {
    return this.#sender.outbox;
  }

  /** Connects. Throws a `ReplyError` of code 101 if the broker cannot be used. */
  async open(): Promise<void> {
    try {
      // One after the other, so that what is wrong is said once.
      await this.#subscriber.open();
      await Promise.all([this.#replyBox.ready, this.#publisher.connect()]);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Listens to a queue, at once if connected, and again after every loss of the connection. */
  listen(options: ListenOptions): Listener {
    return this.#listeners.listen(options);
  }

  /**
   * Listens to alerts through a queue that the broker keeps while nobody listens, where it can. See {@linkcode Delivery.kept}. A second
   * listener to the same queue stands by.
   */
  listenDurably(options: DurableListenOptions): DurableListener {
    return this.#listeners.listenDurably(options);
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
    return this.#sender.reply(request, answer);
  }

  /**
   * Sends an alert. One to be kept is kept in order, up to a limit, while the broker is away. Any other is lost then, and
   * the promise rejects. Throws a `JsonError` if the payload is not JSON, and a `RangeError` if it is too long.
   */
  alert(
    routingKey: string,
    payload: Json,
    options: AlertOptions = {},
  ): Promise<void> {
    return this.#sender.alert(routingKey, payload, options);
  }

  /** Sends a reply or an alert that somebody else composed, to the exchange it belongs to. */
  send(message: Reply | Alert): Promise<void> {
    return this.#sender.send(message);
  }

  /** Leaves the mesh, within two seconds: queues are deleted, requests that wait fail. */
  async close(): Promise<void> {
    this.#sender.close();
    this.#requester.close();
    await this.#subscriber.giveUp();
    await Promise.all([this.#subscriber.close(), this.#publisher.close()]);
  }

  /** Leaves the mesh. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
