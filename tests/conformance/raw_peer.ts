/**
 * A participant of a mesh that says exactly what a test wants and hears exactly what is said. It has one queue of its own.
 *
 * @module
 */
import { writeTable } from "../../src/broker/field_table.ts";
import { Writer } from "../../src/broker/writer.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { channel, RawConnection } from "./raw_connection.ts";
import { type RawMessage, writeMessage } from "./raw_message.ts";

/** A participant of a mesh without any manners. */
export class RawPeer implements AsyncDisposable {
  /** The name of its queue. */
  readonly queue: string;
  readonly #connection: RawConnection;

  private constructor(connection: RawConnection, queue: string) {
    this.#connection = connection;
    this.queue = queue;
  }

  /** Joins, declares its queue and consumes it. */
  static async join(options: MeshOptions): Promise<RawPeer> {
    const connection = await RawConnection.open(options);
    await connection.call(
      "confirm.select",
      (writer) => writer.uint8(0),
      "confirm.select-ok",
    );
    const exclusiveAndAutoDelete = 0x0c;
    const { args } = await connection.call("queue.declare", (writer) => {
      writer.uint16(0).shortString("").uint8(exclusiveAndAutoDelete);
      writeTable(writer, new Map());
    }, "queue.declare-ok");
    const queue = args.shortString();
    const withoutAcks = 0x02;
    await connection.call("basic.consume", (writer) => {
      writer.uint16(0).shortString(queue).shortString("").uint8(withoutAcks);
      writeTable(writer, new Map());
    }, "basic.consume-ok");
    return new RawPeer(connection, queue);
  }

  /** Binds its queue to an exchange. */
  async bind(exchange: string, routingKey: string): Promise<void> {
    await this.#connection.call("queue.bind", (writer) => {
      writer.uint16(0).shortString(this.queue).shortString(exchange)
        .shortString(routingKey).uint8(0);
      writeTable(writer, new Map());
    }, "queue.bind-ok");
  }

  /** Declares a topic exchange as dripline does. */
  async declareExchange(name: string): Promise<void> {
    await this.#connection.call("exchange.declare", (writer) => {
      writer.uint16(0).shortString(name).shortString("topic").uint8(0);
      writeTable(writer, new Map());
    }, "exchange.declare-ok");
  }

  /** Publishes, and resolves when the broker has confirmed: with `false` if it has returned the message. */
  async publish(message: RawMessage): Promise<boolean> {
    const before = this.#connection.returned;
    const writer = new Writer();
    writeMessage(writer, channel, message);
    await this.#connection.write(writer.take());
    await this.#connection.expect("basic.ack");
    return this.#connection.returned === before;
  }

  /** Returns the next message in its queue. */
  next(): Promise<RawMessage> {
    return this.#connection.deliveries.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }
}
