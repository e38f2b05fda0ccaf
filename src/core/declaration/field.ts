/**
 * Fields: how a value that arrives from outside, in a configuration file or in a request, is checked and described.
 *
 * @module
 */
import { byteLength, maxNameBytes } from "../../wire/mod.ts";
import { didYouMean } from "./nearest.ts";
import { textOf } from "./text_of.ts";

/** A fragment of JSON Schema. */
export interface JsonSchema {
  /** A keyword. */
  readonly [keyword: string]: unknown;
}

/** Thrown when a value does not fit a {@linkcode Field}. Its message continues a sentence that names the key. */
export class FieldError extends TypeError {
  /** Always `"FieldError"`. */
  override readonly name = "FieldError";
}

/**
 * Tells how a value of a configuration is written, where that is known: `0017` is read as the number 15. The path leads from the
 * value that is decoded to one in it; without a path it is the value itself.
 */
export type Written = (...path: (string | number)[]) => string | undefined;

/** Tells how what stands at `step` of a value is written. */
export function writtenAt(
  written: Written | undefined,
  step: string | number,
): Written | undefined {
  return written && ((...path) => written(step, ...path));
}

/** Checks one value. */
export interface Field<V> {
  /** What {@linkcode Field.decode} accepts, in JSON Schema. */
  readonly schema: JsonSchema;
  /** Whether a configuration has to give this key. Default: no. */
  readonly required?: boolean;
  /** What a request may do with the attribute. Default: get and set. */
  readonly access?: "get and set" | "get" | "none";
  /** Whether the value may be missing. Default: no. */
  readonly optional?: boolean;
  /**
   * Returns `input` as a `V`. Throws a {@linkcode FieldError} that says what it must be. A field that takes text gives `written` to the
   * field that reads it, so that nothing of what was written is lost.
   */
  readonly decode: (input: unknown, written?: Written) => V;
  /** Returns the value as a request sees it. Default: as it is. */
  readonly encode?: (value: V) => unknown;
}

/** Options shared by every field. */
export interface FieldOptions {
  /** One line for editors and for people who ask an endpoint what it can do. */
  readonly description?: string;
}

/** Options for {@linkcode number} and {@linkcode integer}. */
export interface NumberOptions extends FieldOptions {
  /** The smallest value allowed. */
  readonly minimum?: number;
  /** The largest value allowed. */
  readonly maximum?: number;
}

/** A finite number. Texts that spell one count, as dripline files have them. */
export function number(options: NumberOptions = {}): Field<number> {
  const { minimum = -Infinity, maximum = Infinity } = options;
  return {
    schema: { type: "number", ...options },
    decode(input) {
      const value = numberOf(input);
      if (value === undefined) {
        throw new FieldError(`must be a number: received ${show(input)}`);
      }
      if (value < minimum) {
        throw new FieldError(`must be at least ${minimum}: received ${value}`);
      }
      if (value > maximum) {
        throw new FieldError(`must be at most ${maximum}: received ${value}`);
      }
      return value;
    },
  };
}

/** A whole number, exact. Texts that spell one count. */
export function integer(options: NumberOptions = {}): Field<number> {
  const { decode } = number(options);
  return {
    schema: { type: "integer", ...options },
    decode(input) {
      if (Number.isSafeInteger(numberOf(input))) return decode(input);
      throw new FieldError(`must be a whole number: received ${show(input)}`);
    },
  };
}

const truths = new Map<unknown, boolean>([
  ...["true", "yes", "on", "y", "1"].map((text) => [text, true] as const),
  ...["false", "no", "off", "n", "0"].map((text) => [text, false] as const),
]);

/** `true` or `false`. The spellings `yes`, `on`, `no`, `off`, 1 and 0 count, as dripline files have them. */
export function boolean(options: FieldOptions = {}): Field<boolean> {
  return {
    schema: { type: "boolean", ...options },
    decode(input) {
      if (typeof input === "boolean") return input;
      const value = isScalar(input)
        ? truths.get(String(input).toLowerCase())
        : undefined;
      if (value !== undefined) return value;
      throw new FieldError(`must be true or false: received ${show(input)}`);
    },
  };
}

