/**
 * The way to a device that takes datagrams.
 *
 * @module
 */
import { createSocket, type Socket } from "node:dgram";
import type { Channel, Link } from "./link.ts";
import { type SocketInfo, socketText } from "./socket_info.ts";

/** How many datagrams wait to be read. More are dropped, as on the way. */
const maxWaiting = 1000;

/**
 * A link over UDP: each message is sent as a datagram, and bytes are taken from datagrams in the order in which they come. What gets lost on
 * the way is lost. Needs the permission `--allow-net=HOST:PORT`.
 */
export function udpLink({ hostname, port }: SocketInfo): Link {
  return {
    name: `UDP socket ${socketText({ hostname, port })}`,
    open: () =>
      new Promise((resolve, reject) => {
        const type = hostname.includes(":") ? "udp6" : "udp4";
        const socket = createSocket(type);
        socket.once("error", (error) => {
          socket.close();
          reject(error);
        });
        socket.connect(port, hostname, () => {
          socket.removeAllListeners("error");
          resolve(new UdpChannel(socket));
        });
      }),
  };
}

class UdpChannel implements Channel {
  readonly #socket: Socket;
  readonly #waiting: Uint8Array[] = [];
  #ended: Error | true | undefined;
  #wake = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (datagram) => {
      if (this.#waiting.length < maxWaiting) this.#waiting.push(datagram);
      this.#wake();
    });
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(true));
  }

  async read(): Promise<Uint8Array | null> {
    for (;;) {
      const datagram = this.#waiting.shift();
      if (datagram) return datagram;
      if (this.#ended === true) return null;
      if (this.#ended) throw this.#ended;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#socket.send(
        bytes,
        (error) => error ? reject(error) : resolve(bytes.length),
      );
    });
  }

  close(): void {
    if (!this.#ended) this.#socket.close();
    this.#end(true);
  }

  #end(why: Error | true): void {
    this.#ended ??= why;
    this.#wake();
  }
}
