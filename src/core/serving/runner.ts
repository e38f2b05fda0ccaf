/**
 * A service from its start to its stop.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Call, type Listener, Mesh, systemClock } from "../../mesh/mod.ts";
import { firstWord, type Message, type Reply } from "../../wire/mod.ts";
import { type Context, offline } from "../context.ts";
import type { Endpoint } from "../endpoint.ts";
import { Scheduler } from "../scheduler.ts";
import type { Service } from "../service.ts";
import { Deadlines } from "./deadlines.ts";
import { Dispatcher, type Route } from "./dispatcher.ts";
import { beat } from "./heart.ts";
import { decideAbout } from "./held_queue.ts";
import { Names } from "./names.ts";
import { askOwn } from "./own_endpoint.ts";
import type { RunningService, ServeOptions } from "./running_service.ts";
import { startEndpoint } from "./starting.ts";
import { inTime, stopEndpoints } from "./stopping.ts";

const logger = getLogger(["dripline", "core"]);

/** How long queues may take to be given up, in milliseconds; then they go with the connection. */
const queuePatience = 750;

/** Runs one service. */
export class Runner implements RunningService {
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
      audit: service.audit,
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
      if (this.mesh) {
        const { heartbeatRoutingKey = "heartbeat" } = this.#options;
        beat(this.service, this.mesh, this.#heart, heartbeatRoutingKey);
      }
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
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    this.#started.push(endpoint);
    await startEndpoint(endpoint, this.#context.clock, signal);
  }

  /** Listens to a queue for the service and one for each endpoint that has its own, in the order that everybody keeps: by name. */
  #listen(): void {
    if (!this.mesh) return;
    const { service, mesh } = this;
    const dispatcher = new Dispatcher(service, mesh, this.#deadlines);
    const children = [...service.endpoints.values()];
    const queues = [
      service,
      ...children.filter((child) => child.async),
    ];
    for (const endpoint of queues.sort(byName)) {
      const listener = endpoint === service
        ? this.#listenTo(
          dispatcher,
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
          dispatcher,
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
    dispatcher: Dispatcher,
    queue: string,
    requests: readonly string[],
    alerts: readonly string[],
    route: Route,
  ): Listener {
    const { mesh } = dispatcher;
    return mesh.listen({
      queue,
      requests,
      alerts,
      limits: { chunkWait: this.service.messageWaitMs },
      handle: (message) => this.#handle(dispatcher, message, route),
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

  /** Hands on what comes in once everything has started. */
  async #handle(
    dispatcher: Dispatcher,
    message: Message,
    route: Route,
  ): Promise<void> {
    const claim = this.#names?.claim(message);
    if (claim === "ignore") return;
    if (!this.#running && !claim) await this.#open.promise;
    if (!this.#stopping.signal.aborted) await dispatcher.handle(message, route);
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
}

/** The requests that go to an endpoint. */
function pattern(name: string): string {
  return `${name}.#`;
}

function byName(a: Endpoint, b: Endpoint): number {
  return a.name < b.name ? -1 : 1;
}
