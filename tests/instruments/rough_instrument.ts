/**
 * An instrument with bad manners, on a socket of this machine.
 *
 * @module
 */

/** What it does with one command. */
export interface Turn {
  /** The command, without its line break. */
  readonly command: string;
  /** The right answer, without its line break. */
  readonly answer: string;
  /** A number from 0 up to 1, another one each time. */
  readonly random: () => number;
  /** Sends bytes to whoever is connected. */
  readonly send: (text: string) => void;
  /** Waits, in milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Sends later, while other commands are carried out. */
  readonly later: (milliseconds: number, text: string) => void;
}

/** A habit: how it answers. */
export type Habit = (turn: Turn) => void | Promise<void>;

/** Where it is. */
export interface RoughOptions {
  /** How it answers. */
  readonly habit: Habit;
  /** Whether it hangs behind a terminal server, which keeps what it says for the next connection. */
  readonly bridged?: boolean;
  /** Where its chance comes from. */
  readonly random: () => number;
}

const identity = "ACME,Rough 1000,SN42,1.0";

/**
 * It carries out commands one after the other. `V3?` is answered with the number of the channel and how often it was asked for, `3.17`, so
 * that every answer tells to which question it belongs; `S3 0.5` sets; `*IDN?` and `*OPC?` are known.
 */
export class RoughInstrument implements AsyncDisposable {
  /** How often each channel was asked for. */
  readonly asked: Map<number, number> = new Map();
  readonly #options: RoughOptions;
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #served = new Set<Promise<void>>();
  readonly #timers = new Map<ReturnType<typeof setTimeout>, () => void>();
  #connection: Deno.TcpConn | undefined;
  #kept = "";
  #work: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();
  #off = false;

  /** Switches it on. */
  constructor(options: RoughOptions) {
    this.#options = options;
    this.#served.add(this.#accept());
  }

  /** The port it listens at. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Says something, to whoever is connected. */
  say(text: string): void {
    this.#send(this.#connection, text);
  }

  /** Switches it off. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#off = true;
    for (const [timer, done] of this.#timers) {
      clearTimeout(timer);
      done();
    }
    this.#listener.close();
    this.#close();
    await Promise.all(this.#served);
    await this.#work;
    await this.#writing;
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        this.#close();
        this.#connection = connection;
        connection.setNoDelay(true);
        const kept = this.#kept;
        this.#kept = "";
        if (kept) this.#send(connection, kept);
        this.#served.add(this.#serve(connection));
      }
    } catch {
      // It is switched off.
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const decoder = new TextDecoder();
    const piece = new Uint8Array(4096);
    let pending = "";
    try {
      for (;;) {
        const length = await connection.read(piece);
        if (length === null) break;
        pending += decoder.decode(piece.subarray(0, length), { stream: true });
        const commands = pending.split("\n");
        pending = commands.pop()!;
        for (const command of commands) {
          this.#work = this.#work.then(() => this.#obey(connection, command));
        }
      }
    } catch {
      // The other end is gone.
    }
    if (this.#connection === connection) this.#close();
  }

  async #obey(connection: Deno.TcpConn, command: string): Promise<void> {
    const to = () => this.#options.bridged ? this.#connection : connection;
    const later = (milliseconds: number, text: string) =>
      void this.#pause(milliseconds).then(() => this.#send(to(), text));
    await this.#options.habit({
      command,
      answer: this.#answer(command),
      random: this.#options.random,
      send: (text) => this.#send(to(), text),
      pause: (milliseconds) => this.#pause(milliseconds),
      later,
    });
  }

  #answer(command: string): string {
    if (command === "*OPC?") return "1";
    if (command === "*IDN?") return identity;
    const channel = /^V(\d+)\?$/.exec(command)?.[1];
    if (channel === undefined) return "OK";
    const count = (this.asked.get(Number(channel)) ?? 0) + 1;
    this.asked.set(Number(channel), count);
    return `${channel}.${count}`;
  }

  #send(connection: Deno.TcpConn | undefined, text: string): void {
    if (this.#off) return;
    if (!connection) {
      if (this.#options.bridged) this.#kept += text;
      return;
    }
    const bytes = new TextEncoder().encode(text);
    this.#writing = this.#writing.then(async () => {
      try {
        for (let at = 0; at < bytes.length;) {
          at += await connection.write(bytes.subarray(at));
        }
      } catch {
        if (this.#options.bridged) this.#kept += text;
      }
    });
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#off) return resolve();
      const done = () => {
        this.#timers.delete(timer);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.#timers.set(timer, done);
    });
  }

  #close(): void {
    try {
      this.#connection?.close();
    } catch {
      // It is closed already.
    }
    this.#connection = undefined;
  }
}
