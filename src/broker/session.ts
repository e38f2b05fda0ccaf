/**
 * A session: one client, from its first byte to its last.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { AmqpError } from "./amqp_error.ts";
import type { Channel } from "./channel.ts";
import { Connection, type ConnectionContext } from "./connection.ts";
import { FrameBuffer } from "./frame_buffer.ts";
import { type Frame, protocolHeader } from "./frames.ts";
import { Heartbeat } from "./heartbeat.ts";
import { InputGate } from "./input_gate.ts";
import { Output } from "./output.ts";
import { serverProperties } from "./server_properties.ts";
import { writeTable } from "./field_table.ts";
import { channelWeight } from "./weights.ts";

const logger = getLogger(["dripline", "broker"]);

/** How a connection breaks when the client just goes. */
const disconnects = [
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionAborted,
  Deno.errors.BrokenPipe,
  Deno.errors.NotConnected,
  Deno.errors.TimedOut,
];

/** Handles one frame of a client. Never throws. */
export type FrameHandler = (session: Session, frame: Frame) => void;

/** One client: reads its frames, has them handled, and keeps its connection in order. */
export class Session {
  /** Its state. */
  readonly connection: Connection;
  /** Its channels by number. */
  readonly channels: Map<number, Channel> = new Map();
  /** Holds up its input when it has to. */
  readonly gate: InputGate;
  readonly #handle: FrameHandler;
  readonly #conn: Deno.TcpConn;
  readonly #input: FrameBuffer;
  #heartbeat: Heartbeat | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unreadable = false;
  #connOpen = true;

  /** Takes over `conn`, which {@linkcode run} closes, and has each frame handled by `handle`. */
  constructor(
    conn: Deno.TcpConn,
    context: ConnectionContext,
    handle: FrameHandler,
  ) {
    const { settings: { frameMax, outputLimit }, memory } = context;
    this.#conn = conn;
    this.#handle = handle;
    this.#input = new FrameBuffer(frameMax);
    const output = new Output(conn, frameMax, {
      memory,
      highWater: outputLimit,
      onDrain: () => this.#drained(),
      onBroken: (error) => this.#broken(error),
    });
    this.connection = new Connection(output, context);
    this.gate = new InputGate(this.connection, this.channels);
  }

  /** Serves the client until it has left or was put out. Never rejects. */
  async run(): Promise<void> {
    this.#setTimer(this.connection.context.settings.handshakeTimeout);
    try {
      this.#conn.setNoDelay(true);
      this.#conn.setKeepAlive(true);
      await this.#converse();
      await this.connection.output.finish();
    } catch (error) {
      this.#broken(error);
    }
    this.#giveBack();
    this.abort();
    clearTimeout(this.#timer);
    this.#heartbeat?.stop();
  }

  /** Agrees on the size of frames (bytes) and on heartbeats (seconds, 0 for none). */
  tune(frameMax: number, heartbeat: number): void {
    this.#input.frameMax = this.connection.output.frameMax = frameMax;
    if (heartbeat === 0) return;
    this.#heartbeat = new Heartbeat({
      seconds: heartbeat,
      lastSent: () => this.connection.output.lastSent,
      send: () => this.connection.output.heartbeat(),
      silent: () => this.#silent(),
    });
  }

  /** Ends the handshake. */
  opened(): void {
    clearTimeout(this.#timer);
    this.connection.stage = "running";
  }

  /** Puts the client out, because of an error in the method `methodId` or for a reason of the broker. */
  close(error: AmqpError, methodId = 0): void {
    if (
      this.connection.stage === "closing" || this.connection.stage === "over"
    ) return;
    if (this.connection.stage === "protocol-header") return this.abort();
    this.connection.sendConfirms();
    this.connection.stage = "closing";
    this.#giveBack();
    this.connection.output.method(
      0,
      "connection.close",
      (writer) =>
        writer.uint16(error.code).shortString(error.message).uint32(methodId),
    );
    this.#setTimer(this.connection.context.settings.closeTimeout);
    this.gate.recheck();
  }

  /** Lets the client go, once it has been told. */
  leave(): void {
    this.connection.stage = "over";
    this.#giveBack();
    this.#setTimer(this.connection.context.settings.closeTimeout);
  }

  /** Cuts the connection. */
  abort(): void {
    this.connection.stage = "over";
    this.gate.recheck();
    if (!this.#connOpen) return;
    this.#connOpen = false;
    this.#conn.close();
  }

  async #converse(): Promise<void> {
    while (this.connection.stage !== "over") {
      const count = await this.#conn.read(this.#input.space());
      if (count === null) return this.leave();
      this.#input.filled(count);
      this.#heartbeat?.received();
      await this.#handleInput();
    }
  }

  async #handleInput(): Promise<void> {
    if (this.connection.stage === "protocol-header") this.#greet();
    for (;;) {
      if (this.gate.closed) await this.#wait();
      const frame = this.#next();
      if (!frame) break;
      this.#handle(this, frame);
    }
    this.connection.sendConfirms();
  }

  /** Answers the protocol header, or anything else that came first, such as an HTTP request. */
  #greet(): void {
    const words = this.#input.firstWords();
    if (!words) return;
    if (words.some((byte, index) => byte !== protocolHeader[index])) {
      this.connection.output.raw(protocolHeader);
      return this.leave();
    }
    this.connection.stage = "start-ok";
    this.connection.output.method(0, "connection.start", (writer) => {
      writeTable(writer.uint8(0).uint8(9), serverProperties);
      writer.longString("PLAIN").longString("en_US");
    });
  }

  /** Returns the next frame; none any more once the stream has lost its frames. */
  #next(): Frame | undefined {
    if (
      this.connection.stage === "protocol-header" ||
      this.connection.stage === "over"
    ) {
      return undefined;
    }
    if (this.#unreadable) {
      this.#input.discard();
      return undefined;
    }
    try {
      return this.#input.next();
    } catch (error) {
      this.#unreadable = true;
      this.close(error as AmqpError);
      return undefined;
    }
  }

  async #wait(): Promise<void> {
    this.connection.sendConfirms();
    await this.gate.wait();
    this.#heartbeat?.received();
  }

  #drained(): void {
    for (const channel of this.channels.values()) channel.pump();
    this.gate.recheck();
  }

  #silent(): void {
    if (this.gate.closedForMemory) return;
    logger.warn("A client has been silent for two heartbeats; it is cut off.");
    this.abort();
  }

  /** Cuts a connection that cannot be read or written any more. */
  #broken(error: unknown): void {
    if (!this.#connOpen) return;
    const level = disconnects.some((kind) => error instanceof kind)
      ? "debug"
      : "error";
    logger[level]("A connection has broken: {error}", { error });
    this.abort();
  }

  /** Gives back all that the client holds. */
  #giveBack(): void {
    for (const channel of this.channels.values()) channel.release();
    this.connection.memory.discard(channelWeight * this.channels.size);
    this.channels.clear();
    this.connection.toConfirm.clear();
    this.connection.host.deleteOwned(this.connection);
  }

  /** Cuts the connection in `seconds`, unless the next timer is set before. */
  #setTimer(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.abort(), seconds * 1000);
  }
}
