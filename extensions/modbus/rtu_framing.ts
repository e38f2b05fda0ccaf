/**
 * Modbus RTU: over a serial line, or through a gateway that passes on what is on one.
 *
 * @module
 */
import { crc16Modbus, type Found, type Framing } from "@dripline/dripline";
import { InstrumentError } from "@dripline/dripline";
import { hex, responseLength, strayError } from "./pdu.ts";

/**
 * Requests and responses with a checksum. They have no number: a response has to come from the unit that was asked, and to have the
 * function, the length and, after a write, the content of the request. A message is the unit and what is for it.
 */
export class RtuFraming implements Framing {
  #request = new Uint8Array();

  /** Puts the checksum after a request. */
  encode(message: Uint8Array): Uint8Array {
    this.#request = message.slice();
    return Uint8Array.of(...message, ...crc16Modbus.of(message));
  }

  /** Finds the response to the latest request. Throws an `InstrumentError` if something else came, or it was garbled on the way. */
  decode(bytes: Uint8Array): Found | undefined {
    if (bytes.length < 2) return undefined;
    const request = this.#request;
    if (bytes[0] !== request[0]) throw strayError(request, bytes);
    const length = responseLength(request.subarray(1), bytes.subarray(1));
    if (length === undefined) return undefined;
    const end = 1 + length;
    const whole = end + crc16Modbus.length;
    if (bytes.length < whole) return undefined;
    const message = bytes.subarray(0, end);
    const right = crc16Modbus.of(message);
    if (bytes[end] !== right[0] || bytes[end + 1] !== right[1]) {
      throw new InstrumentError(
        "resource_error_no_response",
        `The checksum of ${hex(bytes.subarray(0, whole))} is not ${
          hex(right)
        }: it was garbled on the way. Are baud, parity and stop_bits those of the device?`,
        { reached: true },
      );
    }
    return { message, length: whole };
  }
}
