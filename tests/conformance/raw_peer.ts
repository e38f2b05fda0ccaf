/**
 * A participant of a mesh that says exactly what a test wants and hears exactly what is said. It has one queue of its own.
 *
 * @module
 */
import { FrameBuffer } from "../../src/broker/frame_buffer.ts";
import { frameType, protocolHeader } from "../../src/broker/frames.ts";
import { writeTable } from "../../src/broker/field_table.ts";
import { type MethodName, methodName } from "../../src/broker/methods.ts";
import { Reader } from "../../src/broker/reader.ts";
import { Writer } from "../../src/broker/writer.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { writeMethod } from "../broker/raw_client.ts";
import { Mailbox } from "./mailbox.ts";
import {
  type RawMessage,
  readContentHeader,
  writeMessage,
} from "./raw_message.ts";

const channel = 1;
const frameMax = 131_072;

/** A method that came in. */
interface Answer {
  readonly name: string;
  readonly args: Reader;
}

/** A content that is coming in. */
interface Content extends RawMessage {
  readonly returned: boolean;
  properties: Map<string, unknown>;
  body: Uint8Array;
  missing: number;
}

/** A participant of a mesh without any manners. */
export class RawPeer implements AsyncDisposable {
  /** The name of its queue. */
  queue = "";
  readonly #conn: Deno.TcpConn;
  readonly #input = new FrameBuffer(frameMax);
  readonly #answers = new Mailbox<Answer>();
  readonly #deliveries = new Mailbox<RawMessage>();
  readonly #reading: Promise<void>;
  #returned = 0;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#reading = this.#read();
  }

  /** Joins, declares its queue and consumes it. */
  static async join(options: MeshOptions): Promise<RawPeer> {
    const { broker: hostname = "localhost", port = 5672 } = options;
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    const peer = new RawPeer(conn);
    await peer.#shakeHands(options);
    await peer.#openQueue();
    return peer;
  }

  /** Binds its queue to an exchange. */
  async bind(exchange: string, routingKey: string): Promise<void> {
    await this.#call("queue.bind", (writer) => {
      writer.uint16(0).shortString(this.queue).shortString(exchange)
        .shortString(routingKey).uint8(0);
      writeTable(writer, new Map());
    }, "queue.bind-ok");
  }

  /** Declares a topic exchange as dripline does. */
  async declareExchange(name: string): Promise<void> {
    await this.#call("exchange.declare", (writer) => {
      writer.uint16(0).shortString(name).shortString("topic").uint8(0);
      writeTable(writer, new Map());
    }, "exchange.declare-ok");
  }

  /** Publishes, and resolves when the broker has confirmed: with `false` if it has returned the message. */
  async publish(message: RawMessage): Promise<boolean> {
    const before = this.#returned;
    const writer = new Writer();
    writeMessage(writer, channel, message);
    await this.#write(writer.take());
    await this.#expect("basic.ack");
    return this.#returned === before;
  }

  /** Returns the next message in its queue. */
  next(): Promise<RawMessage> {
    return this.#deliveries.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const writer = new Writer();
    writeMethod(
      writer,
      0,
      "connection.close",
      () => writer.uint16(200).shortString("").uint16(0).uint16(0),
    );
    try {
      await this.#write(writer.take());
      await this.#expect("connection.close-ok");
    } finally {
      this.#conn.close();
      await this.#reading;
    }
  }

  async #shakeHands(
    { username = "guest", password = "guest" }: MeshOptions,
  ): Promise<void> {
    await this.#write(protocolHeader);
    await this.#expect("connection.start");
    const login = `\0${username}\0${password}`;
    await this.#call(
      "connection.start-ok",
      (writer) => {
        writeTable(writer, new Map());
        writer.shortString("PLAIN").longString(login).shortString("en_US");
      },
      "connection.tune",
      0,
    );
    await this.#send(
      "connection.tune-ok",
      (writer) => writer.uint16(16).uint32(frameMax).uint16(0),
      0,
    );
    await this.#call(
      "connection.open",
      (writer) => writer.shortString("/").shortString("").uint8(0),
      "connection.open-ok",
      0,
    );
  }

  async #openQueue(): Promise<void> {
    await this.#call(
      "channel.open",
      (writer) => writer.shortString(""),
      "channel.open-ok",
    );
    await this.#call(
      "confirm.select",
      (writer) => writer.uint8(0),
      "confirm.select-ok",
    );
    const exclusiveAndAutoDelete = 0x0c;
    const { args } = await this.#call("queue.declare", (writer) => {
      writer.uint16(0).shortString("").uint8(exclusiveAndAutoDelete);
      writeTable(writer, new Map());
    }, "queue.declare-ok");
    this.queue = args.shortString();
    const withoutAcks = 0x02;
    await this.#call("basic.consume", (writer) => {
      writer.uint16(0).shortString(this.queue).shortString("").uint8(
        withoutAcks,
      );
      writeTable(writer, new Map());
    }, "basic.consume-ok");
  }

  async #call(
    name: MethodName,
    writeArguments: (writer: Writer) => void,
    answer: MethodName,
    onChannel: number = channel,
  ): Promise<Answer> {
    await this.#send(name, writeArguments, onChannel);
    return await this.#expect(answer);
  }

  #send(
    name: MethodName,
    writeArguments: (writer: Writer) => void,
    onChannel: number,
  ): Promise<void> {
    const writer = new Writer();
    writeMethod(writer, onChannel, name, writeArguments);
    return this.#write(writer.take());
  }

  async #expect(name: MethodName): Promise<Answer> {
    const answer = await this.#answers.next();
    if (answer.name === name) return answer;
    const why = answer.name.endsWith(".close")
      ? `: ${answer.args.uint16()} ${answer.args.shortString()}`
      : "";
    throw new Error(`Expected ${name}, received ${answer.name}${why}`);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#conn.write(bytes.subarray(sent));
    }
  }

  async #read(): Promise<void> {
    let content: Content | undefined;
    for (;;) {
      const frame = this.#input.next();
      if (!frame) {
        const count = await this.#conn.read(this.#input.space())
          .catch(() => null);
        if (count === null) break;
        this.#input.filled(count);
        continue;
      }
      const payload = frame.payload.slice();
      const reader = new Reader(payload);
      if (frame.type === frameType.method) {
        const name = methodName(reader.uint32());
        content = beginning(name, reader);
        if (!content) this.#answers.put({ name, args: reader });
        continue;
      }
      if (frame.type === frameType.header) {
        const { size, properties } = readContentHeader(reader);
        Object.assign(content!, { properties, missing: size });
      } else if (frame.type === frameType.body) {
        content!.body = joined(content!.body, payload);
        content!.missing -= payload.length;
      } else continue;
      if (content!.missing > 0) continue;
      if (content!.returned) this.#returned++;
      else this.#deliveries.put(content!);
    }
    this.#answers.close();
    this.#deliveries.close();
  }
}

/** The content that a method announces, if it does. */
function beginning(name: string, args: Reader): Content | undefined {
  const returned = name === "basic.return";
  if (name === "basic.deliver") {
    args.shortString();
    args.skip(9);
  } else if (returned) {
    args.skip(2);
    args.shortString();
  } else return undefined;
  return {
    returned,
    exchange: args.shortString(),
    routingKey: args.shortString(),
    properties: new Map(),
    body: new Uint8Array(),
    missing: 0,
  };
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(head.length + tail.length);
  whole.set(head);
  whole.set(tail, head.length);
  return whole;
}
