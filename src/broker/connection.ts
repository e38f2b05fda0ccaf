/**
 * What the broker knows of one client: the state that everything which serves it shares.
 *
 * @module
 */
import type { Memory } from "./memory.ts";
import type { BrokerSettings } from "./options.ts";
import type { Output } from "./output.ts";
import type { VirtualHost } from "./virtual_host.ts";

/**
 * How far a connection is: it waits for the method or header that it is named after, it is `running`, the broker
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

/** What all connections of a broker share. */
export interface ConnectionContext {
  /** The broker's options. */
  readonly settings: BrokerSettings;
  /** Exchanges and queues. */
  readonly host: VirtualHost;
  /** The account of what is held. */
  readonly memory: Memory;
  /** Why this client is not let in, if so. */
  readonly refusal: string | undefined;
}

/** Somebody who owes the client confirms. */
export interface Confirming {
  /** Sends the confirms that are due. */
  sendConfirms(): void;
}

/** State of one connection. It owns the exclusive queues that were declared on it. */
export class Connection {
  /** What all connections share. */
  readonly context: ConnectionContext;
  /** What is still to be sent. */
  readonly output: Output;
  /** Who owes the client a confirm. */
  readonly toConfirm: Set<Confirming> = new Set();
  /** How far it is. */
  stage: Stage = "protocol-header";
  /** How many consumers its channels have. */
  consumers = 0;
  /** Whether the client has published. */
  publishes = false;
  /** Whether the client wants to hear that a consumer's queue is gone. */
  wantsCancel = false;
  /** Whether the client wants to hear that publishers have to wait. */
  wantsBlocked = false;

  /** Begins a connection that sends by `output`. */
  constructor(output: Output, context: ConnectionContext) {
    this.output = output;
    this.context = context;
  }

  /** Exchanges and queues. */
  get host(): VirtualHost {
    return this.context.host;
  }

  /** The account of what is held. */
  get memory(): Memory {
    return this.context.memory;
  }

  /** Whether messages can be sent to the client now. */
  get canDeliver(): boolean {
    return this.stage === "running" && !this.output.full;
  }

  /** Sends the confirms that are due. */
  sendConfirms(): void {
    for (const confirming of this.toConfirm) confirming.sendConfirms();
    this.toConfirm.clear();
  }
}
