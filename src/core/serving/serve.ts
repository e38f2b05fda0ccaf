/**
 * Runs a service on a mesh.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type Call,
  type Listener,
  Mesh,
  type MeshOptions,
  systemClock,
  unless,
} from "../../mesh/mod.ts";
import {
  type Alert,
  type ComponentVersion,
  firstWord,
  type Message,
  type Reply,
  ReplyError,
  type Request,
  type ReturnCodes,
} from "../../wire/mod.ts";
import { type Answer, answer, failure } from "./answer.ts";
import type { AuthGroups } from "../auth_groups.ts";
import { type Context, offline } from "../context.ts";
import { Deadlines } from "./deadlines.ts";
import type { Endpoint } from "../endpoint.ts";
import { decideAbout } from "./held_queue.ts";
import { Names } from "./names.ts";
import { askOwn } from "./own_endpoint.ts";
import { Scheduler } from "../scheduler.ts";
import type { Service } from "../service.ts";
import { inTime, stopEndpoints } from "./stopping.ts";

const logger = getLogger(["dripline", "core"]);

/** How long queues may take to be given up, in milliseconds; then they go with the connection. */
const queuePatience = 750;

/** Seconds after which an endpoint that is still starting is named, so that nobody wonders what a service waits for. */
const slowStart = 10;

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

/**
 * Starts a service and all its endpoints. Resolves when it listens. Throws a `ReplyError` if the broker cannot be used, or another
 * service answers to its name or to that of an endpoint; and whatever an endpoint throws in `start`.
 */
export async function serve(
  service: Service,
  options: ServeOptions = {},
): Promise<RunningService> {
  const runner = new Runner(service, options);
  await runner.start();
  return runner;
}

class Runner implements RunningService {
  readonly service: Service;
  readonly mesh: Mesh | undefined;
  readonly #options: ServeOptions;
  readonly #context: Context;
  readonly #stopping = new AbortController();
  readonly #deadlines: Deadlines;
  readonly #names: Names | undefined;
  readonly #open = Promise.withResolvers<void>();
  readonly #heart: Scheduler;
  readonly #listeners: Pick<Listener, "ready" | "close">[] = [];
  #ownListener: Listener | undefined;
  readonly #started: Endpoint[] = [];
  readonly #lost = Promise.withResolvers<Error>();
  #running = false;
  #stopped: Promise<void> | undefined;

  constructor(service: Service, options: ServeOptions) {
    this.service = service;
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.#heart = new Scheduler(clock);
    this.#deadlines = new Deadlines(clock);
    const mesh = service.makeConnection
      ? new Mesh(options, { name: service.name, versions: options.versions })
      : undefined;
    this.mesh = mesh;
    this.#names = mesh && new Names((call) => mesh.request(call));
    this.#context = {
      ...offline(),
      clock,
      random: options.random ?? Math.random,
      scheduler: new Scheduler(clock),
      ...(options.returnCodes && { returnCodes: options.returnCodes }),
      ...(options.authGroups && { authGroups: options.authGroups }),
      ...(mesh && {
        versions: mesh.senderInfo.versions,
        alert: (...args) => mesh.alert(...args),
        request: (call) => this.#request(mesh, call),
      }),
    };
    service.enter(this.#context, (endpoint) => this.#add(endpoint));
  }

  get where(): string | undefined {
    return this.mesh?.where;
  }

  get lost(): Promise<Error> {
    return this.#lost.promise;
  }

  async start(): Promise<void> {
    try {
      await this.mesh?.open();
      // Names that are queues too are taken by the broker's own rule.
      await this.#checkNames(
        [...this.service.endpoints.values()].filter((child) => !child.async)
          .map(({ name }) => name),
      );
      // First the queues, as somebody else may hold them, and instruments must not be disturbed twice. What comes in waits.
      this.#listen();
      this.#listenDurably();
      await Promise.all(this.#listeners.map(({ ready }) => ready));
      await this.#begin(this.service);
      // A map is read as it grows: what is added during the start is started too.
      for (const endpoint of this.service.endpoints.values()) {
        await this.#begin(endpoint);
      }
      this.#running = true;
      this.#open.resolve();
      this.#contest();
      if (this.service.enableScheduling) this.#context.scheduler.start();
      this.#beat();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.#deadlines.endAll("is being stopped");
    this.#open.resolve();
    this.#heart.stop();
    this.#context.scheduler.stop();
    await inTime(
      `giving up the queues of ${this.service.name}`,
      () => Promise.all(this.#listeners.map((listener) => listener.close())),
      queuePatience,
    );
    await stopEndpoints(this.#started.splice(0).reverse());
    await this.mesh?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Sends a request, unless it is for one of our own endpoints that could not answer before the one at hand is done. */
  #request(mesh: Mesh, call: Call): Promise<Reply> {
    const own = this.#running
      ? this.service.route(firstWord(call.endpoint))
      : undefined;
    const isBroadcast = firstWord(call.endpoint) === this.service.broadcastKey;
    return own && !own.async && !isBroadcast
      ? askOwn(own, call, mesh.senderInfo)
      : mesh.request(call);
  }

  /** Throws a `ReplyError` if somebody answers to one of the names, or warns if that is allowed. */
  async #checkNames(names: readonly string[]): Promise<void> {
    const taken = await this.#names?.before(names);
    if (!taken) return;
    if (!this.#options.allowDuplicates) {
      taken.message += "; --allow-duplicates starts this one all the same";
      throw taken;
    }
    logger.warn("{problem}. Each request to them reaches both", {
      problem: taken.message,
    });
  }

  /** Ends us if a service that has started at the same time has taken our names. */
  async #contest(): Promise<void> {
    if (this.#options.allowDuplicates) return;
    const taken = await this.#names?.after([
      this.service.name,
      ...this.service.endpoints.keys(),
    ]);
    if (taken) await this.#lose(taken);
  }

