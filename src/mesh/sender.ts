/**
 * Sending: replies, alerts and probes, composed and handed to the broker. Requests are sent by the {@linkcode Requester}.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type Alert,
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
import { type Budget, weightToSend } from "./budget.ts";
import type { Clock } from "./clock.ts";
import type { ExchangeNames } from "./exchanges.ts";
import { Refused } from "./not_published.ts";
import { defaultMaxMessageSize } from "./options.ts";
import { Outbox } from "./outbox.ts";
import { PatientReplies } from "./patient_replies.ts";
import type { Publisher } from "./publisher.ts";
import type { Probe } from "./reach.ts";

const logger = getLogger(["dripline", "mesh"]);

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

/** What a {@linkcode Sender} needs. */
export interface SenderOptions {
  /** Publishes the messages. */
  readonly publisher: Publisher;
  /** Where they go. */
  readonly exchanges: ExchangeNames;
  /** Who sends. */
  readonly senderInfo: SenderInfo;
  /** The clock. */
  readonly clock: Clock;
  /** What messages are held against until the broker has them. */
  readonly budget: Budget;
  /** See `MeshOptions`. */
  readonly maxPayloadSize?: number | undefined;
  /** See `MeshOptions`. */
  readonly maxMessageSize?: number | undefined;
}

/** Sends replies and alerts. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #exchanges: ExchangeNames;
  readonly #outbox: Outbox;
  readonly #replies: PatientReplies;

  /** Sends by way of a publisher. */
  constructor(options: SenderOptions) {
    const { publisher, exchanges, clock, budget } = options;
    this.#options = options;
    this.#exchanges = exchanges;
    this.#outbox = new Outbox(publisher.to(exchanges.alerts), clock);
    this.#replies = new PatientReplies(
      publisher.to(exchanges.requests),
      clock,
      budget,
    );
  }

  /** Alerts kept for a broker that is away, and alerts that had to be dropped. */
  get outbox(): { readonly kept: number; readonly dropped: number } {
    return { kept: this.#outbox.size, dropped: this.#outbox.dropped };
  }

  /** Sends what was kept. Called when messages can be published again. */
  flush(): void {
    this.#outbox.flush();
  }

  /** Lets go of replies that wait. */
  close(): void {
    this.#replies.close();
  }

  /** See `Mesh.reply`. */
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

  /** See `Mesh.alert`. */
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
    await this.#options.budget.whileSent(weight, publish);
  }

  /** A ping of a queue by its own name, as anybody may send it, with nobody to reply to. */
  probe(queue: string): Probe {
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
      sent: this.#options.publisher.to(requests).publishAll(
        queue,
        messages,
        true,
      ),
    };
  }

  #fields(routingKey: string): Omit<Alert, "type"> {
    return {
      routingKey,
      correlationId: "",
      replyTo: "",
      specifier: "",
      timestamp: "",
      senderInfo: this.#options.senderInfo,
      payload: null,
      valid: true,
    };
  }

  #encode(
    message: Message,
    time = this.#options.clock.now(),
    persistent = false,
  ) {
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
    const outlet = this.#options.publisher.to(exchange);
    return {
      weight: weightToSend(messages),
      publish: () => outlet.publishAll(routingKey, messages, false),
    };
  }
}
