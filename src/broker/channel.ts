/**
 * A channel: one conversation within a connection.
 *
 * @module
 */
import type { AmqpError } from "./amqp_error.ts";
import type { Connection } from "./connection.ts";
import { Consumer, type ConsumerSettings, type Recipient } from "./consumer.ts";
import type { IncomingContent } from "./content.ts";
import { Deliveries, type Delivery } from "./deliveries.ts";
import type { Message, QueuedMessage } from "./message.ts";
import type { MethodName } from "./methods.ts";
import type { Queue } from "./queue.ts";
import { consumerWeight } from "./weights.ts";
import type { Writer } from "./writer.ts";

/** State of one channel. What clients ask of it stands in the files of methods. */
export class Channel implements Recipient {
  /** Its number, from 1. */
  readonly id: number;
  /** The connection it belongs to. */
  readonly connection: Connection;
  /** Its consumers by tag. */
  readonly consumers: Map<string, Consumer> = new Map();
  /** Delivered and not settled. */
  readonly deliveries: Deliveries = new Deliveries();
  /** The content that is coming in. */
  content: IncomingContent | undefined;
  /** How many unsettled messages each new consumer may hold; 0 for any number. */
  consumerPrefetch = 0;
  /** How many unsettled messages all consumers may hold together; 0 for any number. */
  sharedPrefetch = 0;
  /** The queue declared last, which an empty queue name stands for. */
  lastQueue = "";
  /** Whether every publish is confirmed. */
  confirming = false;
  #published = 0;
  #confirmed = 0;
  #closing = false;

  /** Opens a channel. */
  constructor(connection: Connection, id: number) {
    this.connection = connection;
    this.id = id;
  }

  /** Whether the broker has closed it and waits for the client to agree. */
  get closing(): boolean {
    return this.#closing;
  }

  /** Whether messages can be sent at all now. */
  get canDeliver(): boolean {
    return !this.#closing && this.connection.canDeliver;
  }

  /** Whether the shared prefetch allows another delivery. */
  get belowPrefetch(): boolean {
    return this.sharedPrefetch === 0 ||
      this.deliveries.consumed < this.sharedPrefetch;
  }

  /** Sends a method. */
  send(name: MethodName, writeArguments?: (writer: Writer) => void): void {
    this.connection.output.method(this.id, name, writeArguments);
  }

  /** Sends properties and body of a message, after the method that announces them. */
  sendContent(message: Message): void {
    this.connection.output.content(this.id, message);
  }

  /** Creates a consumer and delivers what it can take, once `announce` has told the client. */
  addConsumer(settings: ConsumerSettings, announce: () => void): void {
    this.connection.memory.keep(consumerWeight(settings.tag), "consumers");
    const consumer = new Consumer(this, settings);
    this.consumers.set(consumer.tag, consumer);
    this.connection.consumers++;
    consumer.queue.subscribe(consumer);
    announce();
    consumer.queue.pump();
  }

  /** Ends a consumer. What it holds unsettled stays with the channel. */
  removeConsumer(consumer: Consumer): void {
    this.#forget(consumer);
    consumer.queue.unsubscribe(consumer);
    this.connection.host.deleteIfAbandoned(consumer.queue);
  }

  /** Sends a message to a consumer. */
  deliver(consumer: Consumer, entry: QueuedMessage): void {
    const tag = this.lend(consumer.queue, entry, consumer.noAck, consumer);
    const { message, redelivered } = entry;
    this.send(
      "basic.deliver",
      (writer) =>
        writer.shortString(consumer.tag).uint64(tag).uint8(redelivered ? 1 : 0)
          .shortString(message.address.exchange)
          .shortString(message.address.routingKey),
    );
    this.sendContent(message);
  }

  /** Takes note that a message leaves a queue for the client. Returns its delivery tag. */
  lend(
    queue: Queue,
    entry: QueuedMessage,
    noAck: boolean,
    consumer?: Consumer,
  ): number {
    const tag = this.deliveries.nextTag();
    if (noAck) queue.drop(entry);
    else this.deliveries.open(tag, { queue, entry, consumer });
    return tag;
  }

  /** Tells the client, if it wants to know, that the queue of a consumer is gone. */
  cancelled(consumer: Consumer): void {
    this.#forget(consumer);
    if (!this.connection.wantsCancel) return;
    this.send(
      "basic.cancel",
      (writer) => writer.shortString(consumer.tag).uint8(1),
    );
  }

  /** Ends deliveries for good. */
  settle(deliveries: readonly Delivery[]): void {
    for (const { queue, entry } of deliveries) queue.drop(entry);
    this.#pumpAfter(deliveries);
  }

  /** Puts the messages of deliveries back into their queues. */
  requeue(deliveries: readonly Delivery[]): void {
    const entries = Map.groupBy(deliveries, ({ queue }) => queue);
    for (const [queue, returned] of entries) {
      queue.requeue(returned.map(({ entry }) => entry));
    }
    this.#pumpAfter(deliveries);
  }

  /** Delivers what its consumers can take. */
  pump(): void {
    for (const { queue } of this.consumers.values()) queue.pump();
  }

  /** Takes note of a published message. */
  published(): void {
    if (!this.confirming) return;
    this.#published++;
    this.connection.toConfirm.add(this);
  }

  /** Confirms everything published since the last time, in one method. */
  sendConfirms(): void {
    if (this.#confirmed === this.#published) return;
    const multiple = this.#published - this.#confirmed > 1;
    this.#confirmed = this.#published;
    this.send(
      "basic.ack",
      (writer) => writer.uint64(this.#confirmed).uint8(multiple ? 1 : 0),
    );
  }

  /** Closes the channel because of an error in the method `methodId`. */
  fail(error: AmqpError, methodId: number): void {
    this.sendConfirms();
    this.release();
    this.#closing = true;
    this.send(
      "channel.close",
      (writer) =>
        writer.uint16(error.code).shortString(error.message).uint32(methodId),
    );
  }

  /**
   * Gives back everything it holds: first its messages, and only then is it decided which queues went with their
   * last consumer.
   */
  release(): void {
    this.content?.discard();
    this.content = undefined;
    const consumers = [...this.consumers.values()];
    for (const consumer of consumers) {
      this.#forget(consumer);
      consumer.queue.unsubscribe(consumer);
    }
    this.requeue(this.deliveries.closeAll());
    for (const { queue } of consumers) {
      this.connection.host.deleteIfAbandoned(queue);
    }
  }

  #forget(consumer: Consumer): void {
    if (!this.consumers.delete(consumer.tag)) return;
    this.connection.consumers--;
    this.connection.memory.discard(consumerWeight(consumer.tag));
  }

  /** Delivers what has become possible because these deliveries are settled. */
  #pumpAfter(deliveries: readonly Delivery[]): void {
    for (const queue of new Set(deliveries.map(({ queue }) => queue))) {
      queue.pump();
    }
    if (this.sharedPrefetch > 0) this.pump();
  }
}
