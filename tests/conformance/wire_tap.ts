/**
 * Listens in on what clients say to a broker, as the recordings of the originals were made.
 *
 * @module
 */
import { FrameBuffer } from "../../src/broker/frame_buffer.ts";
import { frameType } from "../../src/broker/frames.ts";
import { methodName } from "../../src/broker/methods.ts";
import { type Flags, Reader } from "../../src/broker/reader.ts";

/** Passes connections on to a broker, and takes notes of what clients say. */
export class WireTap implements AsyncDisposable {
  /** Where to connect instead. */
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #target: Deno.ConnectOptions;
  readonly #connections: Deno.TcpConn[] = [];
  readonly #pipes: Promise<void>[] = [];
  readonly #notes: string[] = [];

  /** Passes on to this broker. */
  constructor(target: Deno.ConnectOptions) {
    this.#target = target;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#pipes.push(this.#accept());
  }

  /**
   * What was said so far that begins with one of these: the name of a method, its arguments that are texts, and the names of
   * the flags that are set.
   */
  notes(...beginnings: string[]): string[] {
    return this.#notes.filter((note) =>
      beginnings.some((beginning) => note.startsWith(beginning))
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const connection of this.#connections) hangUp(connection);
    await Promise.all(this.#pipes);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect(this.#target);
      this.#connections.push(client, server);
      const buffer = new FrameBuffer(2 ** 20);
      let greeted = false;
      this.#pipes.push(
        pipe(server, client),
        pipe(client, server, (bytes) => {
          for (let at = 0; at < bytes.length;) {
            const space = buffer.space();
            const part = bytes.subarray(at, at + space.length);
            space.set(part);
            buffer.filled(part.length);
            at += part.length;
            greeted ||= buffer.firstWords() !== undefined;
            if (greeted) this.#note(buffer);
          }
        }),
      );
    }
  }

  #note(buffer: FrameBuffer): void {
    for (let frame = buffer.next(); frame; frame = buffer.next()) {
      if (frame.type !== frameType.method) continue;
      const reader = new Reader(frame.payload);
      const name = methodName(reader.uint32());
      const described = describers[name]?.(reader);
      if (described) this.#notes.push(`${name} ${described}`.trim());
    }
  }
}

/** How the arguments of a method are described. */
const describers: Readonly<Record<string, (args: Reader) => string>> = {
  "exchange.declare": (args) => {
    args.skip(2);
    const [name, type] = [args.shortString(), args.shortString()];
    const names = ["passive", "durable", "auto-delete", "internal", "no-wait"];
    return `${name} ${type} ${set(args.bits(), names)}${extra(args)}`;
  },
  "queue.declare": (args) => {
    args.skip(2);
    const name = args.shortString() || "(no name)";
    const names = ["passive", "durable", "exclusive", "auto-delete", "no-wait"];
    return `${name} ${set(args.bits(), names)}${extra(args)}`;
  },
  "queue.bind": (args) => {
    args.skip(2);
    const [queue, exchange] = [args.shortString(), args.shortString()];
    return `${queue} to ${exchange} as ${args.shortString()}`;
  },
  "basic.qos": (args) => {
    args.skip(4);
    return `${args.uint16()} ${set(args.bits(), ["global"])}`;
  },
  "basic.consume": (args) => {
    args.skip(2);
    const [queue] = [args.shortString(), args.shortString()];
    return `${queue} ${
      set(args.bits(), ["no-local", "no-ack", "exclusive", "no-wait"])
    }`;
  },
  "basic.publish": (args) => {
    args.skip(2);
    const [exchange, key] = [args.shortString(), args.shortString()];
    return `${exchange} ${key} ${set(args.bits(), ["mandatory", "immediate"])}`;
  },
};

function set(flags: Flags, names: readonly string[]): string {
  return names.filter((_, index) => flags[index]).join(" ");
}

/** Tells if there are arguments: dripline knows none. */
function extra(args: Reader): string {
  return args.uint32() > 0 ? " with arguments" : "";
}

async function pipe(
  from: Deno.TcpConn,
  to: Deno.TcpConn,
  heard: (bytes: Uint8Array) => void = () => {},
): Promise<void> {
  const buffer = new Uint8Array(16 * 1024);
  try {
    for (;;) {
      const count = await from.read(buffer);
      if (count === null) break;
      heard(buffer.subarray(0, count));
      for (let sent = 0; sent < count;) {
        sent += await to.write(buffer.subarray(sent, count));
      }
    }
  } catch {
    // One side was closed.
  }
  hangUp(from);
  hangUp(to);
}

function hangUp(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It was closed already.
  }
}
