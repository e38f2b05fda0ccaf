import {
  arg,
  type Attributes,
  type Commands,
  integer,
  KeyValueStore,
  number,
  optional,
  ReplyError,
  setup,
  show,
} from "@dripline/dripline";
import { randomFrom } from "./random.ts";

const startingNumber = optional(number({
  description: "The number to begin with",
}));

/** A key-value store whose readings jitter above the number it keeps. */
export class JitterEntity extends KeyValueStore {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<JitterEntity> = {
    // A key-value store takes anything here.
    initial_value: setup<unknown>({
      schema: startingNumber.schema,
      decode: startingNumber.decode,
    }),
    jitter_fraction: number({
      minimum: 0,
      description: "Largest fraction of the value that is added to a reading",
    }),
    seed: optional(integer({
      description:
        "The same seed gives the same readings; drawn at random if left out",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<JitterEntity> = {
    update_seed: {
      description: "Begin again from a seed, or from one drawn at random",
      args: [arg("new_seed", optional(integer()))],
    },
  };

  /** The largest fraction of the value that is added to a reading. */
  jitterFraction = 0.1;

  #seed: number | undefined;
  #random: (() => number) | undefined;

  /** The seed, drawn at random when it is first needed. Setting it begins the sequence of readings again. */
  get seed(): number | undefined {
    if (this.#seed === undefined) this.updateSeed();
    return this.#seed;
  }
  set seed(seed: number | undefined) {
    this.updateSeed(seed);
  }

  /** Begins the sequence of readings again, from `newSeed` or from a seed drawn at random. */
  updateSeed(
    newSeed: number = Math.floor(this.context.random() * 2 ** 32),
  ): void {
    this.#seed = newSeed;
    this.#random = randomFrom(newSeed);
  }

  /** Checks a value, whether it was set or kept on disk. Throws a `ReplyError` of code 304 if it cannot jitter. */
  override checkLimits(value: unknown): void {
    if (typeof value !== "number") {
      throw new ReplyError(
        "service_error_invalid_value",
        `${this.name} takes numbers (whole ones up to ${Number.MAX_SAFE_INTEGER}), as nothing else can jitter: received ${
          show(value)
        }`,
      );
    }
    super.checkLimits(value);
  }

  /** Reads the value, and adds the jitter. */
  override onGet(): number | null {
    const value = super.onGet();
    if (typeof value !== "number") return null;
    if (!this.#random) this.updateSeed();
    return value * (1 + this.jitterFraction * this.#random!());
  }
}
