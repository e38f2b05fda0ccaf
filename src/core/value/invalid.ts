/**
 * Readings that mean "no value": what an instrument answers when it is overloaded or has nothing to tell.
 *
 * @module
 */
import { type Field, FieldError, list, show } from "../declaration/mod.ts";
import { spelledNumber } from "./safe_set.ts";

/** Numbers and texts that mean "no value". Numbers count however they are spelt, texts in upper and lower case and with any sign. */
export class InvalidValues {
  /** What was listed. */
  readonly list: readonly (number | string)[];
  readonly #numbers = new Set<number>();
  readonly #texts = new Set<string>();

  /** Lists them. A text that spells a number is that number. */
  constructor(list: readonly (number | string)[]) {
    this.list = list;
    for (const value of list) {
      const number = spelledNumber(value);
      if (number === undefined) this.#texts.add(fold(value));
      else this.#numbers.add(number);
    }
  }

  /** The list, as a configuration has it. */
  toJSON(): readonly (number | string)[] {
    return this.list;
  }

  /** Tells whether a raw value is one of them. */
  has(raw: unknown): boolean {
    const number = spelledNumber(raw);
    return number === undefined
      ? this.#texts.has(fold(raw))
      : this.#numbers.has(number);
  }
}

/** What IEEE 488.2 and SCPI-99 (volume 1, section 7.2.1) define as infinity, negative infinity and not a number, and the words for it. */
export const scpiInvalid: InvalidValues = new InvalidValues([
  9.9e37,
  -9.9e37,
  9.91e37,
  "NAN",
  "INF",
  "INFINITY",
  "NINF",
  "NINFINITY",
  "OVLD",
  "OVER",
  "OVERLOAD",
  "OVERFLOW",
  "OVERRANGE",
  "OL",
]);

/** A list of numbers and texts that mean "no value". */
export function invalidValues(description: string): Field<InvalidValues> {
  const items: Field<number | string> = {
    schema: { type: ["number", "string"] },
    decode(input) {
      if (typeof input === "string") return input;
      if (typeof input === "number" || typeof input === "bigint") {
        // What YAML writes as .nan or .inf is a word to us: no message can carry the number.
        return spelledNumber(input) ?? String(input);
      }
      throw new FieldError(
        `must be a number or a text: received ${show(input)}`,
      );
    },
  };
  const { decode, schema } = list(items, { description });
  return {
    schema,
    decode: (input) => new InvalidValues(decode(input)),
    encode: ({ list }) => list,
  };
}

/** A word without blanks around it, in upper case, without the sign that instruments write in front of it. */
function fold(value: unknown): string {
  return String(value).trim().toUpperCase().replace(/^[+-](?=\p{L})/u, "");
}
