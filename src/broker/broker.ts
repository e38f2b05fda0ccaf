/**
 * The broker: listens, lets clients in, and puts them out.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { AmqpError } from "./amqp_error.ts";
import { Memory } from "./memory.ts";
import {
  type BrokerOptions,
  type BrokerSettings,
  resolveOptions,
} from "./options.ts";
import { dispatch } from "./dispatch.ts";
import { Session } from "./session.ts";
import { Shortage } from "./shortage.ts";
import { VirtualHost } from "./virtual_host.ts";

const logger = getLogger(["dripline", "broker"]);

/** Clients over the limit that are told so at the same time; further ones are hung up on. */
const mostRefusals = 32;

/** How long to wait after a failed accept, such as with too many open files, in milliseconds. */
const acceptPauseMs = 100;

/** A broker that listens, wherever it runs. */
export interface BrokerHandle extends AsyncDisposable {
  /** The address it listens on. */
  readonly hostname: string;
  /** The port it listens on. */
  readonly port: number;
  /** Where clients find it, such as `amqp://127.0.0.1:5772`. */
  readonly url: string;
  /** Closes all connections with 320 CONNECTION_FORCED and stops. Everything in the queues is lost. */
  stop(): Promise<void>;
}

/** A broker that runs in this thread. */
export interface Broker extends BrokerHandle {
  /** Returns how much of everything there is now. */
  stats(): BrokerStats;
  /** Closes all connections with 320 CONNECTION_FORCED and `reason`, and waits until they are gone. New ones are let in. */
  closeConnections(reason?: string): Promise<void>;
}

/** How much of everything a broker holds. */
export interface BrokerStats {
  /** Connections of clients, those during login included. */
  connections: number;
  /** Channels of all connections. */
  channels: number;
  /** Exchanges, with the three that every broker has, without the default one. */
  exchanges: number;
  /** Queues. */
  queues: number;
  /** Copies of messages in queues or awaiting their acknowledgement. */
  messages: number;
  /** Bytes that messages hold, those on their way in included. */
  bytes: number;
  /** Bytes that all else holds: exchanges, queues, bindings, channels, consumers, headers of messages on their way in. */
  kept: number;
  /** Bytes on their way to clients that have not taken them yet. */
  unsent: number;
  /** Whether publishers have to wait. */
  blocked: boolean;
}

/**
 * Starts a broker in this thread.
 *
 * Throws a `RangeError` if an option is out of range, and an `Error` with the system's error as its `cause` if it
 * cannot listen, for instance because the port is in use.
 */
export function startBroker(options: BrokerOptions = {}): Broker {
  const settings = resolveOptions(options);
  return new ListeningBroker(settings, listen(settings));
}

class ListeningBroker implements Broker {
  readonly hostname: string;
  readonly port: number;
  readonly url: string;
  readonly #settings: BrokerSettings;
  readonly #listener: Deno.TcpListener;
  readonly #host: VirtualHost;
  readonly #memory: Memory;
  readonly #shortage: Shortage;
  readonly #sessions = new Map<Session, Promise<void>>();
  readonly #accepting: Promise<void>;
  #stopped: Promise<void> | undefined;

  constructor(settings: BrokerSettings, listener: Deno.TcpListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.hostname = listener.addr.hostname;
    this.port = listener.addr.port;
    const host = this.hostname.includes(":")
      ? `[${this.hostname}]`
      : this.hostname;
    this.url = `amqp://${host}:${this.port}`;
    this.#memory = new Memory(settings.memoryLimit, (blocked) => {
      if (blocked) this.#shortage.begin();
      else this.#shortage.end();
      for (const session of this.#sessions.keys()) {
        session.gate.memoryChanged(blocked);
      }
    });
    this.#host = new VirtualHost(this.#memory);
    this.#shortage = new Shortage(
      this.#host,
      this.#memory,
      settings.unreadTimeout,
    );
    this.#accepting = this.#accept();
  }

  stats(): BrokerStats {
    let channels = 0;
    for (const session of this.#sessions.keys()) {
      channels += session.channels.size;
    }
    return {
      connections: this.#sessions.size,
      channels,
      exchanges: this.#host.exchangeCount,
      queues: this.#host.queueCount,
      messages: this.#memory.copies,
      bytes: this.#memory.used,
      kept: this.#memory.kept,
      unsent: this.#memory.unsent,
      blocked: this.#memory.blocked,
    };
  }

  async closeConnections(reason = "closed by the broker"): Promise<void> {
    for (const session of this.#sessions.keys()) {
      session.close(new AmqpError(320, reason));
    }
    await Promise.all(this.#sessions.values());
  }

  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    this.#listener.close();
    await this.closeConnections("broker shut down");
    this.#shortage.end();
    await this.#accepting;
  }

  async #accept(): Promise<void> {
    while (!this.#stopped) {
      try {
        this.#serve(await this.#listener.accept());
      } catch (error) {
        if (this.#stopped) return;
        logger.error("Cannot accept a connection: {error}", { error });
        await new Promise((resolve) => setTimeout(resolve, acceptPauseMs));
      }
    }
  }

  #serve(conn: Deno.TcpConn): void {
    const { maxConnections } = this.#settings;
    const excess = this.#sessions.size - maxConnections;
    if (excess >= mostRefusals) return conn.close();
    const session = new Session(conn, {
      settings: this.#settings,
      host: this.#host,
      memory: this.#memory,
      refusal: excess < 0
        ? undefined
        : `the limit of ${maxConnections} connections is reached`,
    }, dispatch);
    const task = session.run().finally(() => this.#sessions.delete(session));
    this.#sessions.set(session, task);
  }
}

function listen({ hostname, port }: BrokerSettings): Deno.TcpListener {
  try {
    return Deno.listen({ hostname, port });
  } catch (cause) {
    const wayOut = cause instanceof Deno.errors.AddrInUse
      ? `Another program listens there; stop it, or choose another port (0 for any that is free).`
      : `Choose an address of this machine and a port that you may use.`;
    throw new Error(
      `The broker cannot listen on ${hostname}:${port}: ${
        (cause as Error).message
      }. ${wayOut}`,
      { cause },
    );
  }
}
