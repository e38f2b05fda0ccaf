/**
 * Modbus over TCP.
 *
 * @module
 */
import type { Found, Framing } from "@dripline/dripline";
import { InstrumentError } from "@dripline/dripline";
import { hex, responseLength, strayError } from "./pdu.ts";

/** How many bytes stand before the unit: the number of the transaction, the protocol and the length. */
const headerLength = 6;

/**
 * Requests and responses with a header (MBAP). Each request has a number of its own, which its response repeats: what has another one came
 * too late, and is thrown away. A message is the unit and what is for it.
 */
export class TcpFraming implements Framing {
  #transaction: number;
  #request = new Uint8Array();

  /** Begins to count anywhere, given a number from 0 up to 1. */
  constructor(random: number) {
    this.#transaction = Math.floor(random * 0x10000);
  }

  /** Puts a header before a request. */
  encode(message: Uint8Array): Uint8Array {
    this.#request = message.slice();
    this.#transaction = (this.#transaction + 1) % 0x10000;
    const bytes = new Uint8Array(headerLength + message.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, this.#transaction);
    view.setUint16(4, message.length);
    bytes.set(message, headerLength);
    return bytes;
  }

  /** Finds the response to the latest request. Throws an `InstrumentError` if something else has its number. */
  decode(bytes: Uint8Array): Found | undefined {
    for (let at = 0; bytes.length >= at + headerLength;) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + at);
      const length = view.getUint16(4);
      if (view.getUint16(2) !== 0 || length < 3 || length > 254) {
        throw new InstrumentError(
          "resource_error_no_response",
          `${
            hex(bytes.subarray(at))
          } came, which is not Modbus over TCP. Is it protocol: rtu?`,
          { reached: true },
        );
      }
      const end = at + headerLength + length;
      if (bytes.length < end) return undefined;
      const message = bytes.subarray(at + headerLength, end);
      if (view.getUint16(0) === this.#transaction) {
        this.#check(message);
        return { message, length: end };
      }
      at = end;
    }
    return undefined;
  }

  #check(message: Uint8Array): void {
    const request = this.#request;
    const isRight = message[0] === request[0] &&
      responseLength(request.subarray(1), message.subarray(1)) ===
        message.length - 1;
    if (!isRight) throw strayError(request, message);
  }
}
