/**
 * A client that does whatever a test wants, in AMQP or not.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { FrameBuffer } from "../../src/broker/frame_buffer.ts";
import { frameType, protocolHeader } from "../../src/broker/frames.ts";
import { type FieldTable, writeTable } from "../../src/broker/field_table.ts";
import {
  method,
  type MethodName,
  methodName,
} from "../../src/broker/methods.ts";
import { Reader } from "../../src/broker/reader.ts";
import { Writer } from "../../src/broker/writer.ts";

/** What the client received: the name of a method and its arguments, or another frame. */
export interface Received {
  /** The method's name, or `frame <type>`. */
  name: string;
  /** The channel. */
  channel: number;
  /** What is left of the payload. */
  args: Reader;
}

/** A TCP connection that can speak AMQP. */
export class RawClient implements Disposable {
  readonly #conn: Deno.TcpConn;
  readonly #input = new FrameBuffer(2 ** 20);

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects, and says nothing. */
  static async connect(port: number): Promise<RawClient> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    return new RawClient(conn);
  }

  /** Connects and goes through the handshake, announcing `capabilities` and asking for heartbeats of `heartbeat` seconds. */
  static async open(
    port: number,
    { capabilities = [], heartbeat = 0, frameMax = 0 }: {
      capabilities?: string[];
      heartbeat?: number;
      frameMax?: number;
    } = {},
  ): Promise<RawClient> {
    const client = await RawClient.connect(port);
    await client.write(protocolHeader);
    await client.expect("connection.start");
    const announced = new Map(capabilities.map((name) => [name, true]));
    await client.startOk(new Map([["capabilities", announced]]));
    await client.expect("connection.tune");
    await client.method(
      0,
      "connection.tune-ok",
      (writer) => writer.uint16(0).uint32(frameMax).uint16(heartbeat),
    );
    await client.method(
      0,
      "connection.open",
      (writer) => writer.shortString("/").shortString("").uint8(0),
    );
    await client.expect("connection.open-ok");
    return client;
  }

  /** Sends connection.start-ok. */
  startOk(
    properties: FieldTable = new Map(),
    response = "\0guest\0guest",
  ): Promise<void> {
    return this.method(0, "connection.start-ok", (writer) => {
      writeTable(writer, properties);
      writer.shortString("PLAIN").longString(response).shortString("en_US");
    });
  }

  /** Sends bytes as they are. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let start = 0; start < bytes.length;) {
      start += await this.#conn.write(bytes.subarray(start));
    }
  }

  /** Sends a method. */
  method(
    channel: number,
    name: MethodName,
    writeArguments: (writer: Writer) => void = () => {},
  ): Promise<void> {
    const writer = new Writer();
    writeMethod(writer, channel, name, writeArguments);
    return this.write(writer.take());
  }

  /** Opens a channel. */
  async channel(id: number): Promise<void> {
    await this.method(id, "channel.open", (writer) => writer.shortString(""));
    await this.expect("channel.open-ok");
  }

  /** Returns what comes next, or `undefined` if the connection has ended. */
  async next(): Promise<Received | undefined> {
    for (;;) {
      const frame = this.#input.next();
      if (frame) {
        const args = new Reader(frame.payload.slice());
        const name = frame.type === frameType.method
          ? methodName(args.uint32())
          : `frame ${frame.type}`;
        return { name, channel: frame.channel, args };
      }
      if (!await this.#fill()) return undefined;
    }
  }

  /** Returns what comes next, which must be this method. */
  async expect(name: MethodName): Promise<Received> {
    const received = await this.next();
    assertEquals(received?.name, name);
    return received!;
  }

  /** Returns all bytes until the connection ends. */
  async rest(): Promise<Uint8Array> {
    const writer = new Writer();
    const buffer = new Uint8Array(65536);
    for (;;) {
      const count = await this.#conn.read(buffer).catch(() => null);
      if (count === null) return writer.take();
      writer.bytes(buffer.subarray(0, count));
    }
  }

  /** Says that nothing more will come. */
  endWriting(): Promise<void> {
    return this.#conn.closeWrite();
  }

  /** Hangs up. */
  [Symbol.dispose](): void {
    this.#conn.close();
  }

  async #fill(): Promise<boolean> {
    const count = await this.#conn.read(this.#input.space()).catch(() => null);
    if (count === null) return false;
    this.#input.filled(count);
    return true;
  }
}

/** Writes a method frame. */
export function writeMethod(
  writer: Writer,
  channel: number,
  name: MethodName,
  writeArguments: (writer: Writer) => void = () => {},
): Writer {
  return writer.frame(frameType.method, channel, () => {
    writer.uint32(method[name]);
    writeArguments(writer);
  });
}

/** Writes a whole publish with an empty set of properties. */
export function writePublish(
  writer: Writer,
  channel: number,
  exchange: string,
  routingKey: string,
  body: Uint8Array,
): Writer {
  writeMethod(
    writer,
    channel,
    "basic.publish",
    () =>
      writer.uint16(0).shortString(exchange).shortString(routingKey).uint8(0),
  );
  writer.frame(
    frameType.header,
    channel,
    () => writer.uint16(60).uint16(0).uint64(body.length).uint16(0),
  );
  if (body.length === 0) return writer;
  return writer.frame(frameType.body, channel, () => writer.bytes(body));
}
