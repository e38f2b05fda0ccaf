/**
 * Entities for instruments that follow the pattern `VOLT?`, `VOLT 10.1`.
 *
 * @module
 */
import {
  type Attributes,
  type KeyProblem,
  type Known,
  readOnly,
  required,
  show,
} from "../../core/mod.ts";
import { ReplyError } from "../../wire/mod.ts";
import { InstrumentEntity } from "./instrument_entity.ts";
import { nonEmptyText } from "../../instruments/mod.ts";
import { formatCommand } from "./value_text.ts";

/** A value that `BASE?` reads and `BASE VALUE;BASE?` writes (section 8.6 of the standard). */
export class SimpleSCPIEntity extends InstrumentEntity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SimpleSCPIEntity> = {
    base_str: readOnly(required(nonEmptyText({
      description: "The command without its question mark, such as VOLTage",
    }))),
  };

  /** The command without its question mark. One that has it already, such as `*IDN?`, gets no second. */
  baseStr = "";

  /** What reads the value. */
  protected get question(): string {
    return this.baseStr.endsWith("?") ? this.baseStr : `${this.baseStr}?`;
  }

  /**
   * The question after another command in the same message. SCPI-99 reads a header there from the level of the one before, so that
   * `SOUR:VOLT 5;SOUR:VOLT?` asks for `SOUR:SOUR:VOLT?`; a colon at its beginning leads back to the root.
   */
  protected get nextQuestion(): string {
    const hasLevels = /^[^:\s]+:/.test(this.baseStr);
    return hasLevels ? `:${this.question}` : this.question;
  }

  /** Looks for a `base_str` that is no header. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    if (/\s/.test(this.baseStr.trim())) {
      problems.push({
        key: "base_str",
        isWarning: true,
        message: `base_str ${
          show(this.baseStr)
        } is no header, as it has blanks: a get sends ${
          show(this.question)
        }. A FormatEntity sends what get_str and set_str say`,
      });
    }
    return problems;
  }

  /** Sends `BASE?`. */
  override onGet(signal?: AbortSignal): Promise<string> {
    return this.query(this.question, signal);
  }

  /** Sends `BASE VALUE;BASE?`, and returns the answer. A base with levels is asked from the root: `SOUR:VOLT 5;:SOUR:VOLT?`. */
  override onSet(value: unknown, signal?: AbortSignal): Promise<string> {
    return this.send(`${this.assignment(value)};${this.nextQuestion}`, signal);
  }

  /** What writes a value: `BASE VALUE`. Throws a `ReplyError` of code 304 if it is no number, text or truth. */
  protected assignment(value: unknown): string {
    if (value === null || typeof value === "object") {
      throw new ReplyError(
        "service_error_invalid_value",
        `Cannot set "${this.name}" to ${
          show(value)
        }: it must be a number, a text, true or false`,
      );
    }
    return `${this.baseStr} ${formatCommand("{}", value, this)}`;
  }
}

/** A value that can only be read. */
export class SimpleSCPIGetEntity extends SimpleSCPIEntity {
  /** Throws a `ReplyError` of code 306. */
  override onSet(_value: unknown, _signal?: AbortSignal): never {
    throw this.refusal("set");
  }
}

/** A value that can only be written, with `BASE VALUE;*OPC?`. */
export class SimpleSCPISetEntity extends SimpleSCPIEntity {
  /** There is nothing to send for a get. */
  protected override get canGet(): boolean {
    return false;
  }

  /** Throws a `ReplyError` of code 306. */
  override onGet(_signal?: AbortSignal): never {
    throw this.refusal("get");
  }

  /** Sends `BASE VALUE;*OPC?`, and returns the answer. */
  override onSet(value: unknown, signal?: AbortSignal): Promise<string> {
    return this.send(`${this.assignment(value)};*OPC?`, signal);
  }
}
