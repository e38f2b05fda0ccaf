/**
 * AMQP's field tables: arguments of methods, client and server properties, message headers.
 *
 * @module
 */
import { AmqpError } from "./amqp_error.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Names and values. A map, so that no name from the wire can be mistaken for a JavaScript property. */
export type FieldTable = Map<string, FieldValue>;

/** A value in a table. Integers past 2^53 are a `bigint`, timestamps their seconds, decimals their value. */
export type FieldValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | FieldValue[]
  | FieldTable;

/** How deep tables and arrays may lie within each other. */
export const deepestNesting = 64;

/** Bytes of each value of fixed size, by its type letter. */
const fixedSizes: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ t: 1, b: 1, B: 1, s: 2, u: 2, I: 4, i: 4, l: 8, L: 8 },
    ...{ f: 4, d: 8, D: 5, T: 8, V: 0 },
  }),
);

/** Reads a table. Anything malformed is a 502 {@linkcode AmqpError}. */
export function readTable(reader: Reader, depth = 0): FieldTable {
  const table: FieldTable = new Map();
  eachInside(reader, depth, () => {
    table.set(reader.shortString(), readValue(reader, depth + 1));
  });
  return table;
}

/** Steps over a table and checks its structure, without building it. Anything malformed is a 502 {@linkcode AmqpError}. */
export function skipTable(reader: Reader, depth = 0): void {
  eachInside(reader, depth, () => {
    reader.skip(reader.uint8());
    skipValue(reader, depth + 1);
  });
}

/** Writes a table. Integers of 32 bits are written as `I`, larger ones as `l`, fractions as `d`. */
export function writeTable(writer: Writer, table: FieldTable): void {
  writer.sized(() => {
    for (const [name, value] of table) {
      writer.shortString(name);
      writeValue(writer, value);
    }
  });
}

function readValue(reader: Reader, depth: number): FieldValue {
  const type = String.fromCharCode(reader.uint8());
  switch (type) {
    case "S":
      return reader.longString();
    case "x":
      return reader.bytes(reader.uint32()).slice();
    case "F":
      return readTable(reader, depth);
    case "A": {
      const values: FieldValue[] = [];
      eachInside(reader, depth, () => {
        values.push(readValue(reader, depth + 1));
      });
      return values;
    }
    default:
      return readFixed(type, reader.view(fixedSize(type)));
  }
}

function readFixed(type: string, view: DataView): FieldValue {
  switch (type) {
    case "t":
      return view.getUint8(0) !== 0;
    case "b":
      return view.getInt8(0);
    case "B":
      return view.getUint8(0);
    case "s":
      return view.getInt16(0);
    case "u":
      return view.getUint16(0);
    case "I":
      return view.getInt32(0);
    case "i":
      return view.getUint32(0);
    case "l":
      return numberIfSafe(view.getBigInt64(0));
    case "L":
    case "T":
      return numberIfSafe(view.getBigUint64(0));
    case "f":
      return view.getFloat32(0);
    case "d":
      return view.getFloat64(0);
    case "D":
      return view.getInt32(1) / 10 ** view.getUint8(0);
    default:
      return null;
  }
}

function skipValue(reader: Reader, depth: number): void {
  const type = String.fromCharCode(reader.uint8());
  switch (type) {
    case "S":
    case "x":
      reader.skip(reader.uint32());
      break;
    case "F":
      skipTable(reader, depth);
      break;
    case "A":
      eachInside(reader, depth, () => skipValue(reader, depth + 1));
      break;
    default:
      reader.skip(fixedSize(type));
  }
}

/** Reads a size and calls `step` until that many bytes are consumed. */
function eachInside(reader: Reader, depth: number, step: () => void): void {
  if (depth > deepestNesting) {
    throw new AmqpError(502, `tables nested deeper than ${deepestNesting}`);
  }
  const size = reader.uint32();
  if (size > reader.remaining) {
    throw new AmqpError(502, "a table is longer than its frame");
  }
  const end = reader.remaining - size;
  while (reader.remaining > end) step();
  if (reader.remaining < end) {
    throw new AmqpError(502, "a field is longer than its table");
  }
}

function fixedSize(type: string): number {
  const size = fixedSizes.get(type);
  if (size === undefined) {
    throw new AmqpError(502, `unknown field type ${JSON.stringify(type)}`);
  }
  return size;
}

function numberIfSafe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function writeValue(writer: Writer, value: FieldValue): void {
  const type = (letter: string) => writer.uint8(letter.charCodeAt(0));
  if (typeof value === "string") type("S").longString(value);
  else if (typeof value === "boolean") type("t").uint8(value ? 1 : 0);
  else if (typeof value === "bigint") type("l").int64(value);
  else if (typeof value === "number") writeNumber(writer, value);
  else if (value === null) type("V");
  else if (value instanceof Uint8Array) {
    type("x").uint32(value.length).bytes(value);
  } else if (value instanceof Map) writeTable(type("F"), value);
  else type("A").sized(() => value.forEach((item) => writeValue(writer, item)));
}

function writeNumber(writer: Writer, value: number): void {
  const type = (letter: string) => writer.uint8(letter.charCodeAt(0));
  if (!Number.isSafeInteger(value)) type("d").float64(value);
  else if (value === (value | 0)) type("I").uint32(value >>> 0);
  else type("l").int64(BigInt(value));
}
