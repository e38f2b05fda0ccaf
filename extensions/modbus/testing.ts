/**
 * A device that is only software, to try out and to test what speaks Modbus.
 *
 * ```ts
 * import { SimulatedDevice } from "@dripline/modbus/testing";
 *
 * await using device = new SimulatedDevice({ port: 1502 });
 * device.unit(1).holdingRegisters.set(100, 215);
 * ```
 *
 * @module
 */
import { crc16Modbus } from "@dripline/dripline";

/** One of the devices behind a port. What is not in its maps does not exist. */
export class SimulatedUnit {
  /** Bits that can be written, 0 or 1. */
  coils: Map<number, number> = new Map();
  /** Bits that can only be read. */
  discreteInputs: Map<number, number> = new Map();
  /** Registers that can only be read, 0 to 65535. */
  inputRegisters: Map<number, number> = new Map();
  /** Registers that can be written. */
  holdingRegisters: Map<number, number> = new Map();
  /** The numbers of the functions that it does not know. */
  unknownFunctions: Set<number> = new Set();

  /** Carries out a request, and returns the response. */
  answer(request: Uint8Array): Uint8Array {
    const [code = 0] = request;
    const view = new DataView(request.buffer, request.byteOffset);
    const refuse = (reason: number) => Uint8Array.of(code | 0x80, reason);
    if (this.unknownFunctions.has(code)) return refuse(1);
    const address = view.getUint16(1);
    const second = view.getUint16(3);
    const reads = [
      undefined,
      this.coils,
      this.discreteInputs,
      this.holdingRegisters,
      this.inputRegisters,
    ];
    const table = reads[code];
    if (table) {
      const values: number[] = [];
      for (let at = address; at < address + second; at++) {
        const value = table.has(at) ? table.get(at) : undefined;
        if (value === undefined) return refuse(2);
        values.push(value);
      }
      const bytes = code > 2
        ? values.flatMap((value) => [value >> 8, value & 0xff])
        : packed(values);
      return Uint8Array.of(code, bytes.length, ...bytes);
    }
    if (code === 5) {
      if (!this.coils.has(address)) return refuse(2);
      this.coils.set(address, second === 0 ? 0 : 1);
      return request.slice();
    }
    const count = code === 16 ? second : 1;
    for (let index = 0; index < count; index++) {
      if (!this.holdingRegisters.has(address + index)) return refuse(2);
    }
    if (code === 6) {
      this.holdingRegisters.set(address, second);
      return request.slice();
    }
    if (code === 16) {
      for (let index = 0; index < count; index++) {
        const value = view.getUint16(6 + 2 * index);
        this.holdingRegisters.set(address + index, value);
      }
      return request.slice(0, 5);
    }
    if (code === 22) {
      const kept = this.holdingRegisters.get(address)! & second;
      const changed = view.getUint16(5) & ~second;
      this.holdingRegisters.set(address, kept | changed);
      return request.slice();
    }
    return refuse(1);
  }
}

/** What a device does with one request. */
export interface Turn {
  /** The unit and the request. */
  readonly request: Uint8Array;
  /** The right response, as it would be sent; empty if nobody answers. */
  readonly response: Uint8Array;
  /** Sends bytes to whoever is connected. */
  readonly send: (bytes: Uint8Array) => void;
  /** Waits, in milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Sends later, while other requests are carried out. */
  readonly later: (milliseconds: number, bytes: Uint8Array) => void;
}

/** How a {@linkcode SimulatedDevice} speaks. */
export interface SimulatedDeviceOptions {
  /** The port on loopback. Default: one that is free. */
  readonly port?: number;
  /** How messages look: Modbus over TCP, or RTU as a gateway passes it on. Default: `tcp`. */
  readonly protocol?: "tcp" | "rtu";
  /** What it does with a request. Default: it sends the right response. */
  readonly habit?: (turn: Turn) => void | Promise<void>;
  /** Whether it keeps for the next connection what it could not send, as gateways do. Default: no. */
  readonly keeps?: boolean;
}

/** How many requests it remembers. */
const maxReceived = 10_000;

/** Devices behind a real socket of this machine, which can be made to answer badly. */
export class SimulatedDevice implements AsyncDisposable {
  /** The requests that came, each after its unit; the last 10,000 of them. */
  readonly received: Uint8Array[] = [];
  readonly #options: SimulatedDeviceOptions;
  readonly #units = new Map<number, SimulatedUnit>();
  readonly #served = new Set<Promise<void>>();
  readonly #timers = new Map<ReturnType<typeof setTimeout>, () => void>();
  readonly #port: number;
  #listener: Deno.TcpListener | undefined;
  #connection: Deno.TcpConn | undefined;
  #kept = new Uint8Array();
  #work: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  #isOff = false;

  /** Switches it on. */
  constructor(options: SimulatedDeviceOptions = {}) {
    this.#options = options;
    this.#port = this.#listen(options.port ?? 0);
  }

