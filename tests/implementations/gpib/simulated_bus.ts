/**
 * A Prologix controller and the instruments on its bus, on a socket of this machine.
 *
 * @module
 */

/** What an instrument says when it is told to talk. */
export interface Said {
  readonly text: string;
  /** When it is ready to say it, in milliseconds since it was asked. */
  readonly after?: number;
  /** Whether it signals the end. Default: yes. */
  readonly eoi?: boolean;
}

/** How an instrument answers a question, given the right answer. */
export type BusHabit = (answer: string, random: () => number) => Said[];

/**
 * How an instrument is built: to IEEE 488.2, so that it knows `*IDN?` and forgets what is not read when the next command comes; so that it
 * knows `*IDN?` and forgets nothing; or so that it does neither.
 */
export type BusAge = "modern" | "half" | "old";

/** An instrument on the bus. `V3?` is answered with its address, the channel and how often that was asked for: `5 3 17`. */
export class SimulatedBusInstrument {
  /** The commands that it heard. */
  readonly heard: string[] = [];
  /** How often each channel was asked for. */
  readonly asked: Map<string, number> = new Map();
  readonly #address: string;
  readonly #habit: BusHabit;
  readonly #age: BusAge;
  readonly #random: () => number;
  #output: (Said & { ready: number })[] = [];

  /** Is silent until it is asked. */
  constructor(
    address: string,
    habit: BusHabit,
    age: BusAge,
    random: () => number,
  ) {
    this.#address = address;
    this.#habit = habit;
    this.#age = age;
    this.#random = random;
  }

  /** Takes a command. */
  hear(command: string): void {
    this.heard.push(command);
    if (this.#age === "modern") this.#output = [];
    const channel = /^V(\d+)\?/.exec(command)?.[1];
    if (command.startsWith("*IDN?")) {
      if (this.#age !== "old") this.#say([{ text: this.identity + "\n" }]);
    } else if (channel !== undefined) {
      const count = (this.asked.get(channel) ?? 0) + 1;
      this.asked.set(channel, count);
      this.#say(
        this.#habit(`${this.#address} ${channel} ${count}`, this.#random),
      );
    } else if (command.includes("?")) this.#say([{ text: "0\n" }]);
  }

  /** What it says to `*IDN?`. */
  get identity(): string {
    return `ACME,Rack unit,SN${this.#address},1.0`;
  }

  /** Forgets what it has not said. */
  clear(): void {
    this.heard.push("<clear>");
    this.#output = [];
  }

  /** Says something within so many milliseconds, or nothing. */
  async talk(
    timeout: number,
    pause: (milliseconds: number) => Promise<void>,
  ): Promise<Said | undefined> {
    const [next] = this.#output;
    if (!next || next.ready - performance.now() > timeout) {
      await pause(timeout);
      return undefined;
    }
    await pause(next.ready - performance.now());
    this.#output.shift();
    // A controller notices only by its timeout that there is no end.
    if (next.eoi === false) await pause(timeout);
    return next;
  }

  #say(said: Said[]): void {
    const now = performance.now();
    this.#output.push(
      ...said.map((one) => ({ ...one, ready: now + (one.after ?? 0) })),
    );
  }
}

/** What the controller does besides what it should. */
export interface BusMood {
  /** Changes what it says, which is sent in these pieces. */
  readonly pieces?: (text: string, random: () => number) => string[];
  /** Whether it stops for a while before it carries out a line, in milliseconds. */
  readonly stall?: (line: string, random: () => number) => number;
  /** Whether it hangs up after a line. */
  readonly hangsUp?: (line: string, random: () => number) => boolean;
  /** Whether it keeps for the next connection what it could not say. */
  readonly keeps?: boolean;
}

const escape = "\x1b";

