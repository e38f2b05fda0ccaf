/**
 * The functions that put values in order: `min()`, `max()`, `sorted()`, `reversed()`.
 *
 * @module
 */
import { iterate, needInteger } from "./argument.ts";
import { ordered } from "./compare.ts";
import {
  call,
  define,
  type PythonFunction,
  seeingReadings,
} from "./function.ts";
import type { Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { List, typeName, type Value } from "./value.ts";

/** The functions. */
export const SORTING: readonly PythonFunction[] = seeingReadings([
  extreme("min", "<"),
  extreme("max", ">"),
  define(
    "sorted(iterable, /, *, key=, reverse=)",
    (meter, items, key, reverse) => {
      const keyed = withKeys(iterate(items!, meter), key, meter);
      const [less, more] = reverse !== undefined && needInteger(reverse) !== 0n
        ? [1, -1]
        : [-1, 1];
      const sorted = keyed.toSorted((a, b) =>
        ordered("<", a.key, b.key, meter)
          ? less
          : ordered("<", b.key, a.key, meter)
          ? more
          : 0
      );
      return new List(sorted.map(({ item }) => item));
    },
  ),
  define(
    "reversed(sequence, /)",
    (meter, items) => new List(iterate(items!, meter).toReversed()),
  ),
]);

function extreme(name: string, operator: "<" | ">"): PythonFunction {
  return define(
    `${name}(first, /, *others, key=, default=)`,
    (meter, first, others, key, otherwise) => {
      const more = iterate(others!, meter);
      const items = more.length > 0
        ? [first!, ...more]
        : iterate(first!, meter);
      const [start, ...rest] = withKeys(items, key, meter);
      if (start === undefined) {
        if (otherwise !== undefined) return otherwise;
        throw new PythonError(
          "ValueError",
          `${name}() arg is an empty sequence`,
        );
      }
      const best = rest.reduce(
        (best, each) =>
          ordered(operator, each.key, best.key, meter) ? each : best,
        start,
      );
      return best.item;
    },
  );
}

/** Pairs every item with what it is compared by. */
function withKeys(
  items: readonly Value[],
  key: Value | undefined,
  meter: Meter,
): { readonly item: Value; readonly key: Value }[] {
  if (key === undefined || key === null) {
    return items.map((item) => ({ item, key: item }));
  }
  if (typeof key !== "object" || key.kind !== "function") {
    throw new PythonError(
      "TypeError",
      `'${typeName(key)}' object is not callable`,
    );
  }
  const positions = (item: Value) => ({
    positions: [item],
    keywords: new Map<string, Value>(),
  });
  return items.map((item) => ({
    item,
    key: call(key, positions(item), meter),
  }));
}
