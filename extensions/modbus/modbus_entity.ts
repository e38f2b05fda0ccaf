/**
 * Values that devices keep in registers and coils.
 *
 * @module
 */
import {
  type Attributes,
  boolean,
  Entity,
  integer,
  InvalidValues,
  type KeyProblem,
  type Known,
  list,
  number,
  oneOf,
  optional,
  readOnly,
  ReplyError,
  show,
} from "@dripline/dripline";
import { bitsOf, placed } from "./bits.ts";
import type { Span } from "./modbus_client.ts";
import { everybody, ModbusService } from "./modbus_service.ts";
import {
  changeBits,
  holdsBits,
  type Table,
  tables,
  writeCoil,
  writeRegisters,
} from "./pdu.ts";
import { Scaling } from "./scaling.ts";
import {
  decodeValue,
  encodeValue,
  type Order,
  sizeOf,
  type ValueFormat,
  type ValueType,
  valueTypes,
} from "./value_type.ts";

const address = (what: string) =>
  readOnly(optional(integer({
    minimum: 0,
    maximum: 0xffff,
    description: `${what}, counted from 0 as on the wire`,
  })));

/** A value in a coil, a discrete input, or one or more registers. It belongs to a {@linkcode ModbusService}. */
export class ModbusEntity extends Entity {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<ModbusEntity> = {
    holding_register: address("The first register, which can be written"),
    input_register: address("The first register, which can only be read"),
    coil: address("The bit, which can be written"),
    discrete_input: address("The bit, which can only be read"),
    unit: readOnly(optional(integer({
      minimum: 0,
      maximum: 255,
      description: "Which of the devices; by default that of the service",
    }))),
    type: readOnly(oneOf(valueTypes, {
      description: "What the registers hold",
    })),
    length: readOnly(optional(integer({
      minimum: 1,
      maximum: 123,
      description: "How many registers a string takes",
    }))),
    word_order: readOnly(oneOf(["big", "little"], {
      description:
        "Which register of a number of several comes first: that with its highest part (big), or that with its lowest",
    })),
    byte_order: readOnly(oneOf(["big", "little"], {
      description: "Which byte of each register comes first; big, by Modbus",
    })),
    scale: readOnly(number({
      description:
        "The value is what the register holds times this, such as 0.1",
    })),
    offset: readOnly(number({ description: "... and plus this" })),
    bits: readOnly(optional(list(
      integer({ minimum: 0, maximum: 15 }),
      {
        description:
          "Which bits of a uint16 are the value: one, or [lowest, highest]; bit 0 is the lowest one",
      },
    ))),
    write_multiple: readOnly(boolean({
      description:
        "Whether one register is written by the function for many (16), for devices that do not know the one for one (6)",
    })),
  };

  /** The first register, which can be written. */
  holdingRegister: number | undefined = undefined;
  /** The first register, which can only be read. */
  inputRegister: number | undefined = undefined;
  /** The bit, which can be written. */
  coil: number | undefined = undefined;
  /** The bit, which can only be read. */
  discreteInput: number | undefined = undefined;
  /** Which of the devices; `undefined`: that of the service. */
  unit: number | undefined = undefined;
  /** What the registers hold. */
  type: ValueType = "uint16";
  /** How many registers a string takes. */
  length: number | undefined = undefined;
  /** Which register of a number of several comes first. */
  wordOrder: Order = "big";
  /** Which byte of each register comes first. */
  byteOrder: Order = "big";
  /** The value is what the register holds times this. */
  scale = 1;
  /** What is added then. */
  offset = 0;
  /** Which bits of a `uint16` are the value: one, or the lowest and the highest. */
  bits: readonly number[] | undefined = undefined;
  /** Whether one register is written by the function for many. */
  writeMultiple = false;

  /** Raw values that mean there is no value: unless listed otherwise, what is no number. */
  override invalid: InvalidValues = new InvalidValues(["NaN", "Infinity"]);

