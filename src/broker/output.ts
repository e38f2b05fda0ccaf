/**
 * What a connection still has to send.
 *
 * @module
 */
import { frameEnd, frameOverhead, frameType } from "./frames.ts";
import type { Memory } from "./memory.ts";
import type { Message } from "./message.ts";
import { method, type MethodName } from "./methods.ts";
import { Writer } from "./writer.ts";

/** Pieces of a body from this size on are sent from where they are, without a copy. */
const shareFrom = 16 * 1024;

/** Bytes from which on the output counts as full while all outputs together hold too much. */
const crowdedHighWater = 64 * 1024;

/** What an {@linkcode Output} needs to know. */
export interface OutputSettings {
  /** The account that all outputs share. */
  memory: Memory;
  /** Bytes from which on the output counts as full. */
  highWater: number;
  /** Called when a full output has drained to half of that. */
  onDrain: () => void;
  /** Called with the error when a write has failed. */
  onBroken: (error: unknown) => void;
}

/** Collects frames and writes all that was added during one turn of the event loop in one go. */
export class Output {
  /** The largest frame that the client takes, in bytes, overhead included. */
  frameMax: number;
  /** When bytes last left, by `performance.now()`. */
  lastSent: number = performance.now();
  readonly #conn: Deno.Conn;
  readonly #settings: OutputSettings;
  readonly #finished = Promise.withResolvers<void>();
  #writer = new Writer();
  #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #writing = false;
  #broken = false;
  #finishing = false;
  #full = false;
  #counted = 0;

  /** Writes to `conn`, which stays the caller's to close. */
  constructor(conn: Deno.Conn, frameMax: number, settings: OutputSettings) {
    this.#conn = conn;
    this.frameMax = frameMax;
    this.#settings = settings;
  }

  /** Whether the client reads so slowly that deliveries have to wait. */
  get full(): boolean {
    return this.#full;
  }

  /** Adds bytes as they are. */
  raw(bytes: Uint8Array): void {
    this.#writer.bytes(bytes);
    this.#schedule();
  }

  /** Adds a heartbeat. */
  heartbeat(): void {
    this.#writer.frame(frameType.heartbeat, 0, () => {});
    this.#schedule();
  }

  /** Adds a method frame. */
  method(
    channel: number,
    name: MethodName,
    writeArguments: (writer: Writer) => void = () => {},
  ): void {
    this.#writer.frame(frameType.method, channel, (writer) => {
      writer.uint32(method[name]);
      writeArguments(writer);
    });
    this.#schedule();
  }

  /** Adds properties and body of a message, after the method that announces them. */
  content(channel: number, { header, body }: Message): void {
    this.#writer.frame(
      frameType.header,
      channel,
      (writer) => writer.bytes(header),
    );
    const pieceBytes = this.frameMax - frameOverhead;
    for (let start = 0; start < body.length; start += pieceBytes) {
      const piece = body.subarray(start, start + pieceBytes);
      this.#writer.frameHead(frameType.body, channel, piece.length);
      if (piece.length < shareFrom) this.#writer.bytes(piece);
      else this.#share(piece);
      this.#writer.uint8(frameEnd);
    }
    this.#schedule();
  }

  /** Takes nothing more, and waits until all is written or the connection is broken. */
  finish(): Promise<void> {
    this.#finishing = true;
    this.#schedule();
    return this.#finished.promise;
  }

  #share(piece: Uint8Array): void {
    this.#seal();
    this.#chunks.push(piece);
    this.#chunkBytes += piece.length;
  }

  /** Closes the current chunk, so that another one can follow. */
  #seal(): void {
    this.#chunkBytes += this.#writer.length;
    this.#chunks.push(this.#writer.take());
  }

  /** Bytes from which on it is full. */
  get #highWater(): number {
    const { highWater, memory } = this.#settings;
    return memory.crowded ? Math.min(highWater, crowdedHighWater) : highWater;
  }

  /** Brings the shared account up to date and returns how many bytes wait. */
  #count(): number {
    const bytes = this.#broken ? 0 : this.#chunkBytes + this.#writer.length;
    this.#settings.memory.unsent += bytes - this.#counted;
    return this.#counted = bytes;
  }

  #schedule(): void {
    if (this.#count() >= this.#highWater) this.#full = true;
    if (this.#writing) return;
    this.#writing = true;
    queueMicrotask(() => this.#writeAll());
  }

  async #writeAll(): Promise<void> {
    try {
      while (!this.#broken && this.#chunkBytes + this.#writer.length > 0) {
        this.#seal();
        const chunks = this.#chunks;
        this.#chunks = [];
        for (const chunk of chunks) await this.#write(chunk);
      }
    } catch (error) {
      this.#broken = true;
      this.#count();
      this.#settings.onBroken(error);
    }
    this.#writing = false;
    if (this.#finishing) this.#finished.resolve();
  }

  async #write(chunk: Uint8Array): Promise<void> {
    for (let start = 0; start < chunk.length;) {
      const count = await this.#conn.write(chunk.subarray(start));
      start += count;
      this.#chunkBytes -= count;
      this.lastSent = performance.now();
      if (this.#count() <= this.#highWater / 2 && this.#full) {
        this.#full = false;
        this.#settings.onDrain();
      }
    }
  }
}
