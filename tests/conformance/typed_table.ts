/**
 * Field tables with the type of every field, which clients such as amqplib neither choose nor tell.
 *
 * @module
 */
import type { Reader } from "../../src/broker/reader.ts";
import type { Writer } from "../../src/broker/writer.ts";
import type { Field } from "../wire/recordings.ts";

/** Writes a table with each field in the type it is given with. */
export function writeTypedTable(
  writer: Writer,
  fields: readonly Field[],
): void {
  writer.sized(() => {
    for (const [name, type, value] of fields) {
      writer.shortString(name);
      writeTyped(writer, type, value);
    }
  });
}

/** Reads a table, the type of each field included. */
export function readTypedTable(reader: Reader): Field[] {
  return inside(reader, () => {
    const name = reader.shortString();
    return readTyped(reader, name);
  });
}

function writeTyped(writer: Writer, type: string, value: unknown): void {
  writer.uint8(type.charCodeAt(0));
  switch (type) {
    case "S":
      return void writer.longString(value as string);
    case "F":
      return writeTypedTable(writer, value as Field[]);
    case "A":
      return void writer.sized(() => {
        for (const [, itemType, item] of value as Field[]) {
          writeTyped(writer, itemType, item);
        }
      });
    case "V":
      return;
    case "t":
      return void writer.uint8(value ? 1 : 0);
    default: {
      const bytes = new Uint8Array(fixed(type).size);
      fixed(type).write(new DataView(bytes.buffer), value as number);
      writer.bytes(bytes);
    }
  }
}

function readTyped(reader: Reader, name: string): Field {
  const type = String.fromCharCode(reader.uint8());
  switch (type) {
    case "S":
      return [name, type, reader.longString()];
    case "F":
      return [name, type, readTypedTable(reader)];
    case "A":
      return [name, type, inside(reader, () => readTyped(reader, ""))];
    case "V":
      return [name, type, null];
    case "t":
      return [name, type, reader.uint8() !== 0];
    default:
      return [name, type, fixed(type).read(reader.view(fixed(type).size))];
  }
}

function inside<T>(reader: Reader, read: () => T): T[] {
  const size = reader.uint32();
  const end = reader.remaining - size;
  const items: T[] = [];
  while (reader.remaining > end) items.push(read());
  return items;
}

/** A number of fixed size. */
interface FixedType {
  readonly size: number;
  write(view: DataView, value: number): void;
  read(view: DataView): number;
}

const fixedTypes: ReadonlyMap<string, FixedType> = new Map([
  ["b", type(1, (v, n) => v.setInt8(0, n), (v) => v.getInt8(0))],
  ["B", type(1, (v, n) => v.setUint8(0, n), (v) => v.getUint8(0))],
  ["s", type(2, (v, n) => v.setInt16(0, n), (v) => v.getInt16(0))],
  ["u", type(2, (v, n) => v.setUint16(0, n), (v) => v.getUint16(0))],
  ["I", type(4, (v, n) => v.setInt32(0, n), (v) => v.getInt32(0))],
  ["i", type(4, (v, n) => v.setUint32(0, n), (v) => v.getUint32(0))],
  ["f", type(4, (v, n) => v.setFloat32(0, n), (v) => v.getFloat32(0))],
  ["d", type(8, (v, n) => v.setFloat64(0, n), (v) => v.getFloat64(0))],
  ...["l", "T"].map((letter): [string, FixedType] => [
    letter,
    type(
      8,
      (v, n) => v.setBigInt64(0, BigInt(n)),
      (v) => Number(v.getBigInt64(0)),
    ),
  ]),
]);

function type(
  size: number,
  write: FixedType["write"],
  read: FixedType["read"],
): FixedType {
  return { size, write, read };
}

function fixed(letter: string): FixedType {
  const found = fixedTypes.get(letter);
  if (!found) throw new Error(`No field type ${letter}`);
  return found;
}