  /** The port it listens at. */
  get port(): number {
    return this.#port;
  }

  /** One of the devices; it is made when it is first asked for. */
  unit(number: number): SimulatedUnit {
    const known = this.#units.get(number);
    if (known) return known;
    const unit = new SimulatedUnit();
    this.#units.set(number, unit);
    return unit;
  }

  /** Takes it off the net. */
  unplug(): void {
    this.#listener?.close();
    this.#listener = undefined;
    this.#hangUp();
  }

  /** Puts it back, at the same port. */
  plugIn(): void {
    if (!this.#listener) this.#listen(this.#port);
  }

  /** Switches it off. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOff = true;
    for (const [timer, done] of this.#timers) {
      clearTimeout(timer);
      done();
    }
    this.unplug();
    await Promise.all(this.#served);
    await this.#work;
    await this.#writing;
  }

  #listen(port: number): number {
    const listener = Deno.listen({ hostname: "127.0.0.1", port });
    this.#listener = listener;
    this.#served.add(this.#accept(listener));
    return listener.addr.port;
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const connection of listener) {
        this.#hangUp();
        this.#connection = connection;
        connection.setNoDelay(true);
        const kept = this.#kept;
        this.#kept = new Uint8Array();
        if (kept.length > 0) this.#send(connection, kept);
        this.#served.add(this.#serve(connection));
      }
    } catch {
      // It is switched off.
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const piece = new Uint8Array(4096);
    let bytes = new Uint8Array();
    try {
      for (;;) {
        const length = await connection.read(piece);
        if (length === null) break;
        bytes = Uint8Array.of(...bytes, ...piece.subarray(0, length));
        for (;;) {
          const end = this.#requestLength(bytes);
          if (end === undefined || bytes.length < end) break;
          const frame = bytes.slice(0, end);
          bytes = bytes.slice(end);
          this.#work = this.#work.then(() => this.#obey(connection, frame));
        }
      }
    } catch {
      // The other end is gone.
    }
    if (this.#connection === connection) this.#hangUp();
  }

  get #isTcp(): boolean {
    return this.#options.protocol !== "rtu";
  }

  #requestLength(bytes: Uint8Array): number | undefined {
    if (bytes.length < 7) return undefined;
    if (this.#isTcp) return 6 + ((bytes[4]! << 8) | bytes[5]!);
    const code = bytes[1]!;
    if (code === 22) return 10;
    return code < 15 ? 8 : 9 + bytes[6]!;
  }

  async #obey(connection: Deno.TcpConn, frame: Uint8Array): Promise<void> {
    const request = this.#isTcp ? frame.slice(6) : frame.slice(0, -2);
    this.received.push(request);
    if (this.received.length > maxReceived) this.received.shift();
    const said = this.#units.get(request[0]!)?.answer(request.subarray(1));
    // A gateway says that nobody answers; on a line, nobody does.
    const response = said ??
      (this.#isTcp ? Uint8Array.of(request[1]! | 0x80, 11) : undefined);
    const framed = response
      ? this.#framed(frame, Uint8Array.of(request[0]!, ...response))
      : new Uint8Array();
    const to = () => this.#options.keeps ? this.#connection : connection;
    const send = (bytes: Uint8Array) => this.#send(to(), bytes);
    await (this.#options.habit ?? answersWell)({
      request,
      response: framed,
      send,
      pause: (milliseconds) => this.#pause(milliseconds),
      later: (milliseconds, bytes) =>
        void this.#pause(milliseconds).then(() => send(bytes)),
    });
  }

  #framed(request: Uint8Array, message: Uint8Array): Uint8Array {
    return this.#isTcp
      ? Uint8Array.of(
        ...request.subarray(0, 4),
        message.length >> 8,
        message.length & 0xff,
        ...message,
      )
      : Uint8Array.of(...message, ...crc16Modbus.of(message));
  }

  #send(connection: Deno.TcpConn | undefined, bytes: Uint8Array): void {
    if (this.#isOff) return;
    const keep = () => {
      if (!this.#options.keeps) return;
      this.#kept = Uint8Array.of(...this.#kept, ...bytes);
    };
    if (!connection) return keep();
    this.#writing = this.#writing.then(async () => {
      try {
        for (let at = 0; at < bytes.length;) {
          at += await connection.write(bytes.subarray(at));
        }
      } catch {
        keep();
      }
    });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOff) return resolve();
      const done = () => {
        this.#timers.delete(timer);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#timers.set(timer, done);
    });
  }

  #hangUp(): void {
    try {
      this.#connection?.close();
    } catch {
      // It is closed already.
    }
    this.#connection = undefined;
  }
}

function answersWell({ response, send }: Turn): void {
  send(response);
}

function packed(bits: readonly number[]): number[] {
  const bytes = Array<number>(Math.ceil(bits.length / 8)).fill(0);
  for (const [index, bit] of bits.entries()) {
    bytes[index >> 3]! |= (bit ? 1 : 0) << (index & 7);
  }
  return bytes;
}
