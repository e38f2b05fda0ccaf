/**
 * Python's dict, whose keys are equal when Python says so: 1, 1.0 and True are one key.
 *
 * @module
 */
import { PythonError } from "./python_error.ts";
import type { Meter } from "./limits.ts";
import {
  isSequence,
  ReadingText,
  Tuple,
  typeName,
  type Value,
} from "./value.ts";

/** A Python dict. */
export class Dict {
  /** Tells a dict from the other objects of the language. */
  readonly kind = "dict";
  readonly #entries = new Map<string, readonly [key: Value, value: Value]>();

  /** Makes a dict; of equal keys the first stays and the last value counts. Throws {@linkcode PythonError} for a list as key. */
  constructor(entries: Iterable<readonly [Value, Value]>, meter: Meter) {
    for (const [key, value] of entries) {
      meter.spend(1);
      const identity = identityOf(key, meter);
      const first = this.#entries.get(identity)?.[0] ?? key;
      this.#entries.set(identity, [first, value]);
    }
  }

  /** How many keys there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Returns the value of a key, `undefined` if there is none. Throws {@linkcode PythonError} for a list as key. */
  get(key: Value, meter: Meter): Value | undefined {
    return this.#entries.get(identityOf(key, meter))?.[1];
  }

  /** Returns keys with their values, in the order in which they were written. */
  entries(): (readonly [Value, Value])[] {
    return [...this.#entries.values()];
  }
}

/** A text that is the same for equal keys and for no others. */
function identityOf(key: Value, meter: Meter): string {
  switch (typeof key) {
    case "string":
      return `text ${key}`;
    case "bigint":
      return `number ${key}`;
    case "boolean":
      return `number ${key ? 1 : 0}`;
    case "number":
      return `number ${Number.isInteger(key) ? BigInt(key) : key}`;
  }
  if (key === null) return "None";
  if (key instanceof ReadingText) return `text ${key.text}`;
  if (key instanceof Tuple) {
    meter.spendLength(key.items.length);
    const parts = key.items.map((item) => identityOf(item, meter));
    return `tuple ${parts.map((part) => `${part.length} ${part}`).join(" ")}`;
  }
  if (isSequence(key) || key.kind === "dict") {
    throw new PythonError("TypeError", `unhashable type: '${typeName(key)}'`);
  }
  return `function ${key.name}`;
}
