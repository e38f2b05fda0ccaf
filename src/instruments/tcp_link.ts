/**
 * The way to a device that listens at a TCP port.
 *
 * @module
 */
import type { Channel, Link } from "./link.ts";
import { type SocketInfo, socketText } from "./socket_info.ts";

/** A link over TCP, without delay for small pieces. Needs the permission `--allow-net=HOST:PORT`. */
export function tcpLink(socket: SocketInfo): Link {
  return {
    name: `ethernet socket ${socketText(socket)}`,
    async open(signal) {
      const connection = await Deno.connect({ ...socket, signal });
      try {
        connection.setNoDelay(true);
        // Finds out in the end when an instrument was switched off without a word.
        connection.setKeepAlive(true);
      } catch {
        // It is gone already, which the first reading tells.
      }
      return channel(connection);
    },
  };
}

function channel(connection: Deno.TcpConn): Channel {
  const piece = new Uint8Array(16 * 1024);
  return {
    async read() {
      const length = await connection.read(piece);
      return length === null ? null : piece.subarray(0, length);
    },
    write: (bytes) => connection.write(bytes),
    close() {
      try {
        connection.close();
      } catch {
        // It is closed already.
      }
    },
  };
}
