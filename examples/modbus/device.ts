// deno-lint-ignore-file no-console -- a program of its own
/**
 * A simulated device: a tank with a heater and a pump, at port 1502 of this machine.
 *
 *     deno run --allow-net=127.0.0.1:1502 examples/modbus/device.ts
 *
 * @module
 */
import { SimulatedDevice } from "@dripline/modbus/testing";

/** A tank that is warmed to the setpoint as long as the pump is on. */
export class Tank extends SimulatedDevice {
  readonly #timer = setInterval(() => this.#change(), 500);
  #temperature = 20;

  /** Switches it on. */
  constructor(port: number) {
    super({ port });
    const { coils, inputRegisters, holdingRegisters } = this.unit(1);
    coils.set(0, 0);
    // Tenths of a degree.
    holdingRegisters.set(20, 250);
    inputRegisters.set(10, 215);
    this.#change();
  }

  /** Switches it off. */
  override async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await super[Symbol.asyncDispose]();
  }

  #change(): void {
    const { coils, holdingRegisters } = this.unit(1);
    const isOn = coils.get(0) === 1;
    const wanted = isOn ? holdingRegisters.get(20)! / 10 : 20;
    this.#temperature += (wanted - this.#temperature) / 4;
    // Bits 4 and 5: 0 is off, 2 is on.
    holdingRegisters.set(4, isOn ? 0b10_0000 : 0);
    // A float32, its lower part first.
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, this.#temperature);
    holdingRegisters.set(100, view.getUint16(2));
    holdingRegisters.set(101, view.getUint16(0));
  }
}

if (import.meta.main) {
  const tank = new Tank(1502);
  console.log(
    `The tank speaks Modbus at 127.0.0.1:${tank.port}. Ctrl-C ends it`,
  );
}
