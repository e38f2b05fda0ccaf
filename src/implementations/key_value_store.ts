/**
 * The key-value store.
 *
 * @module
 */
import {
  type Attributes,
  type Commands,
  Entity,
  json,
  setup,
} from "../core/mod.ts";
import { ReplyError } from "../wire/mod.ts";

/** An entity that keeps a value in memory (section 8.4 of the standard). */
export class KeyValueStore extends Entity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<KeyValueStore> = {
    initial_value: setup(json({ description: "The value to begin with" })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<KeyValueStore> = {
    throw_something: {
      description: "Answer with an error, to try out how errors look",
      args: [],
    },
  };

  #value: unknown = null;

  /** The value, as a configuration gives it at the beginning. */
  get initialValue(): unknown {
    return this.#value;
  }
  set initialValue(value: unknown) {
    this.#value = value;
  }

  /** Reads the value. */
  override onGet(_signal?: AbortSignal): unknown {
    return this.#value;
  }

  /** Replaces the value. */
  override onSet(value: unknown, _signal?: AbortSignal): unknown {
    this.#value = value;
    return null;
  }

  /** Throws a `ReplyError` of code 200. */
  throwSomething(): void {
    // The originals spell it so, and their users may look for it.
    throw new ReplyError(
      "resource_error",
      "in throw_something method, rasing resource_error",
    );
  }
}
