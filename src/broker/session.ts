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
import type { Memory } from "./memory.ts";
import type { BrokerSettings } from "./options.ts";
import { Output } from "./output.ts";
import { serverProperties } from "./server_properties.ts";
import { writeTable } from "./field_table.ts";
import type { VirtualHost } from "./virtual_host.ts";

const logger = getLogger(["dripline", "broker"]);

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
  /** Whether the client wants to hear that publishers have to wait. */
  wantsBlocked = false;
  readonly #conn: Deno.Conn;
  readonly #input: FrameBuffer;
  #heartbeat: Heartbeat | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resume: (() => void) | undefined;
  #publisher = false;
  #toldBlocked = false;
  #unreadable = false;
  #connOpen = true;

  /** Takes over `conn`, which {@linkcode run} closes. */
  constructor(conn: Deno.Conn, context: SessionContext) {
    const { frameMax, outputLimit } = context.settings;
    this.#conn = conn;
    this.context = context;
    this.#input = new FrameBuffer(frameMax);
    this.output = new Output(conn, frameMax, {
      highWater: outputLimit,
      onDrain: () => this.#drained(),
      onBroken: () => this.abort(),
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
      await this.#converse();
      await this.output.finish();
    } catch (error) {
      if (this.#connOpen) {
        logger.debug("A connection broke: {error}", { error });
      }
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

  /** Takes note that the client publishes: from now on it has to wait when memory is short. */
  publishes(): void {
    this.#publisher = true;
    if (this.context.memory.blocked) this.#tellBlocked();
  }

  /** Learns that publishers have to wait, or may go on. */
  memoryChanged(blocked: boolean): void {
    if (blocked) this.#tellBlocked();
    else if (this.#toldBlocked) {
      this.#toldBlocked = false;
      this.output.method(0, "connection.unblocked");
    }
    this.#resume?.();
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
    this.#resume?.();
  }

  /** Lets the client go, once it has been told. */
  leave(): void {
    this.#giveBack();
    this.stage = "over";
    this.#setTimer(this.context.settings.closeTimeout);
  }

  /** Cuts the connection. */
  abort(): void {
    this.stage = "over";
    this.#resume?.();
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
      if (this.#mustWait()) await this.#wait();
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

  /** Whether the client has to wait: it does not read what it is sent, or it publishes while memory is short. */
  #mustWait(): boolean {
    return this.stage === "running" &&
      (this.output.full || this.#waitsForMemory());
  }

  /** Contents that have begun are let through, as the memory they hold cannot become free otherwise. */
  #waitsForMemory(): boolean {
    return this.context.memory.blocked && this.#publisher &&
      !this.channels.values().some((channel) => channel.content);
  }

  async #wait(): Promise<void> {
    this.sendConfirms();
    while (this.#mustWait()) {
      await new Promise<void>((resolve) => this.#resume = resolve);
    }
    this.#resume = undefined;
    this.#heartbeat?.received();
  }

  #drained(): void {
    for (const channel of this.channels.values()) channel.pump();
    this.#resume?.();
  }

  #silent(): void {
    if (this.#waitsForMemory()) return;
    logger.warn("A client has been silent for two heartbeats; it is cut off.");
    this.abort();
  }

  #tellBlocked(): void {
    if (!this.#publisher || !this.wantsBlocked || this.#toldBlocked) return;
    this.#toldBlocked = true;
    this.output.method(
      0,
      "connection.blocked",
      (writer) => writer.shortString("the broker's memory is full of messages"),
    );
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
