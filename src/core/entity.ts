/**
 * Entities: endpoints with a value that can be calibrated and logged.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { isJsonObject, ReplyError } from "../wire/mod.ts";
import {
  type Calibration,
  CalibrationError,
  parseCalibration,
} from "./calibration.ts";
import type { Attributes, Commands, KeyProblem } from "./declaration.ts";
import { Endpoint, type Known } from "./endpoint.ts";
import { boolean, json, number, readOnly, string } from "./field.ts";
import { interval } from "./interval.ts";
import { comparable, type Logged, worthLogging } from "./log_decision.ts";
import { toPayload } from "./payload.ts";

const logger = getLogger(["dripline", "core"]);

/** Seconds from the start of logging to the first check. */
const firstCheck = 0.15;

/** An endpoint with a value that can be calibrated and logged (section 8.3 of the standard). */
export class Entity extends Endpoint {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<Entity> = {
    calibration: readOnly(json({
      description:
        "Python expression in which {} stands for the raw value, or a map from raw to calibrated values",
    })),
    get_on_set: boolean({ description: "Answer a set with a fresh get" }),
    log_on_set: boolean({
      description: "Send the value as an alert after a set; needs get_on_set",
    }),
    log_interval: interval(
      "Seconds from one check of the value to the next; 0: never",
    ),
    max_interval: interval(
      "Seconds after which an unchanged value is logged all the same; 0: at every check",
    ),
    max_absolute_change: number({
      minimum: 0,
      description: "A check logs a change of more than this",
    }),
    max_fractional_change: number({
      minimum: 0,
      description: "A check logs a change of more than this fraction",
    }),
    check_field: string({
      description:
        "Which field of a reading is checked: value_cal or value_raw. Without value_cal it is value_raw",
    }),
    log_routing_key_prefix: string({
      description: "First word of the routing key of the alerts",
    }),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<Entity> = {
    start_logging: {
      description: "Check and log the value every log_interval seconds",
      args: [],
    },
    stop_logging: { description: "Log no more", args: [] },
  };

  /** A Python expression or a map; see {@linkcode parseCalibration}. */
  calibration: unknown = null;
  /** Seconds after which an unchanged value is logged all the same; 0: at every check. */
  maxInterval = 0;
  /** A check logs a change of more than this. */
  maxAbsoluteChange = 0;
  /** A check logs a change of more than this fraction of the mean of both values. */
  maxFractionalChange = 0;
  /** Which field of a reading is checked. */
  checkField = "value_cal";
  /** First word of the routing key of the alerts. */
  logRoutingKeyPrefix = "sensor_value";

  #getOnSet = false;
  #logOnSet = false;
  #logInterval = 0;
  #configured = false;
  #parsed: Calibration | undefined;
  #lastLogged: Logged | undefined;
  #stopLogging: (() => void) | undefined;

  /** Whether a set is answered with a fresh get. Throws a `ReplyError` of code 304 if it cannot be disabled. */
  get getOnSet(): boolean {
    return this.#getOnSet;
  }
  set getOnSet(on: boolean) {
    if (this.#configured && this.#logOnSet && !on) {
      throw new ReplyError(
        "service_error_invalid_value",
        "unable to disable get_on_set while log_on_set is enabled",
      );
    }
    this.#getOnSet = on;
  }

  /** Whether a set sends the value as an alert. Throws a `ReplyError` of code 304 if it cannot be enabled. */
  get logOnSet(): boolean {
    return this.#logOnSet;
  }
  set logOnSet(on: boolean) {
    if (this.#configured && on && !this.#getOnSet) {
      throw new ReplyError(
        "service_error_invalid_value",
        "unable to enable log_on_set when get_on_set is disabled",
      );
    }
    this.#logOnSet = on;
  }

