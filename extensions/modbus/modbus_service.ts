/**
 * The service of devices that speak Modbus.
 *
 * @module
 */
import {
  arg,
  type Attributes,
  boolean,
  type Commands,
  Instrument,
  integer,
  type KeyProblem,
  type Known,
  type Link,
  number,
  oneOf,
  optional,
  type Parity,
  readOnly,
  ReplyError,
  serialLink,
  Service,
  type SocketInfo,
  socketInfo,
  string,
  tcpLink,
} from "@dripline/dripline";
import { BlockReader, maxRegisters } from "./block_reader.ts";
import { type Asking, ModbusClient, type Span } from "./modbus_client.ts";
import { type Table, tables } from "./pdu.ts";
import { RtuFraming } from "./rtu_framing.ts";
import { TcpFraming } from "./tcp_framing.ts";

/** Seconds of silence after an answer on a line where answers have no number. */
const lineSilence = 0.075;

/** What is wrong with unit 0 on a line. */
export const everybody =
  "unit 0 is every device on the line at once, and none of them answers. Units are 1 to 247";

/** The service of one or more devices that speak Modbus: over TCP, or RTU on a serial line or behind a gateway to one. */
export class ModbusService extends Service {
  /** What configurations and requests may use. */
  static override readonly attributes: Attributes<ModbusService> = {
    socket_info: readOnly(optional(socketInfo({
      description:
        "Where the device or the gateway is: HOST:PORT; the usual port is 502",
    }))),
    device: readOnly(optional(string({
      description: "The device file of the serial line, such as /dev/ttyUSB0",
    }))),
    protocol: readOnly(optional(oneOf(["tcp", "rtu"], {
      description:
        "How messages look: tcp, or rtu as on a serial line; by default rtu with device, tcp with socket_info",
    }))),
    baud: readOnly(integer({ minimum: 50, description: "Bits per second" })),
    parity: readOnly(oneOf(["none", "even", "odd"], {
      description: "What the serial line does with parity",
    })),
    stop_bits: readOnly(integer({
      minimum: 1,
      maximum: 2,
      description: "Bits that end a character",
    })),
    unit: readOnly(integer({
      minimum: 0,
      maximum: 255,
      description: "Which of the devices, where an endpoint does not say",
    })),
    socket_timeout: readOnly(number({
      minimum: 0.001,
      description:
        "Seconds that connecting may take, and that a device may be silent before and within an answer",
    })),
    answer_silence: readOnly(optional(number({
      minimum: 0,
      description:
        "Seconds of silence that have to follow an answer before it is believed; by default 0.075 with rtu, 0 with tcp, where answers have numbers",
    }))),
    max_block: readOnly(integer({
      minimum: 1,
      maximum: maxRegisters,
      description: "How many neighbouring registers are read at once, at most",
    })),
    require_instrument: readOnly(boolean({
      description:
        "Whether the start fails if the device cannot be reached; otherwise the service waits for it",
    })),
  };

  /** What a `cmd` may call. */
  static override readonly commands: Commands<ModbusService> = {
    read_registers: {
      description:
        "Read registers or bits of a table (coil, discrete_input, input_register, holding_register), and return them as whole numbers",
      args: [
        arg("table", oneOf(tables)),
        arg("address", integer({ minimum: 0, maximum: 0xffff })),
        arg("count", optional(integer({ minimum: 1, maximum: maxRegisters }))),
        arg("unit", optional(integer({ minimum: 0, maximum: 255 }))),
      ],
    },
  };

  /** Where the device or the gateway is. */
  socketInfo: SocketInfo | undefined = undefined;
  /** The device file of the serial line. */
  device: string | undefined = undefined;
  /** How messages look; `undefined`: as is usual there. */
  protocol: "tcp" | "rtu" | undefined = undefined;
  /** Bits per second. */
  baud = 19200;
  /** What the serial line does with parity. */
  parity: Parity = "even";
  /** Bits that end a character, 1 or 2. */
  stopBits = 1;
  /** Which of the devices, where an endpoint does not say. */
  unit = 1;
  /** Seconds that connecting may take, and that a device may be silent before and within an answer. */
  socketTimeout = 1;
  /** Seconds of silence that have to follow an answer; `undefined`: as the protocol needs. */
  answerSilence: number | undefined = undefined;
  /** How many neighbouring registers are read at once, at most. */
  maxBlock: number = maxRegisters;
  /** Whether the start fails if the device cannot be reached. */
  requireInstrument = false;

