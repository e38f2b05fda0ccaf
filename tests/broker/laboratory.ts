/**
 * What behavioural tests need of a broker, be it ours or RabbitMQ: connections, names, and cleaning up.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import amqp from "amqplib";
import { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";

/** An error of amqplib that says which close method it stands for. */
export interface CloseError extends Error {
  /** The reply code. */
  code?: number;
}

/** Returns the bytes of a text, as amqplib wants them. */
export function bytes(text: string): Buffer {
  return Buffer.from(text);
}

/** Waits for an event and returns its argument. */
export function once<T>(emitter: EventEmitter, event: string): Promise<T> {
  return new Promise((resolve) => emitter.once(event, resolve));
}

/** Connects to `url` without heartbeats. Errors are for {@linkcode once} to see. */
export async function connect(url: string): Promise<amqp.ChannelModel> {
  const connection = await amqp.connect(`${url}?heartbeat=0`, {
    noDelay: true,
    timeout: 5000,
  });
  connection.on("error", () => {});
  return connection;
}

/** Collects the texts of messages and waits for as many as a test expects. */
export class Inbox {
  /** The messages in their order; `null` for a cancelled consumer. */
  readonly messages: (amqp.ConsumeMessage | null)[] = [];
  #wake = Promise.withResolvers<void>();

  /** Takes a message: to be given to `consume`. */
  readonly take = (message: amqp.ConsumeMessage | null): void => {
    this.messages.push(message);
    this.#wake.resolve();
  };

  /** Waits until there are `count` and returns their texts. */
  async texts(count: number): Promise<(string | undefined)[]> {
    while (this.messages.length < count) {
      await this.#wake.promise;
      this.#wake = Promise.withResolvers();
    }
    return this.messages.map((message) => message?.content.toString());
  }
}

/** One test's place on a broker. All that it has made there goes with it. */
export class Laboratory implements AsyncDisposable {
  /** Where the broker is. */
  readonly url: string;
  readonly #prefix = `dripline_test_${crypto.randomUUID()}`;
  readonly #names: string[] = [];
  readonly #connections: amqp.ChannelModel[] = [];

  /** Works on the broker at `url`. */
  constructor(url: string) {
    this.url = url;
  }

  /** Returns a name for an exchange or a queue that nobody else uses. */
  name(title: string): string {
    const name = `${this.#prefix}_${title}`;
    if (!this.#names.includes(name)) this.#names.push(name);
    return name;
  }

  /** Opens a connection. */
  async connection(): Promise<amqp.ChannelModel> {
    const connection = await connect(this.url);
    this.#connections.push(connection);
    return connection;
  }

  /** Opens a channel with confirms, on a connection of its own unless there is one. */
  async channel(connection?: amqp.ChannelModel): Promise<amqp.ConfirmChannel> {
    const channel = await (connection ?? await this.connection())
      .createConfirmChannel();
    channel.on("error", () => {});
    return channel;
  }

  /** Checks that `act` closes its channel with this code and a text that holds `part`, and leaves the connection alone. */
  async closesChannel(
    code: number,
    part: string,
    act: (channel: amqp.ConfirmChannel) => unknown,
  ): Promise<void> {
    const connection = await this.connection();
    const channel = await this.channel(connection);
    await meets(channel, code, part, () => act(channel));
    await (await this.channel(connection)).close();
  }

  /** Checks that `act` closes its connection with this code and a text that holds `part`. */
  async closesConnection(
    code: number,
    part: string,
    act: (channel: amqp.ConfirmChannel) => unknown,
  ): Promise<void> {
    const connection = await this.connection();
    const channel = await this.channel(connection);
    await meets(connection, code, part, () => act(channel));
  }

  /** Deletes what was named and closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    const channel = await this.channel();
    for (const name of this.#names) {
      await channel.deleteQueue(name).catch(() => {});
      await channel.deleteExchange(name).catch(() => {});
    }
    for (const connection of this.#connections) {
      await connection.close().catch(() => {});
    }
  }
}

/** Checks that `act` makes a channel or a connection report an error of this code and a text that holds `part`. */
async function meets(
  emitter: Parameters<typeof once>[0],
  code: number,
  part: string,
  act: () => unknown,
): Promise<void> {
  const closed = once<CloseError>(emitter, "error");
  try {
    await act();
  } catch {
    // The same error comes as an event.
  }
  const error = await closed;
  assertEquals(error.code, code, error.message);
  assertStringIncludes(error.message, part);
}
