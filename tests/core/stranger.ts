/**
 * A participant of another make: AMQP as it comes, without any of the mesh's own care.
 *
 * @module
 */
import amqp from "amqplib";
import { Buffer } from "node:buffer";
import {
  type AmqpProperties,
  decode,
  encode,
  type Message,
} from "../../src/wire/mod.ts";

/** A message as it came. */
export interface Heard {
  /** The message. */
  readonly message: Message;
  /** Its AMQP properties. */
  readonly properties: AmqpProperties;
}

/** A participant with one queue of its own. */
export class Stranger implements AsyncDisposable {
  /** The name of its queue. */
  readonly queue: string;
  readonly #connection: amqp.ChannelModel;
  readonly #channel: amqp.Channel;
  readonly #heard: Heard[] = [];
  #wake = Promise.withResolvers<void>();

  private constructor(
    connection: amqp.ChannelModel,
    channel: amqp.Channel,
    queue: string,
  ) {
    this.#connection = connection;
    this.#channel = channel;
    this.queue = queue;
  }

  /** Joins at `url` with an exclusive queue, bound to `key` of `exchange`; without a name the key is that of the queue. */
  static async join(
    url: string,
    { queue = "", exchange = "requests", key }: {
      queue?: string;
      exchange?: string;
      key?: string;
    } = {},
  ): Promise<Stranger> {
    const connection = await amqp.connect(`${url}?heartbeat=0`);
    const channel = await connection.createChannel();
    await channel.assertExchange(exchange, "topic", { durable: false });
    const made = await channel.assertQueue(queue, { exclusive: true });
    await channel.bindQueue(made.queue, exchange, key ?? made.queue);
    const stranger = new Stranger(connection, channel, made.queue);
    await channel.consume(made.queue, (delivery) => {
      if (delivery) stranger.#take(delivery);
    }, { noAck: true });
    return stranger;
  }

  /** Publishes a message. If it asks for a reply, that comes to our queue. */
  send(exchange: string, message: Message): void {
    const replyTo = message.replyTo === "" ? "" : this.queue;
    const [{ body, properties }] = encode({ ...message, replyTo }, {
      id: crypto.randomUUID(),
      now: Date.now(),
    }) as [ReturnType<typeof encode>[0]];
    this.#channel.publish(
      exchange,
      message.routingKey,
      Buffer.from(body),
      properties as amqp.Options.Publish,
    );
  }

  /** Waits for the next message. */
  async next(): Promise<Heard> {
    while (this.#heard.length === 0) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
    return this.#heard.shift()!;
  }

  /** Leaves; its queue is gone then. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  #take({ fields, properties, content }: amqp.ConsumeMessage): void {
    const message = decode(fields.routingKey, properties).open(content);
    this.#heard.push({ message, properties });
    this.#wake.resolve();
  }
}
