/**
 * Sends the readings of an entity as alerts.
 *
 * @module
 */
import { within } from "../../mesh/mod.ts";
import { isJsonObject } from "../../wire/mod.ts";
import type { Context } from "../context.ts";
import {
  comparable,
  type Logged,
  type LogRules,
  worthLogging,
} from "./log_decision.ts";
import { toPayload } from "../declaration/mod.ts";
import { noValueOf, withReason } from "./reading.ts";

/** Seconds from the start of logging to the first check. */
const firstCheck = 0.15;

/** How long a reading may take, in milliseconds, so that one that never comes does not end logging. */
const patience = 60_000;

/** Stands for all readings without a value: other than any value, and the same each time. */
const noValue = Symbol("no value");

/** What a {@linkcode ValueLogger} needs to know of an entity. */
export interface LoggedEntity extends LogRules {
  /** Its name. */
  readonly name: string;
  /** What surrounds it. */
  readonly context: Context;
  /** Which field of a reading is checked. */
  readonly checkField: string;
  /** First word of the routing key of the alerts. */
  readonly logRoutingKeyPrefix: string;
  /** Reads it. */
  get(signal?: AbortSignal): unknown;
}

/** Sends the readings of an entity as alerts: those that a check finds worth it, and those that it is given. */
export class ValueLogger {
  readonly #entity: LoggedEntity;
  #last: Logged | undefined;
  #stop: (() => void) | undefined;

  /** Logs the readings of `entity`. */
  constructor(entity: LoggedEntity) {
    this.#entity = entity;
  }

  /** Whether readings are checked periodically. */
  get running(): boolean {
    return this.#stop !== undefined;
  }

  /** Checks a reading every `interval` seconds from now on. */
  start(interval: number): void {
    this.stop();
    const { context, name } = this.#entity;
    this.#stop = context.scheduler.every({
      name: `logging ${name}`,
      interval,
      first: firstCheck,
      run: () => this.#check(),
    });
  }

  /** Checks no more. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** Sends a reading, taken at `time` in milliseconds since 1970. */
  async send(
    reading: Readonly<Record<string, unknown>>,
    time: number,
  ): Promise<void> {
    const { name, context, logRoutingKeyPrefix: prefix } = this.#entity;
    this.#last = { value: this.#checked(reading), time };
    await context.alert(`${prefix}.${name}`, toPayload(withReason(reading)), {
      keep: true,
      time,
    });
  }

  async #check(): Promise<void> {
    const { clock } = this.#entity.context;
    const giveUp = new AbortController();
    const reading = await within(
      clock,
      patience,
      Promise.resolve(this.#entity.get(giveUp.signal)),
      () => {
        giveUp.abort();
        return new Error(`no reading came within ${patience / 1000} s`);
      },
    );
    if (!isJsonObject(reading)) return;
    const time = clock.now();
    const value = this.#checked(reading);
    if (worthLogging(this.#entity, this.#last, value, time)) {
      await this.send(reading, time);
    }
  }

  /**
   * The field that is checked; of an entity without calibration, that is `value_raw`. Where the calibrated value is missing, the raw one is no
   * stand-in: its units are others, and while there is no value nothing changes.
   */
  #checked(reading: Readonly<Record<string, unknown>>): unknown {
    const { checkField } = this.#entity;
    if (Object.hasOwn(reading, checkField)) {
      return comparable(reading[checkField]);
    }
    return noValueOf(reading) ? noValue : comparable(reading.value_raw);
  }
}
