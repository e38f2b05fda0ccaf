/**
 * The service of an instrument on a serial line.
 *
 * @module
 */
import {
  type Attributes,
  integer,
  oneOf,
  readOnly,
  required,
} from "../../core/mod.ts";
import {
  devicePath,
  type FlowControl,
  type Link,
  type Parity,
  serialLink,
} from "../../instruments/mod.ts";
import { SCPIService } from "./scpi_service.ts";

/**
 * The service of an instrument that takes lines of text over a serial line and answers each. It runs the programs `stty` and `dd`, for which
 * it needs the permission `--allow-run=stty,dd`.
 */
export class SerialSCPIService extends SCPIService {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<SerialSCPIService> = {
    device: readOnly(required(devicePath({
      description: "The device file of the serial line, such as /dev/ttyUSB0",
    }))),
    baud: readOnly(integer({
      minimum: 50,
      description: "Bits per second",
    })),
    data_bits: readOnly(integer({
      minimum: 7,
      maximum: 8,
      description: "Bits of a character",
    })),
    parity: readOnly(oneOf(["none", "even", "odd"], {
      description: "What the line does with parity",
    })),
    stop_bits: readOnly(integer({
      minimum: 1,
      maximum: 2,
      description: "Bits that end a character",
    })),
    flow_control: readOnly(oneOf(["none", "software", "hardware"], {
      description:
        "Who may stop the other end: nobody, XOFF and XON, or RTS and CTS",
    })),
  };

  /** The device file. */
  device = "";
  /** Bits per second. */
  baud = 9600;
  /** Bits of a character, 7 or 8. */
  dataBits = 8;
  /** What the line does with parity. */
  parity: Parity = "none";
  /** Bits that end a character, 1 or 2. */
  stopBits = 1;
  /** Who may stop the other end. */
  flowControl: FlowControl = "none";

  /** A serial line. */
  protected override get link(): Link {
    return serialLink({
      path: this.device,
      baud: this.baud,
      dataBits: this.dataBits === 7 ? 7 : 8,
      parity: this.parity,
      stopBits: this.stopBits === 2 ? 2 : 1,
      flow: this.flowControl,
    });
  }
}
