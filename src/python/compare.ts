/**
 * Comparisons: `==`, `<`, `in` and their likes.
 *
 * @module
 */
import type { Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { refuseReading } from "./reading_text.ts";
import { reprText } from "./represent.ts";
import {
  asNumber,
  isSequence,
  type List,
  plainText,
  ReadingText,
  type Tuple,
  typeName,
  type Value,
} from "./value.ts";

/** The operators that order two values. */
export type OrderOperator = "<" | "<=" | ">" | ">=";

/** Tells whether Python's `==` holds. */
export function equal(a: Value, b: Value, meter: Meter): boolean {
  meter.spend(1);
  if (a instanceof ReadingText || b instanceof ReadingText) {
    return equalTexts(a, b);
  }
  const [x, y] = [asNumber(a), asNumber(b)];
  // JavaScript compares a bigint with a number exactly, as Python does.
  if (x !== undefined && y !== undefined) return x == y;
  if (isSequence(a) && isSequence(b)) {
    return a.kind === b.kind && a.items.length === b.items.length &&
      a.items.every((item, index) => equal(item, b.items[index]!, meter));
  }
  if (isDict(a) && isDict(b)) {
    return a.size === b.size && a.entries().every(([key, value]) => {
      const other = b.get(key, meter);
      return other !== undefined && equal(value, other, meter);
    });
  }
  return a === b;
}

/** Compares with a reading that is a text: with a text alone. */
function equalTexts(a: Value, b: Value): boolean {
  const [x, y] = [plainText(a), plainText(b)];
  if (typeof x !== "string") refuseReading(b, "==", need(x));
  if (typeof y !== "string") refuseReading(a, "==", need(y));
  return x === y;
}

function need(other: Value): string {
  return `a ${typeName(other)} to compare with`;
}

/** Tells whether Python's `<`, `<=`, `>` or `>=` holds. Throws {@linkcode PythonError} for values without an order. */
export function ordered(
  operator: OrderOperator,
  a: Value,
  b: Value,
  meter: Meter,
): boolean {
  meter.spend(1);
  refuseReading(a, operator, "an order");
  refuseReading(b, operator, "an order");
  const [x, y] = [asNumber(a), asNumber(b)];
  if (x !== undefined && y !== undefined) return holds(operator, x, y);
  if (typeof a === "string" && typeof b === "string") {
    return holds(operator, compareTexts(a, b, meter), 0);
  }
  if (isSequence(a) && isSequence(b) && a.kind === b.kind) {
    return orderedItems(operator, a, b, meter);
  }
  throw new PythonError(
    "TypeError",
    `'${operator}' not supported between instances of '${typeName(a)}' and '${
      typeName(b)
    }'`,
  );
}

/** Tells whether Python's `item in container` holds. Throws {@linkcode PythonError} if nothing can be in it. */
export function contains(
  place: Value,
  item: Value,
  meter: Meter,
): boolean {
  const container = plainText(place);
  if (typeof container === "string") {
    const text = plainText(item);
    if (typeof text === "string") {
      meter.spend(container.length + text.length);
      return container.includes(text);
    }
    throw new PythonError(
      "TypeError",
      `'in <string>' requires string as left operand, not ${typeName(item)}`,
    );
  }
  if (isSequence(container)) {
    return container.items.some((each) => equal(each, item, meter));
  }
  if (isDict(container)) return container.get(item, meter) !== undefined;
  throw new PythonError(
    "TypeError",
    `argument of type '${typeName(container)}' is not iterable`,
  );
}

/** Returns where the first item equal to `item` stands. Throws {@linkcode PythonError} (`ValueError`) if none is. */
export function indexOf(
  { kind, items }: List | Tuple,
  item: Value,
  meter: Meter,
): bigint {
  const index = items.findIndex((each) => equal(each, item, meter));
  if (index >= 0) return BigInt(index);
  const shown = typeof item === "string" ? reprText(item) : typeName(item);
  throw new PythonError("ValueError", `${shown} is not in the ${kind}`);
}

function isDict(value: Value): value is Extract<Value, { kind: "dict" }> {
  return typeof value === "object" && value !== null && value.kind === "dict";
}

function orderedItems(
  operator: OrderOperator,
  a: List | Tuple,
  b: List | Tuple,
  meter: Meter,
): boolean {
  for (const [index, item] of a.items.entries()) {
    const other = b.items[index];
    if (other === undefined) break;
    if (!equal(item, other, meter)) {
      return ordered(operator, item, other, meter);
    }
  }
  return holds(operator, a.items.length, b.items.length);
}

/** Compares by code point, where JavaScript compares halves of surrogate pairs. */
function compareTexts(a: string, b: string, meter: Meter): number {
  meter.spend(Math.min(a.length, b.length));
  let index = 0;
  while (index < a.length && index < b.length) {
    const [x, y] = [a.codePointAt(index)!, b.codePointAt(index)!];
    if (x !== y) return x - y;
    index += x > 0xffff ? 2 : 1;
  }
  return a.length - b.length;
}

function holds(
  operator: OrderOperator,
  x: bigint | number,
  y: bigint | number,
): boolean {
  switch (operator) {
    case "<":
      return x < y;
    case "<=":
      return x <= y;
    case ">":
      return x > y;
    case ">=":
      return x >= y;
  }
}
