/**
 * The functions that make lists where Python has lazy iterators: `range()`, `enumerate()`, `zip()`, `map()`.
 *
 * @module
 */
import { iterate, needInteger } from "./argument.ts";
import {
  call,
  define,
  type PythonFunction,
  seeingReadings,
} from "./function.ts";
import { absolute } from "./integers.ts";
import { MAX_LENGTH, type Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { List, Tuple, typeName, type Value } from "./value.ts";

/** The functions. */
export const ITERABLES: readonly PythonFunction[] = seeingReadings([
  define(
    "range(start, stop=, step=, /)",
    (meter, start, stop, step = 1n) =>
      stop === undefined ? range(0n, needInteger(start!), 1n, meter) : range(
        needInteger(start!),
        needInteger(stop),
        needInteger(step),
        meter,
      ),
  ),
  define("enumerate(iterable, start=)", (meter, items, start = 0n) => {
    const first = needInteger(start);
    return new List(
      iterate(items!, meter).map((item, index) =>
        new Tuple([first + BigInt(index), item])
      ),
    );
  }),
  define("zip(*iterables)", (meter, iterables) => {
    const columns = iterate(iterables!, meter).map((each) =>
      iterate(each, meter)
    );
    return new List(rows(columns).map((row) => new Tuple(row)));
  }),
  define(
    "map(func, iterable, /, *iterables)",
    (meter, callee, first, others) => {
      const columns = [first!, ...iterate(others!, meter)].map((each) =>
        iterate(each, meter)
      );
      return new List(
        rows(columns).map((positions) => callValue(callee!, positions, meter)),
      );
    },
  ),
]);

function range(
  start: bigint,
  stop: bigint,
  step: bigint,
  meter: Meter,
): List {
  if (step === 0n) {
    throw new PythonError("ValueError", "range() arg 3 must not be zero");
  }
  const distance = (stop - start) * (step < 0n ? -1n : 1n);
  const size = absolute(step);
  const count = distance > 0n ? Number((distance + size - 1n) / size) : 0;
  meter.spendLength(count);
  return new List(
    Array.from({ length: count }, (_, index) => start + BigInt(index) * step),
  );
}

/** Returns the first items of all columns, then the second, as far as all of them go. */
function rows(columns: readonly (readonly Value[])[]): Value[][] {
  const lengths = columns.map((column) => column.length);
  const count = columns.length === 0
    ? 0
    : lengths.reduce((least, each) => Math.min(least, each), MAX_LENGTH);
  return Array.from(
    { length: count },
    (_, index) => columns.map((column) => column[index]!),
  );
}

function callValue(
  callee: Value,
  positions: readonly Value[],
  meter: Meter,
): Value {
  if (typeof callee === "object" && callee?.kind === "function") {
    meter.spend(1);
    return call(callee, { positions, keywords: new Map() }, meter);
  }
  throw new PythonError(
    "TypeError",
    `'${typeName(callee)}' object is not callable`,
  );
}
