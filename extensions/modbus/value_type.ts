/**
 * Values in registers.
 *
 * @module
 */
import { ReplyError, show } from "@dripline/dripline";

/** What a value is in its registers. */
export type ValueType =
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "float32"
  | "float64"
  | "string";

/** How many registers each type takes; a text as many as it is given. */
const sizes: Readonly<Record<ValueType, number | undefined>> = {
  int16: 1,
  uint16: 1,
  int32: 2,
  uint32: 2,
  int64: 4,
  uint64: 4,
  float32: 2,
  float64: 4,
  string: undefined,
};

/** The types, for configurations. */
export const valueTypes: readonly ValueType[] = Object.keys(
  sizes,
) as ValueType[];

/** Which part of a number comes first: its highest one or its lowest one. */
export type Order = "big" | "little";

/** How a value is kept in registers. */
export interface ValueFormat {
  /** What it is. */
  readonly type: ValueType;
  /** Which of its registers comes first. */
  readonly wordOrder: Order;
  /** Which byte of each register comes first. */
  readonly byteOrder: Order;
  /** How many registers a text takes. */
  readonly length: number | undefined;
}

/** How many registers a value takes. */
export function sizeOf({ type, length }: ValueFormat): number {
  return sizes[type] ?? length ?? 1;
}

/** Returns the value in registers. A whole number that JavaScript cannot hold exactly is a bigint; what is no number is a text. */
export function decodeValue(
  registers: Uint8Array,
  format: ValueFormat,
): number | bigint | string {
  const bytes = ordered(registers, format);
  const view = new DataView(bytes.buffer);
  switch (format.type) {
    case "int16":
      return view.getInt16(0);
    case "uint16":
      return view.getUint16(0);
    case "int32":
      return view.getInt32(0);
    case "uint32":
      return view.getUint32(0);
    case "int64":
      return exact(view.getBigInt64(0));
    case "uint64":
      return exact(view.getBigUint64(0));
    case "float32":
      return finite(shortest(view.getFloat32(0)));
    case "float64":
      return finite(view.getFloat64(0));
    case "string": {
      const end = bytes.indexOf(0);
      return new TextDecoder()
        .decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
    }
  }
}

/** Returns the registers that hold a value. Throws a `ReplyError` of code 304 if the type cannot. */
export function encodeValue(
  value: number | string,
  format: ValueFormat,
): Uint8Array {
  const bytes = new Uint8Array(2 * sizeOf(format));
  const view = new DataView(bytes.buffer);
  const { type } = format;
  if (type === "string") {
    const text = new TextEncoder().encode(`${value}`);
    if (text.length > bytes.length) {
      throw refusal(value, `has more than ${bytes.length} bytes`);
    }
    bytes.set(text);
  } else if (typeof value !== "number") {
    throw refusal(value, "is no number");
  } else if (type === "float32" || type === "float64") {
    if (type === "float32") view.setFloat32(0, value);
    else view.setFloat64(0, value);
    const kept = type === "float32" ? view.getFloat32(0) : view.getFloat64(0);
    if (!Number.isFinite(kept)) throw refusal(value, `is no ${type}`);
  } else {
    const bits = 16 * sizeOf(format);
    const isSigned = type.startsWith("int");
    const least = isSigned ? -(2 ** (bits - 1)) : 0;
    const most = 2 ** (isSigned ? bits - 1 : bits) - 1;
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw refusal(
        value,
        `is no whole number from ${least} to ${
          Math.min(most, Number.MAX_SAFE_INTEGER)
        }, as ${type} holds`,
      );
    }
    const whole = BigInt.asUintN(bits, BigInt(value));
    for (let at = 0; at < bytes.length; at++) {
      const shift = BigInt(8 * (bytes.length - 1 - at));
      bytes[at] = Number((whole >> shift) & 0xffn);
    }
  }
  return ordered(bytes, format);
}

/** Turns registers as they are kept into those of the usual order, or back. */
function ordered(
  registers: Uint8Array,
  { type, wordOrder, byteOrder }: ValueFormat,
): Uint8Array<ArrayBuffer> {
  const bytes = registers.slice() as Uint8Array<ArrayBuffer>;
  const isTurned = wordOrder === "little" && type !== "string";
  for (let at = 0; at < bytes.length; at += 2) {
    const from = isTurned ? bytes.length - 2 - at : at;
    const [first, second] = [registers[from]!, registers[from + 1]!];
    bytes[at] = byteOrder === "big" ? first : second;
    bytes[at + 1] = byteOrder === "big" ? second : first;
  }
  return bytes;
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The shortest number that a float32 stands for: 21.5 and 0.1, not 0.10000000149011612. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** No message can carry what is no number: it is a word. */
function finite(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function refusal(value: unknown, why: string): ReplyError {
  return new ReplyError(
    "service_error_invalid_value",
    `Cannot write ${show(value)}: it ${why}`,
  );
}
