/**
 * Runs a service on a mesh.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  amqpCode,
  delay,
  isRefusal,
  type Listener,
  Mesh,
  type MeshOptions,
  systemClock,
} from "../mesh/mod.ts";
import {
  type Alert,
  type ComponentVersion,
  firstWord,
  isReplyError,
  type Message,
  type Reply,
  ReplyError,
  type Request,
} from "../wire/mod.ts";
import { type Answer, answer, failure } from "./answer.ts";
import type { Context } from "./context.ts";
import type { Endpoint } from "./endpoint.ts";
import { offline } from "./context.ts";
import { Scheduler } from "./scheduler.ts";
import type { Service } from "./service.ts";

const logger = getLogger(["dripline", "core"]);

/** How {@linkcode serve} runs a service. */
export interface ServeOptions extends MeshOptions {
  /** Components to name in every message, such as extensions. */
  readonly versions?: Readonly<Record<string, ComponentVersion>> | undefined;
  /** First word of the routing keys of heartbeats. Default: `heartbeat`. */
  readonly heartbeatRoutingKey?: string | undefined;
}

/** A service that runs. */
export interface RunningService {
  /** The service. */
  readonly service: Service;
  /** Where its broker is: `host:port`, or `undefined` for a service that makes no connection. */
  readonly where: string | undefined;
  /** Its place on the mesh, if it has one. */
  readonly mesh: Mesh | undefined;
  /** Stops it: handlers are told by their signals, the queues are deleted, endpoints release what they hold. */
  stop(): Promise<void>;
  /** Stops it. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a service and all its endpoints. Resolves when it listens. Throws a `ReplyError` if the broker cannot be used, or another
 * service of that name answers; and whatever an endpoint throws in `start`.
 */
export async function serve(
  service: Service,
  options: ServeOptions = {},
): Promise<RunningService> {
  const runner = new Runner(service, options);
  await runner.start();
  return runner;
}

/** How long another holder of our queue may take to answer a ping, and how long to wait before asking again. */
const pingTimeout = 2;
const ghostPatience = 5000;

class Runner implements RunningService {
  readonly service: Service;
  readonly mesh: Mesh | undefined;
  readonly #options: ServeOptions;
  readonly #context: Context;
  readonly #stopping = new AbortController();
  readonly #working = new Set<(why: string) => void>();
  readonly #heart: Scheduler;
  readonly #listeners: Listener[] = [];
  readonly #started: Endpoint[] = [];

  constructor(service: Service, options: ServeOptions) {
    this.service = service;
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.#heart = new Scheduler(clock);
    const mesh = service.makeConnection
      ? new Mesh(options, { name: service.name, versions: options.versions })
      : undefined;
    this.mesh = mesh;
    this.#context = {
      ...offline(),
      clock,
      random: options.random ?? Math.random,
      scheduler: new Scheduler(clock),
      ...(mesh && {
        versions: mesh.senderInfo.versions,
        alert: (...args) => mesh.alert(...args),
        request: (call) => mesh.requester.request(call),
      }),
    };
    service.enter(this.#context, (endpoint) => this.#add(endpoint));
  }

  get where(): string | undefined {
    return this.mesh?.where;
  }

  async start(): Promise<void> {
    try {
      await this.mesh?.open();
      await this.#begin(this.service);
      // A map is read as it grows: what is added during the start is started too.
      for (const endpoint of this.service.endpoints.values()) {
        await this.#begin(endpoint);
      }
      this.#listen();
      await Promise.all(this.#listeners.map(({ ready }) => ready));
      if (this.service.enableScheduling) this.#context.scheduler.start();
      this.#beat();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const end of this.#working) end("is being stopped");
    this.#heart.stop();
    this.#context.scheduler.stop();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    for (const endpoint of this.#started.splice(0).reverse()) {
      try {
        await endpoint.stop();
      } catch (error) {
        logger.error("stopping {name} failed: {error}", {
          name: endpoint.name,
          error,
        });
      }
    }
    await this.mesh?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #begin(endpoint: Endpoint): Promise<void> {
    this.#started.push(endpoint);
    await endpoint.start();
  }

  #listen(): void {
    if (!this.mesh) return;
    const { service } = this;
    const children = [...service.endpoints.values()];
    const pattern = (name: string) => `${name}.#`;
    this.#listenTo(
      service.name,
      [
        pattern(service.name),
        pattern(service.broadcastKey),
        ...children.filter((child) => !child.async)
          .map(({ name }) => pattern(name)).sort(),
      ],
      service.alertPatterns(),
      (request) => service.route(firstWord(request.routingKey)),
    );
    for (const child of children.filter((child) => child.async)) {
      this.#listenTo(child.name, [pattern(child.name)], [], () => child);
    }
  }

  /** Takes in an endpoint that was added while the service runs. */
  async #add(endpoint: Endpoint): Promise<void> {
    const listener = this.#listeners[0];
    if (!listener || this.#stopping.signal.aborted) return;
    try {
      await this.#begin(endpoint);
      await listener.bind("requests", `${endpoint.name}.#`);
    } catch (error) {
      logger.error("adding {name} failed: {error}", {
        name: endpoint.name,
        error,
      });
    }
  }

