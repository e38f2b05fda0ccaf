/**
 * What devices say that refuse a request.
 *
 * @module
 */
import { ReplyError } from "@dripline/dripline";

const reasons: Readonly<Record<number, string>> = {
  1: "illegal function: it cannot do that. A register that is written may need write: multiple",
  2: "illegal data address: it has nothing there. Addresses count from 0, and manuals often from 1 or 40001",
  3: "illegal data value: it does not take that value, or that many at once (max_block)",
  4: "server device failure: it could not do it",
  5: "acknowledge: it needs longer than Modbus waits",
  6: "server device busy: ask again later",
  8: "memory parity error: its memory is damaged",
  10: "gateway path unavailable: the gateway has no way to this unit",
  11:
    "gateway target device failed to respond: nobody answers the gateway for this unit",
};

/** Thrown when a device refuses a request: code 200. */
export class ModbusException extends ReplyError {
  /** The number of the reason. */
  readonly code: number;

  /** Says what was refused, and why. */
  constructor(what: string, code: number) {
    super(
      "resource_error",
      `The device refuses to ${what}: exception ${code}, ${
        reasons[code] ?? "which Modbus does not define"
      }`,
    );
    this.code = code;
  }

  /** Whether a smaller request may be granted. */
  get isAboutAddress(): boolean {
    return this.code >= 2 && this.code <= 4;
  }
}