/** Text. Numbers and booleans become the text that spells them: as they are written, if that is known. */
export function string(options: FieldOptions = {}): Field<string> {
  return {
    schema: { type: "string", ...options },
    decode(input, written) {
      if (typeof input === "string") return input;
      if (isScalar(input)) return written?.() ?? String(input);
      // In YAML, {} is a map: one forgets it where it was meant as the value in a command.
      const isEmpty = typeof input === "object" && input !== null &&
        Object.keys(input).length === 0;
      const wayOut = written && isEmpty ? ". Write it in quotes" : "";
      throw new FieldError(`must be text: received ${show(input)}${wayOut}`);
    },
  };
}

/**
 * A name on the wire, such as a first word of routing keys: text of at most `room` bytes of UTF-8. Default: 255, all that AMQP has room
 * for.
 */
export function keyText(
  options: FieldOptions & { readonly room?: number } = {},
): Field<string> {
  const { room = maxNameBytes, ...rest } = options;
  const text = string(rest);
  return {
    schema: { ...text.schema, maxLength: room },
    decode(input, written) {
      const name = text.decode(input, written);
      const bytes = byteLength(name);
      if (bytes <= room) return name;
      throw new FieldError(
        `must have at most ${room} bytes, as AMQP has no room for more: received ${bytes}, "${
          name.slice(0, 20)
        }..."`,
      );
    },
  };
}

/** One of several texts. */
export function oneOf<T extends string>(
  choices: readonly T[],
  options: FieldOptions = {},
): Field<T> {
  return {
    schema: { enum: choices, ...options },
    decode(input, written) {
      const text = typeof input === "string" ? input : written?.();
      const found = choices.find((choice) => choice === text);
      if (found !== undefined) return found;
      const known = choices.map((choice) => `"${choice}"`).join(", ");
      throw new FieldError(
        `must be one of ${known}: received ${show(input)}.${
          didYouMean(textOf(input), choices)
        }`.replace(/\.$/, ""),
      );
    },
  };
}

/** A list. A single value counts as a list of one. */
export function list<V>(
  items: Field<V>,
  options: FieldOptions = {},
): Field<readonly V[]> {
  return {
    schema: { type: "array", items: items.schema, ...options },
    decode(input, written) {
      const isList = Array.isArray(input);
      const inputs = isList ? input : [input];
      return inputs.map((item, index) => {
        try {
          return items.decode(
            item,
            isList ? writtenAt(written, index) : written,
          );
        } catch (cause) {
          if (!(cause instanceof FieldError)) throw cause;
          throw new FieldError(`item ${index + 1} ${cause.message}`, { cause });
        }
      });
    },
  };
}

/** Any value that a message can carry. */
export function json(options: FieldOptions = {}): Field<unknown> {
  return { schema: { ...options }, decode: (input) => input };
}

/** A field whose value may be missing. */
export function optional<V>(field: Field<V>): Field<V | undefined> {
  const { encode, ...rest } = field;
  return {
    ...rest,
    optional: true,
    decode: (input, written) =>
      input === undefined || input === null
        ? undefined
        : field.decode(input, written),
    ...(encode && {
      encode: (value: V | undefined) =>
        value === undefined ? undefined : encode(value),
    }),
  };
}

/** A field that every configuration has to give. */
export function required<V>(field: Field<V>): Field<V> {
  return { ...field, required: true };
}

/** A field that a request can get but not set. */
export function readOnly<V>(field: Field<V>): Field<V> {
  return { ...field, access: "get" };
}

/** A field for configuration alone, such as a password: no request sees it. */
export function setup<V>(field: Field<V>): Field<V> {
  return { ...field, access: "none" };
}

/** Shows a value in an error message: as JSON, cut after 60 characters. */
export function show(input: unknown): string {
  let text: string | undefined;
  try {
    text = typeof input === "bigint" || typeof input === "number"
      ? `${input}`
      : JSON.stringify(input);
  } catch {
    // A circle: its class has to do.
  }
  text ??= textOf(input);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function isScalar(input: unknown): boolean {
  return ["string", "number", "boolean", "bigint"].includes(typeof input);
}

/** A number as texts may spell it: the whole text, in decimal. */
const spelling = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function numberOf(input: unknown): number | undefined {
  const value = typeof input === "number" ? input : typeof input === "bigint" ||
      (typeof input === "string" && spelling.test(input.trim()))
    ? Number(input)
    : NaN;
  return Number.isFinite(value) ? value : undefined;
}