/** The controller. It carries out the lines that come, one after the other, also those of a connection that has ended. */
export class SimulatedBus implements AsyncDisposable {
  /** The lines that were meant for it. */
  readonly lines: string[] = [];
  /** The instruments, by address. */
  readonly instruments: Map<string, SimulatedBusInstrument> = new Map();
  readonly #mood: BusMood;
  readonly #random: () => number;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #served = new Set<Promise<void>>();
  readonly #timers = new Map<ReturnType<typeof setTimeout>, () => void>();
  readonly #settings = new Map([
    ["addr", "0"],
    ["auto", "1"],
    ["eoi", "1"],
    ["eos", "0"],
    ["eot_enable", "0"],
    ["eot_char", "0"],
    ["mode", "1"],
    ["read_tmo_ms", "500"],
    ["savecfg", "1"],
  ]);
  #connection: Deno.TcpConn | undefined;
  #kept = "";
  #work: Promise<void> = Promise.resolve();
  #off = false;

  /** Switches it on. */
  constructor(mood: BusMood, random: () => number) {
    this.#mood = mood;
    this.#random = random;
    this.#served.add(this.#accept());
  }

  /** The port it listens at. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Puts an instrument on the bus. */
  add(
    address: string,
    habit: BusHabit,
    age: BusAge = "modern",
  ): SimulatedBusInstrument {
    const added = new SimulatedBusInstrument(
      address,
      habit,
      age,
      this.#random,
    );
    this.instruments.set(address, added);
    return added;
  }

  /** Hangs up. */
  cut(): void {
    try {
      this.#connection?.close();
    } catch {
      // It is closed already.
    }
    this.#connection = undefined;
  }

  /** Switches it off. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#off = true;
    for (const [timer, done] of this.#timers) {
      clearTimeout(timer);
      done();
    }
    this.#listener.close();
    this.cut();
    await Promise.all(this.#served);
    await this.#work;
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        // There is one connection at a time.
        this.cut();
        this.#connection = connection;
        connection.setNoDelay(true);
        const kept = this.#kept;
        this.#kept = "";
        if (kept) await this.#write(kept);
        this.#served.add(this.#serve(connection));
      }
    } catch {
      // It is switched off.
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const piece = new Uint8Array(4096);
    const decoder = new TextDecoder();
    let line = "";
    let isEscaped = false;
    let isPlain = false;
    try {
      for (;;) {
        const length = await connection.read(piece);
        if (length === null) break;
        const text = decoder.decode(piece.subarray(0, length), {
          stream: true,
        });
        for (const character of text) {
          if (isEscaped) {
            if (line.length < 2) isPlain = true;
            line += character;
            isEscaped = false;
          } else if (character === escape) isEscaped = true;
          else if (character !== "\n" && character !== "\r") line += character;
          else {
            const [whole, isCommand] = [
              line,
              line.startsWith("++") && !isPlain,
            ];
            [line, isPlain] = ["", false];
            if (whole === "") continue;
            this.#work = this.#work.then(() => this.#obey(whole, isCommand));
          }
        }
      }
    } catch {
      // The other end is gone.
    }
    if (this.#connection === connection) this.cut();
  }

  async #obey(line: string, isCommand: boolean): Promise<void> {
    if (this.#off) return;
    await this.#pause(this.#mood.stall?.(line, this.#random) ?? 0);
    if (isCommand) await this.#command(line.slice(2));
    else {
      const end = ["\r\n", "\r", "\n", ""][Number(this.#setting("eos"))]!;
      this.#addressed()?.hear(line + end);
      if (this.#setting("auto") === "1") await this.#read();
    }
    if (this.#mood.hangsUp?.(line, this.#random)) this.cut();
  }

  async #command(line: string): Promise<void> {
    this.lines.push(`++${line}`);
    const [name = "", ...values] = line.split(" ");
    if (name === "read") return await this.#read();
    if (name === "clr") return this.#addressed()?.clear();
    if (!this.#settings.has(name)) {
      return await this.#write("Unrecognized command\r\n");
    }
    if (values.length > 0) this.#settings.set(name, values.join(" "));
    else await this.#write(`${this.#setting(name)}\r\n`);
  }

  async #read(): Promise<void> {
    const timeout = Number(this.#setting("read_tmo_ms"));
    const pause = (milliseconds: number) => this.#pause(milliseconds);
    const instrument = this.#addressed();
    if (!instrument) return await pause(timeout);
    const said = await instrument.talk(timeout, pause);
    if (!said) return;
    const isEnd = said.eoi !== false && this.#setting("eot_enable") === "1";
    const end = String.fromCharCode(Number(this.#setting("eot_char")));
    await this.#write(said.text + (isEnd ? end : ""));
  }

  #setting(name: string): string {
    return this.#settings.get(name)!;
  }

  #addressed(): SimulatedBusInstrument | undefined {
    return this.instruments.get(this.#setting("addr"));
  }

  async #write(text: string): Promise<void> {
    const { pieces, keeps } = this.#mood;
    for (const piece of pieces?.(text, this.#random) ?? [text]) {
      const bytes = new TextEncoder().encode(piece);
      try {
        if (!this.#connection) throw new Error("nobody is there");
        for (let at = 0; at < bytes.length;) {
          at += await this.#connection.write(bytes.subarray(at));
        }
      } catch {
        if (keeps) this.#kept += piece;
      }
    }
  }

  #pause(milliseconds: number): Promise<void> {
    if (this.#off || milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.#timers.delete(timer);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#timers.set(timer, done);
    });
  }
}