  /** Looks for options that contradict each other, and for a service that does not speak Modbus. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    const problem = (key: string | undefined, message: string) =>
      void problems.push({ key, message });
    const places = this.#places();
    if (places.length !== 1) {
      const keys = tables.join(", ");
      problem(
        places[1]?.[0],
        `"${this.name}" needs one of ${keys}, such as holding_register: 100: received ${
          places.length === 0
            ? "none"
            : places.map(([table]) => table).join(" and ")
        }`,
      );
      return problems;
    }
    const [table] = places[0]!;
    const { count, address } = this.#span(table, 0);
    if (address + count > 0x10000) {
      problem(
        table,
        `"${table}" is too high: ${this.type} takes ${count} registers, and the last one is 65535`,
      );
    }
    if (holdsBits(table)) {
      for (const key of ["bits", "length"] as const) {
        if (this[key] !== undefined) {
          problem(
            key,
            `"${key}" is for registers, and ${table} is a single bit. Remove it`,
          );
        }
      }
      if (!this.#scaling().isNothing) {
        problem(
          "scale",
          `scale and offset are for registers, and ${table} is a single bit. Remove them`,
        );
      }
    }
    if ((this.type === "string") !== (this.length !== undefined)) {
      problem(
        "length",
        this.type === "string"
          ? 'type: string needs its "length" in registers'
          : `"length" is for type: string, and ${this.type} has its own. Remove it`,
      );
    }
    if (this.scale === 0) problem("scale", '"scale" must not be 0');
    if (this.type === "string" && !this.#scaling().isNothing) {
      problem(
        "scale",
        "scale and offset are for numbers, not for type: string",
      );
    }
    const [low, high = low, ...more] = this.bits ?? [0];
    if (this.bits && this.type !== "uint16") {
      problem("bits", `"bits" are those of type: uint16, not of ${this.type}`);
    }
    if (low === undefined || high! < low || more.length > 0) {
      problem(
        "bits",
        `"bits" must be one bit, or the lowest and the highest, such as [4, 7]: received ${
          show(this.bits)
        }`,
      );
    }
    if (this.owner instanceof ModbusService) {
      if (this.unit === 0 && !this.owner.isTcp) problem("unit", everybody);
    } else if (this.owner) {
      problem(
        undefined,
        `${this.constructor.name} talks to a device by Modbus, but the service "${this.owner.name}" (${this.owner.constructor.name}) does not. Give the service module: ModbusService`,
      );
    }
    return problems;
  }

  /** Reads the value, together with its neighbours that are to be read at the same time. */
  override async onGet(
    signal?: AbortSignal,
  ): Promise<number | bigint | string> {
    const [table] = this.#place();
    const service = this.#service();
    const span = this.#span(table, service.unit);
    const data = await service.read(span, { signal, asker: this.name });
    if (holdsBits(table)) return data[0]!;
    const value = decodeValue(data, this.#format);
    if (this.bits) return bitsOf(Number(value), this.bits);
    return this.#scaling().apply(value);
  }

  /** Writes the value, once, and returns what was written. */
  override async onSet(
    value: unknown,
    signal?: AbortSignal,
  ): Promise<number | string> {
    const [table, address] = this.#place();
    if (table === "discrete_input" || table === "input_register") {
      throw new ReplyError(
        "service_error_invalid_method",
        `endpoint '${this.name}' does not support set: a device lets nobody write its ${table}`,
      );
    }
    const { written, request } = this.#request(table, address, value);
    const service = this.#service();
    const unit = this.unit ?? service.unit;
    const what = `write ${
      show(written)
    } to ${table} ${address} of unit ${unit}`;
    await service.write(unit, request, what, { signal, asker: this.name });
    return written;
  }

  #request(
    table: Table,
    address: number,
    value: unknown,
  ): { written: number | string; request: Uint8Array } {
    if (table === "coil") {
      const written = this.#number(value);
      if (written !== 0 && written !== 1) {
        throw this.#refusal(value, "true or false, 1 or 0");
      }
      return { written, request: writeCoil(address, written === 1) };
    }
    if (this.bits) {
      const written = this.#number(value);
      const { mask, bits } = placed(written, this.bits);
      if (bits === undefined) {
        throw this.#refusal(value, `from 0 to ${bitsOf(0xffff, this.bits)}`);
      }
      return { written, request: changeBits(address, mask, bits) };
    }
    const scaling = this.#scaling();
    const isWhole = !this.type.startsWith("float");
    const raw = this.type === "string"
      ? this.#text(value)
      : scaling.undo(this.#number(value), isWhole);
    const registers = encodeValue(raw, this.#format);
    return {
      written: scaling.apply(raw) as number | string,
      request: writeRegisters(address, registers, this.writeMultiple),
    };
  }

  #number(value: unknown): number {
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return Number(value);
    const text = typeof value === "string" ? value.trim() : "";
    const known = { true: 1, on: 1, false: 0, off: 0 };
    const number = Object.hasOwn(known, text.toLowerCase())
      ? known[text.toLowerCase() as keyof typeof known]
      : text === ""
      ? NaN
      : Number(text);
    if (Number.isFinite(number)) return number;
    throw this.#refusal(value, "a number");
  }

  #text(value: unknown): string {
    if (typeof value === "string") return value;
    throw this.#refusal(value, "a text");
  }

  #refusal(value: unknown, wanted: string): ReplyError {
    return new ReplyError(
      "service_error_invalid_value",
      `Cannot set "${this.name}" to ${show(value)}: it must be ${wanted}`,
    );
  }

  get #format(): ValueFormat {
    const { type, wordOrder, byteOrder, length } = this;
    return { type, wordOrder, byteOrder, length };
  }

  #scaling(): Scaling {
    return new Scaling(this.scale, this.offset);
  }

  #places(): [Table, number][] {
    const places = [
      ["coil", this.coil],
      ["discrete_input", this.discreteInput],
      ["input_register", this.inputRegister],
      ["holding_register", this.holdingRegister],
    ] as const;
    return places.flatMap(([table, address]) =>
      address === undefined ? [] : [[table, address]]
    );
  }

  #place(): [Table, number] {
    const [place] = this.#places();
    if (place) return place;
    throw new Error(`"${this.name}" has no place in a table`);
  }

  #span(table: Table, unit: number): Span {
    return {
      unit: this.unit ?? unit,
      table,
      address: this.#place()[1],
      count: holdsBits(table) ? 1 : sizeOf(this.#format),
    };
  }

  #service(): ModbusService {
    const { service } = this;
    if (service instanceof ModbusService) return service;
    throw new Error(`"${service.name}" does not speak Modbus`);
  }
}
