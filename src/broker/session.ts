/**
 * A session: one client, from its first byte to its last.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import type { AmqpError } from "./amqp_error.ts";
import type { Channel } from "./channel.ts";
import { dispatch } from "./dispatch.ts";
import { FrameBuffer } from "./frame_buffer.ts";
import { type Frame, protocolHeader } from "./frames.ts";
import { Heartbeat } from "./heartbeat.ts";
import { InputGate } from "./input_gate.ts";
import type { Memory } from "./memory.ts";
import type { BrokerSettings } from "./options.ts";
import { Output } from "./output.ts";
import { serverProperties } from "./server_properties.ts";
import { writeTable } from "./field_table.ts";
import type { VirtualHost } from "./virtual_host.ts";

const logger = getLogger(["dripline", "broker"]);

/** How a connection breaks when the client just goes. */
const disconnects = [
  Deno.errors.ConnectionReset,
  Deno.errors.ConnectionAborted,
  Deno.errors.BrokenPipe,
  Deno.errors.NotConnected,
  Deno.errors.TimedOut,
];

/**
 * How far a session is: it waits for the method or header that it is named after, it is `running`, the broker
 * is `closing` it and waits for the client to agree, or it is `over`.
 */
export type Stage =
  | "protocol-header"
  | "start-ok"
  | "tune-ok"
  | "open"
  | "running"
  | "closing"
  | "over";

/** What all sessions of a broker share. */
export interface SessionContext {
  /** The broker's options. */
  readonly settings: BrokerSettings;
  /** Exchanges and queues. */
  readonly host: VirtualHost;
  /** The account of messages. */
  readonly memory: Memory;
  /** Why this client is not let in, if so. */
  readonly refusal: string | undefined;
}

/** One connection of a client. */
export class Session {
  /** What all sessions share. */
  readonly context: SessionContext;
  /** What is still to be sent. */
  readonly output: Output;
  /** Holds up its input when it has to. */
  readonly gate: InputGate = new InputGate(this);
  /** Its channels by number. */
  readonly channels: Map<number, Channel> = new Map();
  /** Channels that owe the client a confirm. */
  readonly toConfirm: Set<Channel> = new Set();
  /** How far it is. */
  stage: Stage = "protocol-header";
  /** How many consumers its channels have. */
  consumers = 0;
  /** Whether the client wants to hear that a consumer's queue is gone. */
  wantsCancel = false;
  readonly #conn: Deno.TcpConn;
  readonly #input: FrameBuffer;
  #heartbeat: Heartbeat | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unreadable = false;
  #connOpen = true;

  /** Takes over `conn`, which {@linkcode run} closes. */
  constructor(conn: Deno.TcpConn, context: SessionContext) {
    const { frameMax, outputLimit } = context.settings;
    this.#conn = conn;
    this.context = context;
    this.#input = new FrameBuffer(frameMax);
    this.output = new Output(conn, frameMax, {
      highWater: outputLimit,
      onDrain: () => this.#drained(),
      onBroken: (error) => this.#broken(error),
    });
  }

  /** Exchanges and queues. */
  get host(): VirtualHost {
    return this.context.host;
  }

  /** Whether messages can be sent to the client now. */
  get canDeliver(): boolean {
    return this.stage === "running" && !this.output.full;
  }

  /** Serves the client until it has left or was put out. Never rejects. */
  async run(): Promise<void> {
    this.#setTimer(this.context.settings.handshakeTimeout);
    try {
      this.#conn.setNoDelay(true);
      this.#conn.setKeepAlive(true);
      await this.#converse();
      await this.output.finish();
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
    this.#input.frameMax = this.output.frameMax = frameMax;
    if (heartbeat === 0) return;
    this.#heartbeat = new Heartbeat({
      seconds: heartbeat,
      lastSent: () => this.output.lastSent,
      send: () => this.output.heartbeat(),
      silent: () => this.#silent(),
    });
  }

  /** Ends the handshake. */
  opened(): void {
    clearTimeout(this.#timer);
    this.stage = "running";
  }

  /** Puts the client out, because of an error in the method `methodId` or for a reason of the broker. */
  close(error: AmqpError, methodId = 0): void {
    if (this.stage === "closing" || this.stage === "over") return;
    if (this.stage === "protocol-header") return this.abort();
    this.sendConfirms();
    this.stage = "closing";
    this.#giveBack();
    this.output.method(
      0,
      "connection.close",
      (writer) =>
        writer.uint16(error.code).shortString(error.message).uint32(methodId),
    );
    this.#setTimer(this.context.settings.closeTimeout);
    this.gate.recheck();
  }

  /** Lets the client go, once it has been told. */
  leave(): void {
    this.stage = "over";
    this.#giveBack();
    this.#setTimer(this.context.settings.closeTimeout);
  }

  /** Cuts the connection. */
  abort(): void {
    this.stage = "over";
    this.gate.recheck();
    if (!this.#connOpen) return;
    this.#connOpen = false;
    this.#conn.close();
  }

  /** Sends the confirms that are due. */
  sendConfirms(): void {
    for (const channel of this.toConfirm) channel.sendConfirms();
    this.toConfirm.clear();
  }

  async #converse(): Promise<void> {
    while (this.stage !== "over") {
      const count = await this.#conn.read(this.#input.space());
      if (count === null) return this.leave();
      this.#input.filled(count);
      this.#heartbeat?.received();
      await this.#handleInput();
    }
  }

  async #handleInput(): Promise<void> {
    if (this.stage === "protocol-header") this.#greet();
    for (;;) {
      if (this.gate.closed) await this.#wait();
      const frame = this.#next();
      if (!frame) break;
      dispatch(this, frame);
    }
    this.sendConfirms();
  }

  /** Answers the protocol header, or anything else that came first, such as an HTTP request. */
  #greet(): void {
    const words = this.#input.firstWords();
    if (!words) return;
    if (words.some((byte, index) => byte !== protocolHeader[index])) {
      this.output.raw(protocolHeader);
      return this.leave();
    }
    this.stage = "start-ok";
    this.output.method(0, "connection.start", (writer) => {
      writeTable(writer.uint8(0).uint8(9), serverProperties);
      writer.longString("PLAIN").longString("en_US");
    });
  }

  /** Returns the next frame; none any more once the stream has lost its frames. */
  #next(): Frame | undefined {
    if (this.stage === "protocol-header" || this.stage === "over") {
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
    this.sendConfirms();
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
    this.channels.clear();
    this.toConfirm.clear();
    this.host.deleteOwned(this);
  }

  /** Cuts the connection in `seconds`, unless the next timer is set before. */
  #setTimer(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.abort(), seconds * 1000);
  }
}
