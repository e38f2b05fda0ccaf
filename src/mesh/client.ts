/**
 * The client: asks services, sends and hears alerts.
 *
 * @module
 */
import {
  type Json,
  type JsonObject,
  type Reply,
  ReplyError,
  ReturnCodes,
} from "../wire/mod.ts";
import { AlertStream } from "./alert_stream.ts";
import { isRefusal, reason } from "./broker_error.ts";
import type { CallAll, Replies } from "./collector.ts";
import { Mesh } from "./mesh.ts";
import type { MeshOptions } from "./options.ts";
import type { Call } from "./requester.ts";

/** What may be said about a single request. */
export interface CallOptions {
  /** The attribute, command or instruction. */
  readonly specifier?: string | undefined;
  /** Opens a locked endpoint. */
  readonly lockoutKey?: string | undefined;
  /** Seconds to wait for the reply; 0 for ever. Default: that of the client. */
  readonly timeout?: number | undefined;
}

/** What {@linkcode connect} takes. */
export interface ConnectOptions extends MeshOptions {
  /** Seconds to wait for replies; 0 for ever. Default: 10. */
  readonly timeout?: number | undefined;
  /** The name sent along as `service_name`. Default: `unknown`. */
  readonly name?: string | undefined;
}

/** Arguments by name. */
export type NamedArguments = JsonObject;

/**
 * Joins a mesh as a client. Throws a {@linkcode ReplyError} of code 101 if the broker cannot be used.
 *
 * ```ts no-assert
 * import { connect } from "@dripline/dripline";
 *
 * async function main() {
 *   await using dripline = await connect({ broker: "localhost" });
 *   console.log(await dripline.get("peaches"));
 *   await dripline.set("peaches", 0.2, { specifier: "jitter_fraction" });
 *   await dripline.cmd("peaches", "update_seed", [7]);
 * }
 * ```
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const mesh = new Mesh(options, { name: options.name });
  await mesh.open();
  return new Client(mesh, options.timeout);
}

/** A client on a mesh. */
export class Client {
  /** The connections. */
  readonly mesh: Mesh;
  readonly #timeout: number | undefined;
  readonly #codes = new ReturnCodes();
  readonly #streams = new Set<AlertStream>();

  /** Uses `mesh`, which has to be open. `timeout` in seconds. */
  constructor(mesh: Mesh, timeout?: number) {
    this.mesh = mesh;
    this.#timeout = timeout;
  }

  /** Gets the value of an endpoint, or of one of its attributes. Throws a {@linkcode ReplyError} at codes from 100 on. */
  get(endpoint: string, options: CallOptions = {}): Promise<Json> {
    return this.#ask({ ...options, endpoint, operation: "get" });
  }

  /** Sets the value of an endpoint, or of one of its attributes. Throws as {@linkcode Client.get} does. */
  async set(
    endpoint: string,
    value: Json,
    options: CallOptions = {},
  ): Promise<Json> {
    const payload = { values: [value] };
    return await this.#ask({
      ...options,
      endpoint,
      operation: "set",
      payload,
    });
  }

  /** Calls a command with arguments by position and by name. Throws as {@linkcode Client.get} does. */
  async cmd(
    endpoint: string,
    command: string,
    values: readonly Json[] = [],
    named: NamedArguments = {},
    options: Omit<CallOptions, "specifier"> = {},
  ): Promise<Json> {
    const payload = { ...named, values };
    return await this.#ask({
      ...options,
      endpoint,
      operation: "cmd",
      specifier: command,
      payload,
    });
  }

  /** Sends a request and returns the whole reply, whatever its code. Throws a {@linkcode ReplyError} if none came. */
  request(call: Call): Promise<Reply> {
    return this.mesh.request({ timeout: this.#timeout, ...call });
  }

  /**
   * Sends one request and collects all replies, whatever their codes: to `broadcast`, which every service answers, or to a name that more
   * than one service may claim.
   *
   * Nobody knows how many will answer. The replies have ceased when none has come for `quiet` seconds, counted from when the broker took
   * the request. Collecting ends before that at `timeout` seconds, `maxReplies` replies or `maxBytes` bytes: `ended` says why.
   *
   * Throws a {@linkcode ReplyError} if the request could not be sent. That nobody listens is no error.
   */
  askAll(call: CallAll): Promise<Replies> {
    return this.mesh.requestAll(call);
  }

  /** Sends an alert. */
  async alert(
    routingKey: string,
    payload: Json,
    options: { readonly specifier?: string } = {},
  ): Promise<void> {
    await this.mesh.alert(routingKey, payload, options);
  }

  /**
   * Listens to alerts. Leaving the loop stops it.
   *
   * @param patterns Words between dots; `*` stands for one word, `#` for any number. Default: everything.
   */
  alerts(...patterns: string[]): AlertStream {
    const listener = this.mesh.listen({
      queue: `monitor_${crypto.randomUUID()}`,
      alerts: patterns.length > 0 ? patterns : ["#"],
      handle: (message, weight) => {
        if (message.type === "alert") stream.push(message, weight);
      },
      failed: ({ error, hadBefore }) => {
        if (hadBefore || !isRefusal(error)) return;
        throw new ReplyError(
          "amqp_error",
          `Cannot listen to alerts at ${this.mesh.where}: ${reason(error)}`,
          { cause: error },
        );
      },
    });
    const stream = new AlertStream(listener.ready, () => {
      this.#streams.delete(stream);
      return listener.close();
    }, this.mesh.streamBudget);
    this.#streams.add(stream);
    return stream;
  }

  /** Leaves the mesh. Requests that wait fail, streams of alerts end. */
  async close(): Promise<void> {
    await Promise.all([
      ...[...this.#streams].map((stream) => stream.return()),
      this.mesh.close(),
    ]);
  }

  /** Leaves the mesh. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ask(call: Call): Promise<Json> {
    const { returnCode, returnMessage, payload, valid } = await this.request(
      call,
    );
    if (!valid) {
      // What stands in place of the value is not the value.
      const { error } = payload as { error?: string };
      throw new ReplyError(
        "client_error_handling_reply",
        `The reply of ${call.endpoint} cannot be read: ${error}`,
        { payload },
      );
    }
    if (returnCode < 100) return payload;
    throw new ReplyError(this.#codes.byValue(returnCode), returnMessage, {
      payload,
    });
  }
}