  async #begin(endpoint: Endpoint): Promise<void> {
    this.#stopping.signal.throwIfAborted();
    this.#started.push(endpoint);
    const { name } = endpoint;
    const cancel = this.#context.clock.after(slowStart * 1000, () => {
      logger.warn('"{name}" has not started within {slowStart} s; waiting', {
        name,
        slowStart,
      });
    });
    try {
      await unless(
        this.#stopping.signal,
        Promise.try(() => endpoint.start()),
      );
    } catch (error) {
      // Whoever reads it has to know which of many endpoints it was.
      if (error instanceof Error && !error.message.includes(name)) {
        error.message = `"${name}" cannot start: ${error.message}`;
      }
      throw error;
    } finally {
      cancel();
    }
  }

  /** Listens to a queue for the service and one for each endpoint that has its own, in the order that everybody keeps: by name. */
  #listen(): void {
    if (!this.mesh) return;
    const { service, mesh } = this;
    const children = [...service.endpoints.values()];
    const queues = [
      service,
      ...children.filter((child) => child.async),
    ];
    for (const endpoint of queues.sort(byName)) {
      const listener = endpoint === service
        ? this.#listenTo(
          mesh,
          service.name,
          [
            pattern(service.name),
            pattern(service.broadcastKey),
            ...children.filter((child) => !child.async)
              .map(({ name }) => pattern(name)).sort(),
          ],
          service.alertPatterns(),
          (request) => service.route(firstWord(request.routingKey)),
        )
        : this.#listenTo(
          mesh,
          endpoint.name,
          [pattern(endpoint.name)],
          [],
          () => endpoint,
        );
      this.#listeners.push(listener);
      if (endpoint === service) this.#ownListener = listener;
    }
  }

  /** Listens to the alerts that the service must not miss. */
  #listenDurably(): void {
    const alerts = this.service.durableAlertPatterns();
    if (!this.mesh || alerts.length === 0) return;
    this.#listeners.push(this.mesh.listenDurably({
      queue: this.service.durableQueue(),
      alerts,
      limits: { chunkWait: this.service.messageWaitMs },
      handle: async (delivery) => {
        await this.#open.promise;
        this.#stopping.signal.throwIfAborted();
        await this.service.onDelivery(delivery);
      },
    }));
  }

  /** Takes in an endpoint that was added after the service began to listen. */
  async #add(endpoint: Endpoint): Promise<void> {
    const listener = this.#ownListener;
    if (!listener || this.#stopping.signal.aborted) return;
    // Otherwise the start of the service is that of the endpoint.
    const begins = this.#running;
    try {
      await this.#checkNames([endpoint.name]);
      if (begins) await this.#begin(endpoint);
      await listener.bind("requests", pattern(endpoint.name));
    } catch (error) {
      logger.error("adding {name} failed: {error}", {
        name: endpoint.name,
        error,
      });
    }
  }

  #listenTo(
    mesh: Mesh,
    queue: string,
    requests: readonly string[],
    alerts: readonly string[],
    route: (request: Request) => Endpoint | undefined,
  ): Listener {
    return mesh.listen({
      queue,
      requests,
      alerts,
      limits: { chunkWait: this.service.messageWaitMs },
      handle: (message) => this.#handle(message, route),
      failed: (failure) =>
        decideAbout(
          {
            ...failure,
            queue,
            where: mesh.where,
            // Not by way of the context: one of our own endpoints would answer.
            ask: (call) => mesh.request(call),
          },
          this.#context.clock,
          this.#stopping.signal,
        ),
      ended: (reason) => this.#lose(reason as Error),
    });
  }

  /** Ends a service that runs, and whose name is somebody else's now. */
  async #lose(reason: Error): Promise<void> {
    if (!this.#running || this.#stopping.signal.aborted) return;
    logger.error("{name} ends: {reason}", {
      name: this.service.name,
      reason: reason.message,
    });
    await this.stop();
    this.#lost.resolve(reason);
  }

  async #handle(
    message: Message,
    route: (request: Request) => Endpoint | undefined,
  ): Promise<void> {
    const claim = this.#names?.claim(message);
    if (claim === "ignore") return;
    if (!this.#running && !claim) await this.#open.promise;
    if (this.#stopping.signal.aborted) return;
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
    return this.#deadlines.run(
      this.service.requestTimeoutS,
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
    const hear = async (signal: AbortSignal) => {
      try {
        await this.service.onAlert(alert, signal);
      } catch (error) {
        failed(error);
      }
    };
    await this.#deadlines.run(
      this.service.requestTimeoutS,
      hear,
      (why) => failed(`${this.service.name} ${why}`),
    );
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

/** The requests that go to an endpoint. */
function pattern(name: string): string {
  return `${name}.#`;
}

function byName(a: Endpoint, b: Endpoint): number {
  return a.name < b.name ? -1 : 1;
}
