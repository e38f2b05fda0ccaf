/**
 * The arithmetic and bitwise operators.
 *
 * @module
 */
import {
  floatDivide,
  floatFloorDivide,
  floatModulo,
  floatPower,
} from "./floats.ts";
import {
  floorDivide,
  integerPower,
  modulo,
  shiftLeft,
  shiftRight,
  toFloat,
  trueDivide,
} from "./integers.ts";
import { boundedInteger, type Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { refuseReading } from "./reading_text.ts";
import type { BinaryOperator, UnaryOperator } from "./syntax.ts";
import {
  asInteger,
  asNumber,
  isSequence,
  type List,
  sequenceLike,
  type Tuple,
  typeName,
  type Value,
} from "./value.ts";

/** Returns `operator value`. Throws {@linkcode PythonError}. */
export function applyUnary(operator: UnaryOperator, value: Value): Value {
  refuseReading(value, operator, "a number");
  const number = asNumber(value);
  if (number !== undefined) {
    if (operator === "-") return -number;
    if (operator === "+") return number;
    if (typeof number === "bigint") return boundedInteger(~number);
  }
  throw new PythonError(
    "TypeError",
    `bad operand type for unary ${operator}: '${typeName(value)}'`,
  );
}

/** Returns `a operator b`. Throws {@linkcode PythonError}. */
export function applyBinary(
  operator: BinaryOperator,
  a: Value,
  b: Value,
  meter: Meter,
): Value {
  refuseReading(a, operator, "a number");
  refuseReading(b, operator, "a number");
  const [x, y] = [asNumber(a), asNumber(b)];
  const result = x === undefined || y === undefined
    ? ofSequences(operator, a, b, meter)
    : typeof x === "bigint" && typeof y === "bigint"
    ? ofIntegers(operator, x, y)
    : ofFloats(operator, x, y);
  if (result === undefined) {
    throw new PythonError(
      "TypeError",
      `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${
        typeName(b)
      }'`,
    );
  }
  const isBitwise = operator === "&" || operator === "|" || operator === "^";
  return isBitwise && typeof a === "boolean" && typeof b === "boolean"
    ? result !== 0n
    : result;
}

function ofIntegers(operator: BinaryOperator, x: bigint, y: bigint): Value {
  switch (operator) {
    case "+":
      return boundedInteger(x + y);
    case "-":
      return boundedInteger(x - y);
    case "*":
      return boundedInteger(x * y);
    case "/":
      return trueDivide(x, y);
    case "//":
      return floorDivide(x, y);
    case "%":
      return modulo(x, y);
    case "**":
      return y < 0n ? floatPower(toFloat(x), toFloat(y)) : integerPower(x, y);
    case "<<":
      return shiftLeft(x, y);
    case ">>":
      return shiftRight(x, y);
    case "&":
      return x & y;
    case "|":
      return x | y;
    case "^":
      return x ^ y;
  }
}

function ofFloats(
  operator: BinaryOperator,
  a: bigint | number,
  b: bigint | number,
): Value | undefined {
  const arithmetic = FLOAT_OPERATORS.get(operator);
  return arithmetic?.(toFloat(a), toFloat(b));
}

const FLOAT_OPERATORS: ReadonlyMap<
  BinaryOperator,
  (x: number, y: number) => number
> = new Map([
  ["+", (x: number, y: number) => x + y],
  ["-", (x: number, y: number) => x - y],
  ["*", (x: number, y: number) => x * y],
  ["/", floatDivide],
  ["//", floatFloorDivide],
  ["%", floatModulo],
  ["**", floatPower],
]);

function ofSequences(
  operator: BinaryOperator,
  a: Value,
  b: Value,
  meter: Meter,
): Value | undefined {
  if (operator === "+") {
    if (typeof a === "string" && typeof b === "string") {
      meter.spendLength(a.length + b.length);
      return a + b;
    }
    if (isSequence(a) && isSequence(b) && a.kind === b.kind) {
      meter.spendLength(a.items.length + b.items.length);
      return sequenceLike(a, [...a.items, ...b.items]);
    }
  }
  if (operator === "*") {
    const [times, repeated] = asInteger(a) === undefined ? [b, a] : [a, b];
    const count = asInteger(times);
    if (count === undefined) return undefined;
    if (typeof repeated === "string" || isSequence(repeated)) {
      return repeat(repeated, count, meter);
    }
  }
  if (operator === "%" && typeof a === "string") {
    throw new PythonError(
      "TypeError",
      'formatting with "%" is not supported: use "...".format(...)',
    );
  }
  return undefined;
}

function repeat(
  value: string | List | Tuple,
  count: bigint,
  meter: Meter,
): Value {
  const isText = typeof value === "string";
  const length = isText ? value.length : value.items.length;
  const times = length > 0 && count > 0n ? Number(count) : 0;
  meter.spendLength(length * times);
  if (isText) return value.repeat(times);
  const items = Array.from({ length: times }, () => value.items).flat();
  return sequenceLike(value, items);
}
