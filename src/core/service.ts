/**
 * Services: endpoints that own other endpoints and a queue.
 *
 * @module
 */
import type { Delivery } from "../mesh/mod.ts";
import {
  type Alert,
  type JsonObject,
  maxEndpointBytes,
  nameProblem,
  returnCodes,
} from "../wire/mod.ts";
import {
  type Attributes,
  boolean,
  integer,
  keyText,
  number,
  period,
  setup,
  string,
} from "./declaration/mod.ts";
import type { AuthSpecification } from "./auth_groups.ts";
import { type Context, offline } from "./context.ts";
import { Endpoint, type Owner } from "./endpoint.ts";

/** Marks the classes that can be services. */
const brand = Symbol.for("dripline.service");

/** Tells whether a value is a class of services, also one of another copy of this package. */
export function isServiceClass(value: unknown): boolean {
  return typeof value === "function" && Reflect.get(value, brand) === true;
}

/** An endpoint that owns other endpoints and a queue named after itself (section 7.1 of the standard). */
export class Service extends Endpoint implements Owner {
  static {
    Reflect.set(this, brand, true);
  }

  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<Service> = {
    broadcast_key: setup(keyText({
      room: maxEndpointBytes,
      description: "First word of requests that go to every service",
    })),
    enable_scheduling: setup(boolean({
      description: "Whether endpoints log periodically",
    })),
    heartbeat_interval_s: setup(period(number({
      minimum: 0,
      description: "Seconds from one heartbeat to the next; 0: none",
    }))),
    message_wait_ms: setup(number({
      minimum: 0,
      description:
        "Milliseconds to wait for all chunks of a message after the first",
    })),
    request_timeout_s: setup(number({
      minimum: 0,
      description:
        "Seconds a request may take before it is answered with 305; 0: for ever",
    })),
    audit: setup(boolean({
      description:
        "Send every set and cmd that is accepted as an alert audit.NAME, for a logger to keep",
    })),
    make_connection: setup(boolean({
      description: "Whether the service joins a mesh at all",
    })),
    state_directory: setup(string({
      description:
        "Folder for values that outlive the process; empty: ~/.local/state/dripline",
    })),
    add_endpoints_now: setup(boolean({
      description: "Understood for compatibility; has no effect",
    })),
    loop_timeout_ms: setup(integer({
      description: "Understood for compatibility; has no effect",
    })),
    restart_on_error: setup(boolean({
      description:
        "Understood for compatibility; a lost connection is always made again",
    })),
  };

  /**
   * Logins that it asks for besides that of the broker, and where they come from; `auth_file` and `auth_groups` of a configuration count
   * too. It finds them in `context.authGroups`.
   */
  static readonly authGroups: AuthSpecification = {};

  /** First word of requests that go to every service. */
  broadcastKey = "broadcast";
  /** Whether endpoints log periodically. */
  enableScheduling = true;
  /** Seconds from one heartbeat to the next; 0: none. */
  heartbeatIntervalS = 60;
  /** Milliseconds to wait for all chunks of a message after the first. */
  messageWaitMs = 1000;
  /** Seconds a request may take before it is answered with 305; 0: for ever. */
  requestTimeoutS = 60;
  /** Whether every set and cmd that is accepted is sent as an alert. */
  audit = false;
  /** Whether the service joins a mesh at all. */
  makeConnection = true;
  /** Folder for values that outlive the process. Empty: `~/.local/state/dripline`. */
  stateDirectory = "";
  /** Understood for compatibility; has no effect. */
  addEndpointsNow = true;
  /** Understood for compatibility; has no effect. */
  loopTimeoutMs = 1000;
  /** Understood for compatibility; a lost connection is always made again. */
  restartOnError = true;

  readonly #endpoints = new Map<string, Endpoint>();
  #context: Context | undefined;
  #upSince: number | undefined;
  #added: (endpoint: Endpoint) => void = () => {};

  /** The endpoints, by name. */
  get endpoints(): ReadonlyMap<string, Endpoint> {
    return this.#endpoints;
  }

  /** What surrounds the service and its endpoints. */
  override get context(): Context {
    return this.#context ??= offline();
  }

  /** Called by what runs the service. `added` is called with each endpoint that is added from then on. */
  enter(context: Context, added: (endpoint: Endpoint) => void): void {
    this.#context = context;
    this.#upSince = context.clock.now();
    this.#added = added;
  }

  /**
   * Adds an endpoint; while the service runs it can be addressed at once. Throws a `RangeError` if its name is
   * taken or cannot be one.
   */
  add(endpoint: Endpoint): void {
    const { name } = endpoint;
    const tooLong = nameProblem("the name", name, maxEndpointBytes);
    if (tooLong !== undefined) {
      throw new RangeError(`Cannot add an endpoint: ${tooLong}`);
    }
    if (name === "*" || name === "#") {
      throw new RangeError(
        `Cannot add endpoint "${name}": it would receive the requests of all others`,
      );
    }
    if (name === this.name) {
      throw new RangeError(
        `Cannot add endpoint "${name}": the service has that name, so nothing would reach the endpoint`,
      );
    }
    if (this.#endpoints.has(name)) {
      throw new RangeError(
        `Cannot add endpoint "${name}": there is one of that name already`,
      );
    }
    this.#endpoints.set(name, endpoint);
    endpoint.attachTo(this);
    this.#added(endpoint);
  }

  /** The endpoint that a first word of a routing key names, if there is one. */
  route(word: string): Endpoint | undefined {
    if (word === this.name || word === this.broadcastKey) return this;
    return this.#endpoints.get(word);
  }

  /** Its endpoints with their classes, the components it is made of, the return codes that it adds, and since when it is up. */
  override describeMore(): JsonObject {
    const endpoints = [...this.#endpoints].map(([name, endpoint]) =>
      [name, endpoint.constructor.name] as const
    );
    const versions = Object.entries(this.context.versions)
      .map(([name, { version }]) => [name, version] as const);
    return {
      ...super.describeMore(),
      endpoints: Object.fromEntries(endpoints),
      versions: Object.fromEntries(versions),
      return_codes: Object.fromEntries(
        this.context.returnCodes.list()
          .filter(({ name }) => !Object.hasOwn(returnCodes, name))
          .map(({ value, name, description }) => [
            value,
            { name, description },
          ]),
      ),
      ...this.#upSince !== undefined &&
        { up_since: new Date(this.#upSince).toISOString() },
    };
  }

  /**
   * Patterns of the alerts that the service must not miss: they wait in the queue {@linkcode Service.durableQueue} while it is away, where
   * the broker can keep them, and each is there until {@linkcode Service.onDelivery} is done with it. Default: none.
   */
  durableAlertPatterns(): readonly string[] {
    return [];
  }

  /** The queue of these alerts. Of services with the same one, one gets the alerts and the others stand by. Default: `NAME.alerts`. */
  durableQueue(): string {
    return `${this.name}.alerts`;
  }

  /**
   * Takes an alert that must not be missed. It is acknowledged when the promise resolves, and comes once more, after a second, if it
   * rejects. Others come meanwhile, so that many can be written together; there is no deadline.
   */
  onDelivery(_delivery: Delivery): Promise<void> {
    return Promise.resolve();
  }

  /** Patterns of the alerts the service wants to hear. Default: none. */
  alertPatterns(): readonly string[] {
    return [];
  }

  /**
   * Hears an alert. The next one waits until it is done, or until `request_timeout_s` has passed: then the signal is aborted.
   */
  onAlert(_alert: Alert, _signal?: AbortSignal): void | Promise<void> {}
}
