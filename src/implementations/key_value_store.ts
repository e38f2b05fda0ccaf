/**
 * The key-value store.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  type Attributes,
  boolean,
  type Commands,
  Entity,
  json,
  setup,
  StateFile,
  stateFolder,
} from "../core/mod.ts";
import { type Json, ReplyError } from "../wire/mod.ts";

const logger = getLogger(["dripline", "implementations"]);

/** An entity that keeps a value in memory (section 8.4 of the standard). */
export class KeyValueStore extends Entity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<KeyValueStore> = {
    initial_value: setup(json({ description: "The value to begin with" })),
    persist: setup(boolean({
      description:
        "Whether the value outlives the process; a kept value overrides initial_value",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<KeyValueStore> = {
    throw_something: {
      description: "Answer with an error, to try out how errors look",
      args: [],
    },
  };

  /** Whether the value outlives the process. */
  persist = false;

  #value: unknown = null;
  #file: StateFile | undefined;

  /** The value, as a configuration gives it at the beginning. */
  get initialValue(): unknown {
    return this.#value;
  }
  set initialValue(value: unknown) {
    this.#value = value;
  }

  /** Takes up the value that was kept, if there is one. */
  override async start(): Promise<void> {
    if (this.persist) await this.#restore();
    await super.start();
  }

  /** Reads the value. */
  override onGet(_signal?: AbortSignal): unknown {
    return this.#value;
  }

  /** Replaces the value. If it is to outlive the process, it is on disk before this is done. */
  override async onSet(
    value: unknown,
    _signal?: AbortSignal,
  ): Promise<unknown> {
    await this.#file?.write(value as Json, this.context.clock.now());
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

  async #restore(): Promise<void> {
    const { stateDirectory, name: service } = this.service;
    const folder = stateFolder(stateDirectory, service);
    const file = new StateFile(folder, `${encodeURIComponent(this.name)}.json`);
    await file.prepare();
    const kept = await file.read();
    this.#file = file;
    if (!kept) return;
    const about = { name: this.name, value: kept.value, saved: kept.saved };
    try {
      this.checkLimits(this.asSet(kept.value));
    } catch (error) {
      logger.error(
        "{name}: the value {value} kept since {saved} is not used: {reason}",
        { ...about, reason: (error as Error).message },
      );
      file.leaveUnused();
      return;
    }
    logger.warn(
      "{name} begins with the value {value} kept since {saved}, whatever its initial_value",
      about,
    );
    this.#value = kept.value;
  }
}
