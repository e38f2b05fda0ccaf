/**
 * A simulated instrument and a service for it, without a mesh.
 *
 * @module
 */
import { assertRejects } from "@std/assert";
import { configure, type Endpoint, offline } from "../../../src/core/mod.ts";
import { EthernetSCPIService } from "../../../src/implementations/scpi/mod.ts";
import { ReplyError } from "../../../src/wire/mod.ts";
import {
  FakeClock,
  SimulatedInstrument,
  type SimulatedInstrumentOptions,
} from "../../../testing.ts";

/** How a {@linkcode Bench} is set up. */
export interface BenchOptions {
  /** The instrument. */
  readonly instrument?: SimulatedInstrumentOptions;
  /** Options of the service. Unless they are given, `cmd_at_reconnect` is null, `answer_silence` 0 and `sync` connection. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the service owns: each an endpoint and its options. */
  readonly endpoints?: readonly (readonly [Endpoint, object])[];
}

/** A clock that stands still, and that tells when a timer is set. */
export class WatchedClock extends FakeClock {
  /** How many timers were set so far. */
  set = 0;
  readonly #watchers = new Set<() => void>();

  override after(milliseconds: number, run: () => void): () => void {
    this.set++;
    for (const look of this.#watchers) look();
    return super.after(milliseconds, run);
  }

  /** Resolves when so many timers have been set. */
  async timers(count: number): Promise<void> {
    while (this.set < count) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
      this.#watchers.clear();
    }
  }
}

/** A simulated instrument, a clock that stands still, and a service. */
export class Bench implements AsyncDisposable {
  readonly clock: WatchedClock = new WatchedClock();
  readonly instrument: SimulatedInstrument;
  readonly service: EthernetSCPIService = new EthernetSCPIService("dmm");

  constructor({ instrument, config, endpoints = [] }: BenchOptions = {}) {
    this.instrument = new SimulatedInstrument(instrument);
    set(this.service, {
      socket_info: ["127.0.0.1", this.instrument.port],
      command_terminator: "\n",
      response_terminator: "\n",
      cmd_at_reconnect: null,
      answer_silence: 0,
      sync: "connection",
      ...config,
    });
    this.service.enter(
      { ...offline(), clock: this.clock, random: () => 0.5 },
      () => {},
    );
    for (const [endpoint, options] of endpoints) {
      set(endpoint, options);
      this.service.add(endpoint);
    }
  }

  /** A bench whose service has connected. */
  static async start(options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(options);
    await bench.service.start();
    await bench.accepted(1);
    return bench;
  }

  /** Resolves when the instrument has received so many commands. */
  async received(count: number): Promise<void> {
    const { instrument } = this;
    await instrument.until(() => instrument.received.length >= count);
  }

  /** Resolves when the instrument has accepted so many connections. */
  async accepted(count: number): Promise<void> {
    const { instrument } = this;
    await instrument.until(() => instrument.accepted >= count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service.stop();
    await this.instrument[Symbol.asyncDispose]();
  }
}

/** Waits for a refusal, and returns its code and its text. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<[code: number, message: string]> {
  const error = await assertRejects(() => promise, ReplyError);
  return [error.returnCode.value, error.message];
}

function set(target: Endpoint, options: object): void {
  const config = { name: target.name, ...options };
  const known = { functions: new Map(), offeredElsewhere: new Map() };
  const [problem] = [...configure(target, config), ...target.validate(known)];
  if (problem) throw new Error(problem.message);
}