  #listenTo(
    queue: string,
    requests: readonly string[],
    alerts: readonly string[],
    route: (request: Request) => Endpoint | undefined,
  ): void {
    this.#listeners.push(
      this.mesh!.listen({
        queue,
        requests,
        alerts,
        limits: { chunkWait: this.service.messageWaitMs },
        handle: (message) => this.#handle(message, route),
        failed: (error, failures) => this.#held(queue, error, failures),
      }),
    );
  }

  async #handle(
    message: Message,
    route: (request: Request) => Endpoint | undefined,
  ): Promise<void> {
    if (message.type === "alert") return await this.#hear(message);
    if (message.type === "reply") {
      logger.warn("ignored a reply to {key}: nobody has asked", {
        key: message.routingKey,
      });
      return;
    }
    const endpoint = route(message);
    const given = endpoint ? await this.#answer(endpoint, message) : failure(
      this.service,
      new ReplyError(
        "amqp_error_routingkey_notfound",
        `Did not find child endpoint <${firstWord(message.routingKey)}>`,
      ),
    );
    try {
      this.mesh!.reply(message, given);
    } catch (error) {
      // What a ReplyError brings along is not always something that a message can carry.
      this.mesh!.reply(message, failure(endpoint ?? this.service, error));
    }
  }

  #answer(endpoint: Endpoint, request: Request): Promise<Answer> {
    return this.#inTime(
      (signal) => answer(endpoint, request, signal),
      (why) => ({
        returnCode: 305,
        returnMessage: `${endpoint.name} ${why}`,
        payload: null,
      }),
    );
  }

  async #hear(alert: Alert): Promise<void> {
    const failed = (error: unknown) =>
      logger.error("the alert {key} could not be handled: {error}", {
        key: alert.routingKey,
        error,
      });
    await this.#inTime(async (signal) => {
      try {
        await this.service.onAlert(alert, signal);
      } catch (error) {
        failed(error);
      }
    }, (why) => failed(`${this.service.name} ${why}`));
  }

  /** Waits for work that must not take for ever. If it does, it is told so by its signal and `late` gives the result. */
  async #inTime<T>(
    work: (signal: AbortSignal) => Promise<T>,
    late: (why: string) => T,
  ): Promise<T> {
    const { requestTimeoutS: seconds } = this.service;
    const giveUp = new AbortController();
    const given = Promise.withResolvers<T>();
    const end = (why: string) => {
      given.resolve(late(why));
      giveUp.abort();
    };
    const tooLong = `did not answer within ${seconds} s (request_timeout_s)`;
    const cancel = seconds > 0
      ? this.#context.clock.after(seconds * 1000, () => end(tooLong))
      : () => {};
    this.#working.add(end);
    try {
      return await Promise.race([work(giveUp.signal), given.promise]);
    } finally {
      cancel();
      this.#working.delete(end);
    }
  }

  /**
   * Decides what to do when a queue cannot be had. Somebody may hold it: another instance, which answers and ends us, or the
   * connection of one that died, which the broker drops when it misses its heartbeats.
   */
  async #held(queue: string, error: unknown, failures: number): Promise<void> {
    if (isRefusal(error)) {
      throw new ReplyError(
        "amqp_error",
        `The broker at ${this.where} refuses the queue "${queue}": ${
          (error as Error).message
        }`,
        { cause: error },
      );
    }
    if (amqpCode(error) !== 405) return;
    const holder = await this.#ping(queue);
    if (holder) {
      const { exe, hostname, serviceName } = holder.senderInfo;
      throw new ReplyError(
        "amqp_error",
        `Another service holds the queue "${queue}" and answers: "${serviceName}" on host ${hostname}, run by ${exe}. ` +
          `Stop that one, or give this one another name`,
      );
    }
    logger.warn(
      "the queue {queue} is held by a connection that does not answer; waiting until the broker lets go of it ({failures})",
      { queue, failures },
    );
    await delay(this.#context.clock, ghostPatience, this.#stopping.signal);
  }

  async #ping(name: string): Promise<Reply | undefined> {
    try {
      return await this.#context.request({
        endpoint: name,
        operation: "cmd",
        specifier: "ping",
        timeout: pingTimeout,
      });
    } catch (error) {
      if (isReplyError(error)) return undefined;
      throw error;
    }
  }

  #beat(): void {
    const { name, heartbeatIntervalS: interval } = this.service;
    if (!this.mesh || interval === 0) return;
    const { heartbeatRoutingKey = "heartbeat" } = this.#options;
    const id = crypto.randomUUID();
    const correlationId = crypto.randomUUID();
    this.#heart.every({
      name: `the heartbeat of ${name}`,
      interval,
      run: () =>
        this.mesh!.alert(`${heartbeatRoutingKey}.${name}`, { id, name }, {
          correlationId,
        }),
    });
    this.#heart.start();
  }
}
