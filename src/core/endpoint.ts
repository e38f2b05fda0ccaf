/**
 * Endpoints: what a request can be addressed to.
 *
 * @module
 */
import { type Json, type JsonObject, ReplyError } from "../wire/mod.ts";
import type { CalibrationFunction, NamedText } from "./value/mod.ts";
import {
  type Attributes,
  boolean,
  callCommand,
  type Commands,
  type KeyProblem,
  readOnly,
  required,
  setup,
  string,
} from "./declaration/mod.ts";
import { type Context, offline } from "./context.ts";
import { Lockout } from "./lockout.ts";

/** Marks the classes that can be endpoints. Two copies of this package can be loaded at once, so `instanceof` would not do. */
const brand = Symbol.for("dripline.endpoint");

/** Tells whether a value is a class of endpoints, also one of another copy of this package. */
export function isEndpointClass(value: unknown): boolean {
  return typeof value === "function" && Reflect.get(value, brand) === true;
}

/** What {@linkcode Endpoint.validate} may look things up in. */
export interface Known {
  /** Functions that calibrations may call, by name. */
  readonly functions: ReadonlyMap<string, CalibrationFunction>;
  /** Functions that extensions not loaded would offer: the name, and how to load the extension. */
  readonly offeredElsewhere: ReadonlyMap<string, string>;
  /**
   * Reads a text file that the configuration names, relative to the folder of its own file. Throws an `Error` that says why it cannot. Without
   * it names begin at the working directory.
   */
  readonly readText?: (name: string) => NamedText;
}

/** The service that an endpoint belongs to, as far as the endpoint knows. */
export interface Owner {
  /** Its name. */
  readonly name: string;
  /** What surrounds it. */
  readonly context: Context;
  /** The folder for values that outlive the process. Empty: that of the user. */
  readonly stateDirectory: string;
}

/** Something with a name that answers requests. Subclasses override {@linkcode Endpoint.onGet} and its siblings. */
export class Endpoint {
  static {
    Reflect.set(this, brand, true);
  }

  /** What configurations and requests may use. */
  static readonly attributes: Attributes<Endpoint> = {
    name: readOnly(required(string({ description: "The routing key" }))),
    description: readOnly(string({
      description: "What it is, in a few words for people",
    })),
    async: setup(boolean({
      description:
        "Whether it has a queue of its own, so that it and its neighbours need not wait for each other",
    })),
  };

  /** What a `cmd` may call, besides `on_get` and `on_set`. */
  static readonly commands: Commands<Endpoint> = {};

  /** The routing key. */
  name: string;

  /** What it is, in a few words for people. */
  description = "";

  /** Whether it has a queue of its own. */
  async = false;

  /** Guards it against accidents. */
  readonly lockout: Lockout = new Lockout(() => this.context.clock.now());

  #owner: Owner | undefined;
  #offline: Context | undefined;

  /** Names the endpoint. A constructor does nothing else: work begins in {@linkcode Endpoint.start}. */
  constructor(name: string) {
    this.name = name;
  }

  /** The service it belongs to, if there is one. */
  get owner(): Owner | undefined {
    return this.#owner;
  }

  /** The service it belongs to. Throws an `Error` if there is none. */
  get service(): Owner {
    if (this.#owner) return this.#owner;
    throw new Error(`Parent service pointer for endpoint ${this.name} is null`);
  }

  /** What surrounds it: the clock, chance, the mesh. */
  get context(): Context {
    return this.#owner?.context ?? (this.#offline ??= offline());
  }

  /** Called by the service that the endpoint is added to. */
  attachTo(owner: Owner): void {
    this.#owner = owner;
  }

  /** Looks for contradictions once all options are assigned. Returns every problem. */
  validate(_known: Known): KeyProblem[] {
    return [];
  }

  /** What `describe` tells besides the tables of the class. */
  describeMore(): JsonObject {
    return {};
  }

  /**
   * Sends a status message, an alert of the routing key `status_message.NAME.SEVERITY`. It is kept while the broker is away.
   *
   * @param severity `notice`, `alert` or `critical`, or another word.
   * @param text For people to read.
   */
  async sendStatus(severity: string, text: string): Promise<void> {
    await this.context.alert(`status_message.${this.name}.${severity}`, text, {
      keep: true,
    });
  }

  /** Acquires what it needs: sockets, timers. Called when the service starts. Call `super.start()` first. */
  start(): void | Promise<void> {}

  /** Releases what `start` has acquired. Called when the service stops. Call `super.stop()` last. */
  stop(): void | Promise<void> {}

  /** Reads the value. The signal is aborted when nobody waits for it any more. */
  onGet(_signal?: AbortSignal): unknown {
    throw this.#lacks("on_get");
  }

  /** Writes the value. What it returns is the payload of the reply. */
  onSet(_value: unknown, _signal?: AbortSignal): unknown {
    throw this.#lacks("on_set");
  }

  /** Answers a get without specifier. */
  get(signal?: AbortSignal): unknown {
    return this.onGet(signal);
  }

  /** Answers a set without specifier. */
  set(value: unknown, signal?: AbortSignal): unknown {
    return this.onSet(value, signal);
  }

  /** Answers a cmd that is none of the instructions every endpoint knows: calls the command that the specifier names. */
  cmd(specifier: string, payload: Json, signal: AbortSignal): unknown {
    return callCommand(this, specifier, payload, signal);
  }

  /**
   * Answers `cmd set_condition`, which tells every service at once of a condition of the mesh, such as an emergency. Returns the
   * return message.
   */
  setCondition(
    _condition: unknown,
    _signal?: AbortSignal,
  ): string | Promise<string> {
    return "No action taken (this is the default method)";
  }

  #lacks(method: string): ReplyError {
    return new ReplyError(
      "service_error_invalid_method",
      `Endpoint "${this.name}" (${this.constructor.name}) does not implement ${method}`,
    );
  }
}
