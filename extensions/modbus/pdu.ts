/**
 * Requests and responses of Modbus, without what goes round them on the way.
 *
 * @module
 */
import { InstrumentError } from "@dripline/dripline";

/** One of the four tables of a device. */
export type Table =
  | "coil"
  | "discrete_input"
  | "input_register"
  | "holding_register";

/** The four tables of a device. */
export const tables: readonly Table[] = [
  "coil",
  "discrete_input",
  "input_register",
  "holding_register",
];

/** Tells whether a table holds single bits. */
export function holdsBits(table: Table): boolean {
  return table === "coil" || table === "discrete_input";
}

const readFunctions: Readonly<Record<Table, number>> = {
  coil: 1,
  "discrete_input": 2,
  "holding_register": 3,
  "input_register": 4,
};

/** Marks the answer of a device that refuses. */
const refused = 0x80;

/** Reads so many bits or registers. */
export function readRequest(
  table: Table,
  address: number,
  count: number,
): Uint8Array {
  return words(readFunctions[table], address, count);
}

/** Writes a coil. */
export function writeCoil(address: number, isOn: boolean): Uint8Array {
  return words(5, address, isOn ? 0xff00 : 0);
}

/** Writes registers: one by the function for one, unless the device knows only the other. */
export function writeRegisters(
  address: number,
  values: Uint8Array,
  asMany: boolean,
): Uint8Array {
  if (values.length === 2 && !asMany) {
    return words(6, address, (values[0]! << 8) | values[1]!);
  }
  const head = words(16, address, values.length / 2);
  return Uint8Array.of(...head, values.length, ...values);
}

/** Changes the bits of a register that a mask has, and no other ones. */
export function changeBits(
  address: number,
  mask: number,
  value: number,
): Uint8Array {
  return words(22, address, ~mask & 0xffff, value & mask);
}

/** What the right response to a request begins with, and how long it is altogether. */
function expected(request: Uint8Array): { head: Uint8Array; length: number } {
  const [code = 0] = request;
  if (code <= 4) {
    const count = (request[3]! << 8) | request[4]!;
    const bytes = code <= 2 ? Math.ceil(count / 8) : 2 * count;
    return { head: Uint8Array.of(code, bytes), length: 2 + bytes };
  }
  // A response to a write repeats it, that to a write of many its beginning.
  const head = code === 16 ? request.subarray(0, 5) : request;
  return { head, length: head.length };
}

/**
 * Returns how long the response to a request is that begins like this, undefined if that cannot be told yet. Throws an `InstrumentError` if
 * it cannot be a response to this request.
 */
export function responseLength(
  request: Uint8Array,
  response: Uint8Array,
): number | undefined {
  if (response.length === 0) return undefined;
  if (response[0] === (request[0]! | refused)) return 2;
  const { head, length } = expected(request);
  const seen = response.subarray(0, head.length);
  if (seen.some((byte, index) => byte !== head[index])) {
    throw strayError(request, response);
  }
  return length;
}

/** What a device says that refuses: the number of its reason. Undefined if it does not. */
export function refusalOf(response: Uint8Array): number | undefined {
  return response[0]! & refused ? response[1] : undefined;
}

/** Something came that is no response to this request: 202. */
export function strayError(
  request: Uint8Array,
  came: Uint8Array,
): InstrumentError {
  return new InstrumentError(
    "resource_error_no_response",
    `${hex(request)} was answered ${
      hex(came)
    }, which is the answer to something else`,
    { reached: true },
  );
}

/** Bytes in base 16, for people: `<03 00 01>`. */
export function hex(bytes: Uint8Array): string {
  const digits = Array.from(
    bytes.subarray(0, 40),
    (byte) => byte.toString(16).padStart(2, "0"),
  );
  return `<${digits.join(" ")}${bytes.length > 40 ? " ..." : ""}>`;
}

function words(code: number, ...values: number[]): Uint8Array {
  return Uint8Array.of(
    code,
    ...values.flatMap((value) => [value >> 8, value & 0xff]),
  );
}