  #instrument: Instrument | undefined;
  #client: ModbusClient | undefined;
  #blocks: BlockReader | undefined;

  /** Looks for contradictions. */
  override validate(known: Known): KeyProblem[] {
    const problems = super.validate(known);
    if ((this.socketInfo === undefined) === (this.device === undefined)) {
      problems.push({
        key: this.device === undefined ? undefined : "device",
        message:
          `"${this.name}" needs either socket_info, such as plc.lab:502, or device, such as /dev/ttyUSB0`,
      });
    }
    if (this.device !== undefined && !this.device.startsWith("/")) {
      problems.push({
        key: "device",
        message:
          `"device" must be the whole path of a device file, such as "/dev/ttyUSB0"`,
      });
    }
    if (this.device !== undefined && this.protocol === "tcp") {
      problems.push({
        key: "protocol",
        message: "protocol: tcp needs socket_info; on a serial line it is rtu",
      });
    }
    if (this.unit === 0 && !this.isTcp) {
      problems.push({ key: "unit", message: everybody });
    }
    return problems;
  }

  /** Whether messages look as Modbus over TCP wants them. */
  get isTcp(): boolean {
    return (this.protocol ?? (this.device ? "rtu" : "tcp")) === "tcp";
  }

  /** Begins to connect. Rejects with a `ReplyError` of code 201 if the device is required and cannot be reached. */
  override async start(): Promise<void> {
    await super.start();
    const { clock, random } = this.context;
    const { isTcp } = this;
    this.#instrument = new Instrument({
      link: this.#link(),
      framing: isTcp ? new TcpFraming(random()) : new RtuFraming(),
      timeout: this.socketTimeout,
      silence: this.answerSilence ?? (isTcp ? 0 : lineSilence),
      // A late answer has another number, or is waited for.
      sync: isTcp ? "connection" : "silence",
      clock,
      random,
    });
    this.#client = new ModbusClient(this.#instrument, isTcp);
    this.#blocks = new BlockReader(this.#client, this.maxBlock, clock);
    if (this.requireInstrument) await this.#instrument.connected();
  }

  /** Ends the connection. */
  override async stop(): Promise<void> {
    await this.#instrument?.close();
    this.#instrument = this.#client = this.#blocks = undefined;
    await super.stop();
  }

  /** Reads a piece of a table, with its neighbours. Rejects with a `ReplyError`. */
  read(span: Span, asking: Asking): Promise<Uint8Array> {
    if (!this.#blocks) return Promise.reject(this.#stopped());
    return this.#blocks.read(span, asking);
  }

  /** Writes, once. Rejects with a `ReplyError`. */
  write(
    unit: number,
    request: Uint8Array,
    what: string,
    asking: Asking,
  ): Promise<void> {
    if (!this.#client) return Promise.reject(this.#stopped());
    return this.#client.write(unit, request, what, asking);
  }

  /** Reads registers or bits as whole numbers. Rejects with a `ReplyError`. */
  async readRegisters(
    table: Table,
    address: number,
    count = 1,
    unit: number = this.unit,
    signal?: AbortSignal,
  ): Promise<number[]> {
    if (!this.#client) throw this.#stopped();
    const span = { unit, table, address, count };
    const data = await this.#client.read(span, { signal, asker: this.name });
    if (data.length === count) return [...data];
    return Array.from(
      { length: count },
      (_, index) => (data[2 * index]! << 8) | data[2 * index + 1]!,
    );
  }

  #link(): Link {
    if (this.socketInfo) return tcpLink(this.socketInfo);
    return serialLink({
      path: this.device ?? "",
      baud: this.baud,
      parity: this.parity,
      stopBits: this.stopBits === 2 ? 2 : 1,
    });
  }

  #stopped(): ReplyError {
    return new ReplyError(
      "resource_error_connection",
      `The service "${this.name}" does not run`,
    );
  }
}
