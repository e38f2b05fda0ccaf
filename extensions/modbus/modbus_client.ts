/**
 * What can be asked of devices that speak Modbus.
 *
 * @module
 */
import type { Instrument } from "@dripline/dripline";
import { ModbusException } from "./exception.ts";
import { holdsBits, readRequest, refusalOf, type Table } from "./pdu.ts";

/** A piece of a table of a unit. */
export interface Span {
  /** Which of the devices. */
  readonly unit: number;
  /** Which of its tables. */
  readonly table: Table;
  /** The first bit or register, counted from 0. */
  readonly address: number;
  /** How many. */
  readonly count: number;
}

/** For whom something is asked. */
export interface Asking {
  /** Aborted when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
  /** The name of the endpoint, for the log. */
  readonly asker: string;
}

/** Asks devices, one at a time. */
export class ModbusClient {
  readonly #instrument: Instrument;
  readonly #mayRepeat: boolean;

  /** `mayRepeat`: whether a reading may be asked for again if its answer is lost. */
  constructor(instrument: Instrument, mayRepeat: boolean) {
    this.#instrument = instrument;
    this.#mayRepeat = mayRepeat;
  }

  /**
   * Reads: two bytes for each register, one (0 or 1) for each bit. Rejects with a {@linkcode ModbusException} if the device refuses, with an
   * `InstrumentError` if it does not answer.
   */
  async read(span: Span, asking: Asking): Promise<Uint8Array> {
    const { unit, table, address, count } = span;
    const request = readRequest(table, address, count);
    const response = await this.#ask(unit, request, {
      ...asking,
      what: `read ${spanText(span)}`,
      repeatable: this.#mayRepeat,
    });
    const data = response.slice(2);
    if (!holdsBits(table)) return data;
    return Uint8Array.from(
      { length: count },
      (_, bit) => (data[bit >> 3]! >> (bit & 7)) & 1,
    );
  }

  /** Writes. It is sent once. `what` it does, for people. Rejects as {@linkcode ModbusClient.read} does. */
  async write(
    unit: number,
    request: Uint8Array,
    what: string,
    asking: Asking,
  ): Promise<void> {
    await this.#ask(unit, request, { ...asking, what, repeatable: false });
  }

  async #ask(
    unit: number,
    request: Uint8Array,
    { what, ...options }: Asking & { what: string; repeatable: boolean },
  ): Promise<Uint8Array> {
    const message = Uint8Array.of(unit, ...request);
    const answer = await this.#instrument.exchange(message, options);
    const response = answer.subarray(1);
    const code = refusalOf(response);
    if (code !== undefined) throw new ModbusException(what, code);
    return response;
  }
}

/** A span in words: `holding_register 100 to 103 of unit 1`. */
export function spanText({ unit, table, address, count }: Span): string {
  const last = count > 1 ? ` to ${address + count - 1}` : "";
  return `${table} ${address}${last} of unit ${unit}`;
}
