/**
 * An endpoint with one of everything that an endpoint can declare.
 *
 * @module
 */
import {
  arg,
  type Attributes,
  boolean,
  type Commands,
  Endpoint,
  integer,
  number,
  oneOf,
  optional,
  readOnly,
  setup,
  string,
} from "../../src/core/mod.ts";
import { ReplyError } from "../../src/wire/mod.ts";

/** An oven. */
export class Oven extends Endpoint {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<Oven> = {
    set_point: number({ minimum: 0, maximum: 300, description: "in Celsius" }),
    fan: boolean(),
    mode: oneOf(["bake", "grill"]),
    label: optional(string()),
    serial_number: readOnly(string()),
    password: setup(string()),
    door_is_open: readOnly(boolean()),
    times_opened: integer(),
    tray2: integer(),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<Oven> = {
    a_method: { args: [arg("n1", number()), arg("n2", number())] },
    bake: {
      description: "Bake",
      args: [
        arg("dish", string()),
        arg("minutes", optional(integer({ minimum: 1 }))),
      ],
    },
    burn: { args: [] },
    refuse: { args: [] },
    wait_for_signal: { args: [] },
  };

  /** In degrees Celsius. */
  setPoint = 20;
  /** Whether the fan runs. */
  fan = false;
  /** What it does. */
  mode: "bake" | "grill" = "bake";
  /** What stands on it. */
  label: string | undefined;
  /** What the maker calls it. */
  serialNumber = "n/a";
  /** Nobody sees it. */
  password = "secret";
  /** How many trays are in the second slot. */
  tray2 = 0;
  /** Not declared, so it does not exist for the mesh. */
  hidden = 1;

  /** The dishes so far. */
  readonly dishes: unknown[][] = [];
  #value: unknown = null;

  /** It has no setter. */
  get doorIsOpen(): boolean {
    return false;
  }

  /** It has no setter, though its declaration does not say so. */
  get timesOpened(): number {
    return 3;
  }

  /** Adds. */
  aMethod(n1: number, n2: number): number {
    return n1 + n2;
  }

  /** Remembers what it was given. */
  bake(
    dish: string,
    minutes: number | undefined,
    signal?: AbortSignal,
  ): string {
    this.dishes.push([dish, minutes, signal instanceof AbortSignal]);
    return `${dish} is ready`;
  }

  /** Fails. */
  burn(): void {
    throw new TypeError("the oven is on fire");
  }

  /** Refuses. */
  refuse(): void {
    throw new ReplyError("resource_error", "no gas", { payload: { bar: 0 } });
  }

  /** Waits until nobody waits for it. */
  waitForSignal(signal?: AbortSignal): Promise<string> {
    return new Promise((resolve) => {
      signal?.addEventListener("abort", () => resolve("too late"));
    });
  }

  /** Not declared, so nobody can call it. */
  explode(): void {
    throw new Error("nobody is to call this");
  }

  /** Reads the value. */
  override onGet(): unknown {
    return this.#value;
  }

  /** Replaces the value. */
  override onSet(value: unknown): unknown {
    this.#value = value;
    return { was: value };
  }
}

/** Names that every JavaScript object answers to, and members of {@linkcode Oven} that it does not declare. */
export const undeclared: readonly string[] = [
  "constructor",
  "__proto__",
  "prototype",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "onGet",
  "onSet",
  "get",
  "set",
  "start",
  "stop",
  "setPoint",
  "serialNumber",
  "hidden",
  "explode",
  "lockout",
  "context",
  "service",
  "attachTo",
  "#value",
  "set_point ",
  "set_point.x",
];
