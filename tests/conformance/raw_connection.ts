/**
 * An AMQP connection with one channel, on which a test says what it wants.
 *
 * @module
 */
import { FrameBuffer } from "../../src/broker/frame_buffer.ts";
import {
  type Frame,
  frameType,
  protocolHeader,
} from "../../src/broker/frames.ts";
import { writeTable } from "../../src/broker/field_table.ts";
import { type MethodName, methodName } from "../../src/broker/methods.ts";
import { Reader } from "../../src/broker/reader.ts";
import { Writer } from "../../src/broker/writer.ts";
import type { MeshOptions } from "../../src/mesh/mod.ts";
import { targets } from "../../src/mesh/targets.ts";
import { writeMethod } from "../broker/raw_client.ts";
import { Mailbox } from "./mailbox.ts";
import { type RawMessage, readContentHeader } from "./raw_message.ts";

/** The channel of everything that is not about the connection. */
export const channel = 1;

const frameMax = 131_072;

/** A method that came in. */
export interface Answer {
  /** Such as `queue.declare-ok`. */
  readonly name: string;
  /** Its arguments. */
  readonly args: Reader;
}

/** A message that is coming in. */
interface Content extends RawMessage {
  readonly returned: boolean;
  properties: ReadonlyMap<string, unknown>;
  body: Uint8Array;
  missing: number;
}

/** A connection to a broker. */
export class RawConnection implements AsyncDisposable {
  /** Messages delivered. */
  readonly deliveries: Mailbox<RawMessage> = new Mailbox();
  /** How many messages the broker has returned. */
  returned = 0;
  readonly #answers = new Mailbox<Answer>();
  readonly #conn: Deno.TcpConn;
  readonly #input = new FrameBuffer(frameMax);
  readonly #reading: Promise<void>;
  #content: Content | undefined;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.#reading = this.#read();
  }

  /** Connects and opens the channel. */
  static async open(options: MeshOptions): Promise<RawConnection> {
    const { hostname, port } = targets(options)[0];
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    const connection = new RawConnection(conn);
    await connection.#shakeHands(options);
    return connection;
  }

  /** Says something that is answered, and returns the answer, which must be this method. */
  async call(
    name: MethodName,
    writeArguments: (writer: Writer) => void,
    answer: MethodName,
    onChannel: number = channel,
  ): Promise<Answer> {
    await this.#send(name, writeArguments, onChannel);
    return await this.expect(answer);
  }

  /** Returns the next answer, which must be this method. */
  async expect(name: MethodName): Promise<Answer> {
    const answer = await this.#answers.next();
    if (answer.name === name) return answer;
    const why = answer.name.endsWith(".close")
      ? `: ${answer.args.uint16()} ${answer.args.shortString()}`
      : "";
    throw new Error(`Expected ${name}, received ${answer.name}${why}`);
  }

  /** Sends bytes as they are. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let sent = 0; sent < bytes.length;) {
      sent += await this.#conn.write(bytes.subarray(sent));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.call(
        "connection.close",
        (writer) => writer.uint16(200).shortString("").uint16(0).uint16(0),
        "connection.close-ok",
        0,
      );
    } finally {
      this.#conn.close();
      await this.#reading;
    }
  }

  async #shakeHands(
    { username = "guest", password = "guest" }: MeshOptions,
  ): Promise<void> {
    await this.write(protocolHeader);
    await this.expect("connection.start");
    const login = `\0${username}\0${password}`;
    await this.call(
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
    await this.call(
      "connection.open",
      (writer) => writer.shortString("/").shortString("").uint8(0),
      "connection.open-ok",
      0,
    );
    await this.call(
      "channel.open",
      (writer) => writer.shortString(""),
      "channel.open-ok",
    );
  }

  #send(
    name: MethodName,
    writeArguments: (writer: Writer) => void,
    onChannel: number,
  ): Promise<void> {
    const writer = new Writer();
    writeMethod(writer, onChannel, name, writeArguments);
    return this.write(writer.take());
  }

  async #read(): Promise<void> {
    for (;;) {
      const count = await this.#conn.read(this.#input.space())
        .catch(() => null);
      if (count === null) break;
      this.#input.filled(count);
      for (let frame = this.#input.next(); frame; frame = this.#input.next()) {
        this.#take(frame);
      }
    }
    this.#answers.close();
    this.deliveries.close();
  }

  #take(frame: Frame): void {
    const payload = frame.payload.slice();
    const reader = new Reader(payload);
    if (frame.type === frameType.method) {
      const name = methodName(reader.uint32());
      this.#content = contentOf(name, reader);
      if (!this.#content) this.#answers.put({ name, args: reader });
      return;
    }
    const content = this.#content!;
    if (frame.type === frameType.header) {
      const { size, properties } = readContentHeader(reader);
      content.properties = properties;
      content.missing = size;
    } else {
      content.body = joined(content.body, payload);
      content.missing -= payload.length;
    }
    if (content.missing > 0) return;
    if (content.returned) this.returned++;
    else this.deliveries.put(content);
  }
}

/** The content that a method announces, if it does. */
function contentOf(name: string, args: Reader): Content | undefined {
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
