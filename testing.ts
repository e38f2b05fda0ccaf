/**
 * A test kit for extensions and laboratories: a mesh of its own for every test, a clock that moves when it is told to, and
 * requests without a mesh.
 *
 * ```ts
 * import { KeyValueStore } from "@dripline/dripline";
 * import { ask, startMesh } from "@dripline/dripline/testing";
 *
 * const store = new KeyValueStore("peaches");
 * await ask(store, "set", { payload: { values: [5] } });
 * console.log((await ask(store, "get")).payload); // { value_raw: 5 }
 *
 * await using mesh = await startMesh("kv_store_tutorial.yaml");
 * console.log(await mesh.client.get("chips")); // { value_raw: 1.75, value_cal: 5.25 }
 * ```
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { startBroker } from "./src/broker/mod.ts";
import { loadService, runService } from "./src/config/load.ts";
import {
  type Answer,
  answer,
  type Endpoint,
  type RunningService,
  type Service,
} from "./src/core/mod.ts";
import {
  type Client,
  type Clock,
  connect,
  localSenderInfo,
  type MeshOptions,
} from "./src/mesh/mod.ts";
import {
  type Json,
  type OperationName,
  operations,
  parseLockoutKey,
} from "./src/wire/mod.ts";

export * from "./src/testing/simulated_instrument.ts";

/** How {@linkcode startMesh} starts a mesh. */
export interface StartMeshOptions {
  /** `key=value` arguments, as the command line takes them. */
  readonly overrides?: readonly string[];
  /** The clock of the service. Default: the machine's. */
  readonly clock?: Clock;
  /** Numbers from 0 up to 1 for the service. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A mesh that nobody else is on: an embedded broker, one service and one client. */
export interface TestMesh extends AsyncDisposable {
  /** Asks the service and hears its alerts. It goes by the machine's clock. */
  readonly client: Client;
  /** The service. */
  readonly service: Service;
  /** The service as it runs, to stop it before the mesh ends. */
  readonly running: RunningService;
  /** What further clients and services need to join. */
  readonly options: MeshOptions;
  /** Where the broker is, such as `amqp://127.0.0.1:40123`, for clients of other makes. */
  readonly brokerUrl: string;
}

/**
 * Starts the service of a configuration, given as the name of a file or as the data itself, on a mesh of its own. Whatever the
 * configuration says of the broker, an embedded one at a free port takes its place. Disposal ends everything.
 *
 * Throws a `ConfigurationError` that lists everything that is wrong with the configuration, and whatever an endpoint throws when it starts.
 */
export async function startMesh(
  configuration: string | Readonly<Record<string, unknown>>,
  options: StartMeshOptions = {},
): Promise<TestMesh> {
  const { overrides, clock, random } = options;
  await using stack = new AsyncDisposableStack();
  const broker = stack.use(startBroker({ port: 0 }));
  const loaded = await loadService({
    ...(typeof configuration === "string"
      ? { file: configuration }
      : { data: configuration }),
    overrides,
    options: {
      dripline_mesh: { broker: broker.hostname, broker_port: broker.port },
    },
  });
  const running = stack.use(await runService(loaded, { clock, random }));
  const client = stack.use(await connect(loaded.options));
  const everything = stack.move();
  return {
    client,
    running,
    service: running.service,
    options: loaded.options,
    brokerUrl: broker.url,
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** More about a request made with {@linkcode ask}. */
export interface AskOptions {
  /** The attribute, command or instruction. */
  readonly specifier?: string;
  /** What it carries, such as `{ values: [5] }`. Default: `null`. */
  readonly payload?: Json;
  /** Opens a locked endpoint. */
  readonly lockoutKey?: string;
}

/** Has an endpoint answer a request as on a mesh, without one. Never rejects. */
export function ask(
  endpoint: Endpoint,
  operation: OperationName,
  options: AskOptions = {},
): Promise<Answer> {
  const { specifier = "", payload = null, lockoutKey = "" } = options;
  return answer(endpoint, {
    type: "request",
    operation: operations[operation],
    routingKey: endpoint.name,
    specifier,
    payload,
    lockoutKey: parseLockoutKey(lockoutKey),
    correlationId: crypto.randomUUID(),
    replyTo: "",
    timestamp: "",
    senderInfo: localSenderInfo(),
    valid: true,
  }, new AbortController().signal);
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  /** Stands at `start`, in milliseconds since 1970. Default: the beginning of 2026. */
  constructor(start: number = Date.UTC(2026)) {
    this.#now = start;
  }

  /** The time, in milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Calls `run` once the clock was moved on by `milliseconds`. Returns a function that prevents it. */
  after(milliseconds: number, run: () => void): () => void {
    const timer = { due: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /**
   * Moves the clock on. Timers run in the order in which they fall due, each at its own time, and before the next one every
   * promise settles that can. What waits for a socket or a file is not waited for.
   */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await promisesSettle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
      await promisesSettle();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && timer.due < (first?.due ?? Infinity)) {
        first = timer;
      }
    }
    return first;
  }
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** Waits for the next turn of the event loop: every promise has settled by then that waits for nothing but promises. */
function promisesSettle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
