/**
 * Entities: endpoints with a value that can be calibrated and logged.
 *
 * @module
 */
import {
  isJsonObject,
  isReplyError,
  nameProblem,
  ReplyError,
} from "../wire/mod.ts";
import {
  type Calibration,
  calibration,
  CalibrationError,
  type Confirm,
  confirm,
  InvalidValues,
  invalidValues,
  type Limits,
  limits,
  type NoValue,
  parseCalibration,
  rawReading,
  readBack,
  spelledNumber,
  ValueLogger,
  withinLimits,
  withinStep,
} from "./value/mod.ts";
import {
  type Attributes,
  boolean,
  type Commands,
  interval,
  type KeyProblem,
  keyText,
  number,
  optional,
  period,
  readOnly,
  show,
  string,
} from "./declaration/mod.ts";
import { Endpoint, type Known } from "./endpoint.ts";
import { FailureLog } from "./failure_log.ts";

/** An endpoint with a value that can be calibrated and logged (section 8.3 of the standard). */
export class Entity extends Endpoint {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<Entity> = {
    calibration: readOnly(calibration(
      "What becomes of the raw value: a Python expression, a map, or a curve, such as {table: cernox.csv}",
    )),
    invalid: readOnly(invalidValues(
      "Raw values that mean there is no value, such as [9.9E37, OVLD]. A number counts however it is spelt, a text in upper and lower case and with any sign",
    )),
    get_on_set: boolean({ description: "Answer a set with a fresh get" }),
    log_on_set: boolean({
      description: "Send the value as an alert after a set; needs get_on_set",
    }),
    log_interval: period(interval(
      "Seconds from one check of the value to the next; 0: never",
    )),
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
    limits: readOnly(limits(
      "Range that values have to lie in, such as {min: 0, max: 5}",
    )),
    max_step: readOnly(optional(number({
      minimum: 0,
      description:
        "Largest change in one set; a larger one is refused. Where the present value is not known, as before the first set, anything goes",
    }))),
    confirm: readOnly(confirm(
      "Read back after a set until the reading agrees, such as {tolerance: 0.1, timeout: 5}",
    )),
    units: readOnly(string({ description: "Unit of the value" })),
    log_routing_key_prefix: keyText({
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

  /** Seconds after which an unchanged value is logged all the same; 0: at every check. */
  maxInterval = 0;
  /** A check logs a change of more than this. */
  maxAbsoluteChange = 0;
  /** A check logs a change of more than this fraction of the mean of both values. */
  maxFractionalChange = 0;
  /** Which field of a reading is checked. */
  checkField = "value_cal";
  /** First word of the routing key of the alerts. */
  #logRoutingKeyPrefix = "sensor_value";

  /** Raw values that mean there is no value. */
  invalid: InvalidValues = new InvalidValues([]);
  /** Range that values have to lie in. */
  limits: Limits | undefined;
  /** Largest change in one set; a larger one is refused. */
  maxStep: number | undefined;
  /** Whether and how a set is read back until the reading agrees. */
  confirm: Confirm | undefined;
  /** Unit of the value. */
  units = "";

  #getOnSet = false;
  #logOnSet = false;
  #logInterval = 0;
  #configured = false;
  #started = false;
  #calibration: unknown = null;
  #parsed: Calibration | undefined;
  #lastSet: number | undefined;
  readonly #logger = new ValueLogger(this);
  readonly #calibrating = new FailureLog(`calibrating ${this.name}`);

  /** A Python expression or a map; see {@linkcode parseCalibration}. */
  get calibration(): unknown {
    return this.#calibration;
  }
  set calibration(calibration: unknown) {
    this.#calibration = calibration;
    this.#parsed = undefined;
  }

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

  /** First word of the routing key of the alerts. Throws a `ReplyError` of code 304 if it and the name are too long together. */
  get logRoutingKeyPrefix(): string {
    return this.#logRoutingKeyPrefix;
  }
  set logRoutingKeyPrefix(prefix: string) {
    const problem = nameProblem("the routing key", `${prefix}.${this.name}`);
    if (this.#configured && problem !== undefined) {
      throw new ReplyError(
        "service_error_invalid_value",
        `unable to log under ${problem}`,
      );
    }
    this.#logRoutingKeyPrefix = prefix;
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

  /** Seconds from one check of the value to the next; 0: never. Once started, a new interval begins to log at once, and 0 ends it. */
  get logInterval(): number {
    return this.#logInterval;
  }
  set logInterval(seconds: number) {
    this.#logInterval = seconds;
    if (!this.#started) return;
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
    const key = `${this.#logRoutingKeyPrefix}.${this.name}`;
    const tooLong = nameProblem("the routing key of its alerts", key);
    if (tooLong !== undefined) {
      problems.push({ key: "log_routing_key_prefix", message: tooLong });
    }
    if (this.calibration !== null && this.calibration !== undefined) {
      try {
        this.#parsed = parseCalibration(
          this.calibration,
          known.functions,
          known.offeredElsewhere,
          known.readText,
        );
      } catch (error) {
        if (!(error instanceof CalibrationError)) throw error;
        const { message, at } = error;
        problems.push({ key: "calibration", message, ...at });
      }
    }
    this.#configured = true;
    return problems;
  }

  /** Begins to log if there is a `log_interval`. */
  override async start(): Promise<void> {
    await super.start();
    this.#configured = true;
    this.#started = true;
    if (this.#logInterval > 0) this.startLogging();
  }

  /** Ends logging. */
  override async stop(): Promise<void> {
    this.#started = false;
    this.stopLogging();
    await super.stop();
  }

  /** Reads and calibrates: `{ value_raw, value_cal }`, or null if there is no value. */
  override async get(signal?: AbortSignal): Promise<unknown> {
    return this.#calibrated(await this.onGet(signal));
  }

  /** Checks the value, writes it, confirms it; then reads again and logs, if asked to. */
  override async set(value: unknown, signal?: AbortSignal): Promise<unknown> {
    this.checkLimits(value);
    if (this.maxStep !== undefined) {
      await this.#checkStep(value, this.maxStep, signal);
    }
    const raw = this.#rawOf(value);
    const answer = await this.onSet(raw, signal);
    this.#lastSet = spelledNumber(value);
    if (this.confirm) await this.#confirm(value, raw, this.confirm, signal);
    if (!this.#getOnSet) return answer;
    const reading = await this.get(signal);
    if (this.#logOnSet) {
      const fields = isJsonObject(reading)
        ? reading
        : { value_raw: reading ?? raw };
      await this.#logger.send(fields, this.context.clock.now());
    }
    return reading;
  }

  /**
   * Checks a value, by whatever door it comes. Throws a `ReplyError` of code 304 if it is a number that is not finite, or lies outside
   * `limits`. Whoever maps a value to another one checks the other one too.
   */
  checkLimits(value: unknown): void {
    const isOddNumber = typeof value === "number" && !Number.isFinite(value);
    if (!this.limits && !isOddNumber) return;
    withinLimits(this.name, value, this.limits ?? {}, this.units);
  }

  /**
   * Returns a raw value in the units in which a set has it: calibrated, if the calibration turns sets around. Throws a `ReplyError` of code
   * 304 if it cannot be calibrated.
   */
  protected asSet(raw: unknown): unknown {
    const calibration = this.#inverse();
    if (!calibration?.invert) return raw;
    const calibrated = calibration.apply(raw);
    if ("valueCal" in calibrated) return calibrated.valueCal;
    const problem = "problem" in calibrated
      ? calibrated.problem
      : calibrated.missing;
    throw new ReplyError("service_error_invalid_value", problem);
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
    this.#logger.start(this.#logInterval);
  }

  /** Logs no more. */
  stopLogging(): void {
    this.#logger.stop();
  }

  /** The raw value to set: the value itself, unless the calibration turns it around. */
  #rawOf(value: unknown): unknown {
    const calibration = this.#inverse();
    if (!calibration?.invert) return value;
    const wanted = withinLimits(this.name, value, {}, this.units);
    const inverted = calibration.invert(wanted);
    if ("raw" in inverted) return inverted.raw;
    throw new ReplyError(
      "service_error_invalid_value",
      `Cannot set ${this.name} to ${wanted}: ${inverted.problem}`,
    );
  }

  /** Reads back in the units of the field that is compared. */
  #confirm(
    value: unknown,
    raw: unknown,
    confirm: Confirm,
    signal?: AbortSignal,
  ): Promise<void> {
    const isInverse = this.#usedCalibration()?.invert !== undefined;
    const field = confirm.field ?? (isInverse ? "value_cal" : "value_raw");
    const expected = field === "value_raw" ? raw : value;
    return readBack(this, expected, { ...confirm, field }, signal);
  }

  #calibrated(reading: unknown): unknown {
    const raw: unknown = Array.isArray(reading) ? reading[0] : reading;
    if (raw === null || raw === undefined) return null;
    const calibration = this.#usedCalibration();
    // A map that names the reading means it.
    if (this.invalid.has(raw) && !calibration?.names?.(raw)) {
      return this.#withoutValue(raw, {
        reason: `the raw value ${show(raw)} means that there is no value`,
        invalid: true,
      });
    }
    if (!calibration) return { value_raw: raw };
    const calibrated = calibration.apply(raw);
    if ("valueCal" in calibrated) {
      this.#calibrating.worked();
      return { value_raw: raw, value_cal: calibrated.valueCal };
    }
    if ("missing" in calibrated) {
      throw new ReplyError("service_error_invalid_value", calibrated.missing);
    }
    return this.#withoutValue(raw, {
      reason: calibrated.problem,
      invalid: false,
    });
  }

  #withoutValue(raw: unknown, none: NoValue): unknown {
    // The reason holds the reading, which is another one each time.
    if (this.#usedCalibration()) {
      this.#calibrating.failed(none.reason, "calibration");
    }
    return rawReading(raw, none);
  }

  #usedCalibration(): Calibration | undefined {
    if (this.calibration === null || this.calibration === undefined) {
      return undefined;
    }
    return this.#parsed ??= parseCalibration(this.calibration);
  }

  /** The calibration, if it can turn sets around at all: an expression cannot, and need not even be right for a set. */
  #inverse(): Calibration | undefined {
    return typeof this.calibration === "string"
      ? undefined
      : this.#usedCalibration();
  }

  async #checkStep(
    value: unknown,
    maxStep: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const { name, units } = this;
    const wanted = withinLimits(name, value, {}, units);
    const present = await this.#present(signal);
    if (present !== undefined) {
      withinStep(name, wanted, present, maxStep, units);
    }
  }

  /** The present value: what is read or, where nothing can be read, what was set last. */
  async #present(signal?: AbortSignal): Promise<number | undefined> {
    let reading: unknown;
    try {
      reading = await this.onGet(signal);
    } catch (error) {
      const cannotRead = isReplyError(error) && error.returnCode.value === 306;
      if (cannotRead) return this.#lastSet;
      throw error;
    }
    const raw: unknown = Array.isArray(reading) ? reading[0] : reading;
    const isInvalid = this.invalid.has(raw);
    if (raw === null || raw === undefined) return undefined;
    const present = isInvalid ? undefined : spelledNumber(this.asSet(raw));
    if (present !== undefined) return present;
    throw new ReplyError(
      "service_error_invalid_value",
      `${this.name} reads "${raw}", which ${
        isInvalid ? "means that there is no value" : "is no number"
      }, so that max_step cannot be checked`,
    );
  }
}