  /** Seconds from one check of the value to the next; 0: never. While logging, a new interval counts at once. */
  get logInterval(): number {
    return this.#logInterval;
  }
  set logInterval(seconds: number) {
    this.#logInterval = seconds;
    if (!this.#stopLogging) return;
    this.stopLogging();
    if (seconds > 0) this.startLogging();
  }

  /** Reads the calibration and looks for contradictions. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    if (this.#logOnSet && !this.#getOnSet) {
      problems.push({
        key: "log_on_set",
        message:
          "log_on_set needs get_on_set. Add get_on_set: true, or remove log_on_set",
      });
    }
    if (this.calibration !== null && this.calibration !== undefined) {
      try {
        this.#parsed = parseCalibration(
          this.calibration,
          known.functions,
          known.offeredElsewhere,
        );
      } catch (error) {
        if (!(error instanceof CalibrationError)) throw error;
        problems.push({ key: "calibration", message: error.message });
      }
    }
    this.#configured = true;
    return problems;
  }

  /** Begins to log if there is a `log_interval`. */
  override async start(): Promise<void> {
    await super.start();
    this.#configured = true;
    if (this.#logInterval > 0) this.startLogging();
  }

  /** Ends logging. */
  override async stop(): Promise<void> {
    this.stopLogging();
    await super.stop();
  }

  /** Reads and calibrates: `{ value_raw, value_cal }`, or null if there is no value. */
  override async get(signal?: AbortSignal): Promise<unknown> {
    return this.#calibrated(await this.onGet(signal));
  }

  /** Writes; then reads again and logs, if asked to. */
  override async set(value: unknown, signal?: AbortSignal): Promise<unknown> {
    const answer = await this.onSet(value, signal);
    if (!this.#getOnSet) return answer;
    const reading = await this.get(signal);
    if (this.#logOnSet) await this.#logSet(reading, value);
    return reading;
  }

  /** Checks and logs the value from now on. Throws a `ReplyError` of code 304 if `log_interval` is 0. */
  startLogging(): void {
    this.stopLogging();
    if (this.#logInterval === 0) {
      throw new ReplyError(
        "service_error_invalid_value",
        "unable to start logging when log_interval evaluates false",
      );
    }
    this.#stopLogging = this.context.scheduler.every({
      name: `logging ${this.name}`,
      interval: this.#logInterval,
      first: firstCheck,
      run: () => this.#check(),
    });
  }

  /** Logs no more. */
  stopLogging(): void {
    this.#stopLogging?.();
    this.#stopLogging = undefined;
  }

  #calibrated(reading: unknown): unknown {
    const raw: unknown = Array.isArray(reading) ? reading[0] : reading;
    if (raw === null || raw === undefined) return null;
    if (this.calibration === null || this.calibration === undefined) {
      return { value_raw: raw };
    }
    this.#parsed ??= parseCalibration(this.calibration);
    const calibrated = this.#parsed.apply(raw);
    if ("valueCal" in calibrated) {
      return { value_raw: raw, value_cal: calibrated.valueCal };
    }
    if ("missing" in calibrated) {
      throw new ReplyError("service_error_invalid_value", calibrated.missing);
    }
    logger.warn("{name} has no value_cal: {problem}", {
      name: this.name,
      problem: calibrated.problem,
    });
    return { value_raw: raw };
  }

  async #logSet(reading: unknown, value: unknown): Promise<void> {
    const fields = isJsonObject(reading)
      ? reading
      : { value_raw: reading ?? value };
    await this.#send(fields);
  }

  async #check(): Promise<void> {
    const reading = await this.get();
    if (!isJsonObject(reading)) return;
    const now = this.context.clock.now();
    const value = this.#checked(reading);
    if (worthLogging(this, this.#lastLogged, value, now)) {
      await this.#send(reading);
    }
  }

  #checked(reading: Readonly<Record<string, unknown>>): unknown {
    return comparable(
      Object.hasOwn(reading, this.checkField)
        ? reading[this.checkField]
        : reading.value_raw,
    );
  }

  async #send(reading: Readonly<Record<string, unknown>>): Promise<void> {
    const time = this.context.clock.now();
    this.#lastLogged = { value: this.#checked(reading), time };
    await this.context.alert(
      `${this.logRoutingKeyPrefix}.${this.name}`,
      toPayload(reading),
      { keep: true, time },
    );
  }
}
