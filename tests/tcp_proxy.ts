/**
 * A TCP proxy for tests: connections through it can be cut, or go mute.
 *
 * @module
 */

/** A proxy on loopback. */
export class TcpProxy implements Disposable {
  /** The port it listens at. */
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #pairs = new Set<readonly [Deno.TcpConn, Deno.TcpConn]>();
  readonly #target: number;
  #stalled = Promise.withResolvers<void>();
  #mute: "no" | "up" | "both" = "no";
  #accepted = 0;

  /** Forwards to port `target`. */
  constructor(target: number) {
    this.#target = target;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#accept();
  }

  /** How many connections were accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Cuts every connection. New ones are accepted. */
  cut(): void {
    for (const pair of this.#pairs) close(pair);
    this.#pairs.clear();
  }

  /** Forwards nothing from now on, or nothing of what clients say, and keeps connections open. */
  stall(direction: "up" | "both" = "both"): void {
    if (this.#mute !== "no") return;
    this.#mute = direction;
    this.#stalled = Promise.withResolvers();
  }

  /** Forwards again. */
  resume(): void {
    this.#mute = "no";
    this.#stalled.resolve();
  }

  [Symbol.dispose](): void {
    this.resume();
    this.#listener.close();
    this.cut();
  }

  async #accept(): Promise<void> {
    try {
      for await (const client of this.#listener) this.#forward(client);
    } catch {
      // The listener was closed.
    }
  }

  async #forward(client: Deno.TcpConn): Promise<void> {
    this.#accepted++;
    let server: Deno.TcpConn;
    try {
      server = await Deno.connect({
        hostname: "127.0.0.1",
        port: this.#target,
      });
    } catch {
      close([client]);
      return;
    }
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    await Promise.all([
      this.#pipe(client, server, () => this.#mute !== "no"),
      this.#pipe(server, client, () => this.#mute === "both"),
    ]);
    this.#pairs.delete(pair);
    close(pair);
  }

  async #pipe(
    from: Deno.TcpConn,
    to: Deno.TcpConn,
    mute: () => boolean,
  ): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (;;) {
        const count = await from.read(buffer);
        if (count === null) break;
        if (mute()) await this.#stalled.promise;
        for (let sent = 0; sent < count;) {
          sent += await to.write(buffer.subarray(sent, count));
        }
      }
    } catch {
      // One side was closed.
    }
    close([from, to]);
  }
}

function close(connections: readonly Deno.TcpConn[]): void {
  for (const connection of connections) {
    try {
      connection.close();
    } catch {
      // It was closed already.
    }
  }
}
