/**
 * Entities whose commands the configuration spells out.
 *
 * @module
 */
import {
  type Attributes,
  boolean,
  CalibrationError,
  json,
  type KeyProblem,
  type Known,
  oneOf,
  optional,
  readOnly,
  show,
  string,
} from "../../core/mod.ts";
import { PatternError } from "../../python/mod.ts";
import { isJsonObject } from "../../wire/mod.ts";
import { InstrumentEntity } from "./instrument_entity.ts";
import { RawPattern } from "./raw_pattern.ts";
import { ValueMap } from "./value_map.ts";
import { formatCommand, whyImpossible } from "./value_text.ts";

/** A value read with `get_str` and written with `set_str` (section 8.6 of the standard). */
export class FormatEntity extends InstrumentEntity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<FormatEntity> = {
    get_str: readOnly(optional(string({
      description: "Sent for a get, as it is",
    }))),
    set_str: readOnly(optional(string({
      description:
        "Sent for a set, with the value for {}, in the manner of Python's str.format",
    }))),
    set_value_lowercase: readOnly(boolean({
      description: "Whether a text is put into lower case before it is set",
    })),
    set_value_map: readOnly(json({
      description:
        "What becomes of a value that is set: a map, or a Python expression in which {} stands for the value",
    })),
    answer: readOnly(optional(oneOf(["none"], {
      description: "none: the instrument does not answer set_str",
    }))),
    extract_raw_regex: readOnly(optional(string({
      description:
        "Python regular expression whose group value_raw finds the value in an answer",
    }))),
  };

  /** Sent for a get, as it is. Without it there is no get. */
  getStr: string | undefined = undefined;
  /** Sent for a set, with the value for `{}`. Without it there is no set. */
  setStr: string | undefined = undefined;
  /** Whether a text is put into lower case before it is set. */
  setValueLowercase = true;
  /** What becomes of a value that is set: a map, or a Python expression in which `{}` stands for the value; null: nothing. */
  setValueMap: unknown = null;
  /** `none`: the instrument does not answer `set_str`. */
  answer: "none" | undefined = undefined;
  /** Python regular expression whose group `value_raw` finds the value in an answer. */
  extractRawRegex: string | undefined = undefined;

  #pattern: RawPattern | undefined;
  #map: ValueMap | undefined;

  /** Whether there is a `get_str`. */
  protected override get canGet(): boolean {
    return this.getStr !== undefined;
  }

  /** Reads `set_str`, `extract_raw_regex` and `set_value_map`, and looks for contradictions. */
  override validate(known: Known): KeyProblem[] {
    return [
      ...super.validate(known),
      ...this.#checkSetStr(),
      ...this.#readPattern(),
      ...this.#readMap(known),
    ];
  }

  /**
   * Sends `get_str`. Throws a `ReplyError`: of code 306 if there is none, of code 304 if the answer does not match
   * `extract_raw_regex`.
   */
  override async onGet(signal?: AbortSignal): Promise<string | null> {
    if (this.getStr === undefined) throw this.refusal("get");
    const answer = await this.query(this.getStr, signal);
    if (this.extractRawRegex === undefined) return answer;
    this.#pattern ??= new RawPattern(this.extractRawRegex);
    return this.#pattern.find(answer);
  }

  /**
   * Sends `set_str` with the value, and returns the answer, null if there is to be none. Throws a `ReplyError`: of code 306 if there is no
   * `set_str`, of code 304 if the value does not fit.
   */
  override async onSet(
    value: unknown,
    signal?: AbortSignal,
  ): Promise<string | null> {
    if (this.setStr === undefined) throw this.refusal("set");
    // What a map gives stands in the configuration.
    const raw = this.raw || isJsonObject(this.setValueMap);
    const mapped = this.#mapped(value);
    const command = formatCommand(this.setStr, mapped, { raw });
    const isAnswered = this.answer !== "none";
    const answer = await this.send(command, signal, isAnswered);
    return isAnswered ? answer : null;
  }

  /**
   * Checks a value as {@linkcode Entity.checkLimits} does. Where `set_value_map` is a map, the limits are for what it gives; where it is an
   * expression, which may well change the unit, they are for what is set.
   */
  override checkLimits(value: unknown): void {
    const isLookUp = isJsonObject(this.setValueMap);
    super.checkLimits(isLookUp ? this.#mapped(value) : value);
  }

  #mapped(value: unknown): unknown {
    const lowered = typeof value === "string" && this.setValueLowercase
      ? value.toLowerCase()
      : value;
    if (isMissing(this.setValueMap)) return lowered;
    this.#map ??= new ValueMap(this.setValueMap);
    return this.#map.apply(lowered);
  }

  #checkSetStr(): KeyProblem[] {
    const reason = this.setStr === undefined
      ? undefined
      : whyImpossible(this.setStr);
    return reason === undefined ? [] : [{
      key: "set_str",
      message: `set_str ${
        show(this.setStr)
      }: ${reason}. {} stands for the value, {{ and }} for braces`,
    }];
  }

  #readPattern(): KeyProblem[] {
    const key = "extract_raw_regex";
    if (this.extractRawRegex === undefined) return [];
    try {
      this.#pattern = new RawPattern(this.extractRawRegex);
      return [];
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return [{ key, message: `${key}: ${error.message}` }];
    }
  }

  #readMap({ functions, offeredElsewhere }: Known): KeyProblem[] {
    const key = "set_value_map";
    const source = this.setValueMap;
    if (isMissing(source)) return [];
    const { calibration } = this;
    if (isJsonObject(calibration) && calibration.set === "inverse") {
      const message =
        "set_value_map and a calibration with set: inverse both say what is sent for a value. Remove one of them";
      return [{ key, message }];
    }
    if (isJsonObject(source) && !this.setValueLowercase) {
      const message =
        `Invalid config option for ${this.name} with set_value_map and set_value_lowercase=False. A map needs set_value_lowercase: true`;
      return [{ key, message }];
    }
    try {
      this.#map = new ValueMap(source, functions, offeredElsewhere);
      return [];
    } catch (error) {
      if (!(error instanceof CalibrationError)) throw error;
      const message = typeof source === "string" || isJsonObject(source)
        ? error.message.replace("calibration", key)
        : `Invalid set_value_map config for ${this.name}: it must be a map or a text with an expression, received ${
          show(source)
        }`;
      return [{ key, message }];
    }
  }
}

function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
