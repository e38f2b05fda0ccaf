/**
 * A service that runs, and how.
 *
 * @module
 */
import type { Mesh, MeshOptions } from "../../mesh/mod.ts";
import type { ComponentVersion, ReturnCodes } from "../../wire/mod.ts";
import type { AuthGroups } from "../auth_groups.ts";
import type { Service } from "../service.ts";

/** How {@linkcode serve} runs a service. */
export interface ServeOptions extends MeshOptions {
  /** Components to name in every message, such as extensions. */
  readonly versions?: Readonly<Record<string, ComponentVersion>> | undefined;
  /** The return codes that the service knows. Default: those of the standard. */
  readonly returnCodes?: ReturnCodes | undefined;
  /** The logins that the service asks for. Default: none. */
  readonly authGroups?: AuthGroups | undefined;
  /** First word of the routing keys of heartbeats. Default: `heartbeat`. */
  readonly heartbeatRoutingKey?: string | undefined;
  /** Whether the service starts although somebody else answers to a name of an endpoint: then it only warns. Default: no. */
  readonly allowDuplicates?: boolean | undefined;
}

/** A service that runs. */
export interface RunningService {
  /** The service. */
  readonly service: Service;
  /** Where its broker is: `host:port`, or `undefined` for a service that makes no connection. */
  readonly where: string | undefined;
  /** Its place on the mesh, if it has one. */
  readonly mesh: Mesh | undefined;
  /**
   * Resolves, with the reason, when the service has stopped by itself: another one has taken its name, or that of an endpoint, while this
   * one could not be heard.
   */
  readonly lost: Promise<Error>;
  /**
   * Stops it: handlers are told by their signals, the queues are deleted, endpoints release what they hold. Takes no longer than five
   * seconds, whatever the broker or an endpoint does; what has not finished by then is logged.
   */
  stop(): Promise<void>;
  /** Stops it. */
  [Symbol.asyncDispose](): Promise<void>;
}
