/**
 * An instrument that is only software, to try out and to test what talks to instruments.
 *
 * @module
 */

import { type Framing, joined, lines } from "../instruments/mod.ts";

/** Returns the answer to a query, given what follows its name: `(@101)` of `MEAS? (@101)`. */
export type SimulatedAnswer = string | ((parameters: string) => string);

/** What a {@linkcode SimulatedInstrument} does with the commands that it gets. */
export type SimulatedMood =
  /** It answers. */
  | "well"
  /** It takes commands, and does not answer. */
  | "mute"
  /** It closes the connection before the answer. */
  | "hangs up"
  /** It closes the connection in the middle of the answer. */
  | "breaks off";

/** How a {@linkcode SimulatedInstrument} speaks. */
export interface SimulatedInstrumentOptions {
  /** The port on loopback. Default: one that is free. */
  readonly port?: number;
  /**
   * What it knows. A query, such as `*IDN?`, has an answer. A setting, such as `VOLTage`, has a value at the beginning: it is read with
   * `VOLTage?` or `VOLT?` and set with `VOLT 5`. What has a function is answered also without a question mark. Default: `*IDN?` and `*OPC?` only.
   */
  readonly knows?: Readonly<Record<string, SimulatedAnswer>>;
  /** What ends a command; not empty. Default: a line break. */
  readonly commandTerminator?: string;
  /** What ends an answer. Default: a line break. */
  readonly responseTerminator?: string;
  /** Where messages begin and end, in place of the terminators. Default: lines. */
  readonly framing?: Framing;
  /** What it says to everyone who connects. Default: nothing. */
  readonly greeting?: string;
  /** Whether it repeats each command before the answer. Default: no. */
  readonly echo?: boolean;
}

/** How many commands it remembers. */
const maxReceived = 10_000;

/** The longest command that it takes, in characters. On a longer one it hangs up. */
const maxCommand = 1_000_000;

/** What an unknown command is answered, so that every line has an answer. */
const unknownHeader = '-113,"Undefined header"';

/** An instrument on a real socket of this machine, which can be made to fail in many ways. */
export class SimulatedInstrument implements AsyncDisposable {
  /** The commands that came, in order, without terminators; the last 10,000 of them. */
  readonly received: string[] = [];
  /** What it does with the commands that come. */
  mood: SimulatedMood = "well";
  /** The largest number of bytes that it sends at once. */
  pieceSize: number = Infinity;
  /** Whether it answers as it should. If not, this is put in place of every answer. */
  lie: string | undefined = undefined;

  readonly #knows: Map<string, SimulatedAnswer>;
  readonly #options: SimulatedInstrumentOptions;
  readonly #framing: Framing;
  readonly #connections = new Map<Deno.TcpConn, Promise<void>>();
  readonly #watchers = new Set<() => void>();
  #listener: Deno.TcpListener | undefined;
  #accepting: Promise<void> | undefined;
  #accepted = 0;
  #port: number;
  #held: PromiseWithResolvers<void> | undefined;

  /** Plugs it in. */
  constructor(options: SimulatedInstrumentOptions = {}) {
    this.#options = options;
    const { commandTerminator = "\n", responseTerminator = "\n" } = options;
    this.#framing = options.framing ??
      lines(commandTerminator, responseTerminator);
    this.#port = options.port ?? 0;
    this.#knows = new Map(Object.entries({
      "*IDN?": "dripline,simulated instrument,0,1",
      "*OPC?": "1",
      ...options.knows,
    }));
    this.plugIn();
  }

  /** The port it listens at; the same one after it was unplugged. */
  get port(): number {
    return this.#port;
  }

  /** How many connections it has accepted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Changes what it knows: the value of a setting, or the answer to a query. */
  know(name: string, answer: SimulatedAnswer): void {
    this.#knows.set(name, answer);
  }

  /** Makes it slow: it takes commands, and keeps its answers until the function that this returns is called. */
  hold(): () => void {
    const held = Promise.withResolvers<void>();
    this.#held = held;
    return () => {
      if (this.#held === held) this.#held = undefined;
      held.resolve();
    };
  }

  /** Says something that nobody has asked for, to everyone. */
  async say(text: string | Uint8Array): Promise<void> {
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    for (const connection of [...this.#connections.keys()]) {
      await this.#write(connection, bytes);
    }
  }

  /** Cuts every connection. New ones are accepted. */
  cut(): void {
    for (const connection of [...this.#connections.keys()]) {
      closeQuietly(connection);
    }
  }

  /** Takes it off the net, as if it were switched off: connections end, and new ones are refused. */
  async unplug(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    this.cut();
    await this.#accepting;
    await Promise.all(this.#connections.values());
  }

  /** Puts it back, at the same port. It has forgotten nothing. */
  plugIn(): void {
    if (this.#listener) return;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.#port });
    this.#port = this.#listener.addr.port;
    this.#accepting = this.#accept(this.#listener);
  }

  /** Resolves as soon as a condition holds. It is looked at whenever something happens here. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
  }

  /** Unplugs it for good. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#held?.resolve();
    await this.unplug();
  }

  async #accept(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const connection of listener) {
        this.#accepted++;
        const served = this.#serve(connection).finally(() => {
          closeQuietly(connection);
          this.#connections.delete(connection);
          this.#happened();
        });
        this.#connections.set(connection, served);
        this.#happened();
      }
    } catch {
      // It was unplugged while it waited.
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const { greeting } = this.#options;
    const framing = this.#framing;
    const decoder = new TextDecoder();
    const piece = new Uint8Array(4096);
    let pending: Uint8Array = new Uint8Array();
    try {
      connection.setNoDelay(true);
      if (greeting) await this.#write(connection, encoder.encode(greeting));
      for (;;) {
        const length = await connection.read(piece);
        if (length === null) return;
        pending = joined(pending, piece.subarray(0, length));
        for (;;) {
          const found = framing.decode(pending, 0);
          if (!found) break;
          pending = pending.slice(found.length);
          await this.#obey(connection, decoder.decode(found.message));
        }
        if (pending.length > maxCommand) return;
      }
    } catch {
      // The other end is gone, or says what cannot be, or we were unplugged: nobody is left to be told.
    }
  }

  async #obey(connection: Deno.TcpConn, command: string): Promise<void> {
    const { commandTerminator = "\n", echo } = this.#options;
    const answer = this.lie ?? this.#answer(command);
    const { mood } = this;
    const held = this.#held?.promise;
    this.received.push(command);
    if (this.received.length > maxReceived) this.received.shift();
    this.#happened();
    await held;
    if (mood === "mute") return;
    if (mood === "hangs up") return closeQuietly(connection);
    const framed = this.#framing.encode(encoder.encode(answer));
    const repeated = encoder.encode(echo ? command + commandTerminator : "");
    const bytes = joined(repeated, framed);
    if (mood === "well") return await this.#write(connection, bytes);
    await this.#write(connection, bytes.subarray(0, bytes.length / 2));
    closeQuietly(connection);
  }

  /**
   * Carries out a line of commands. What has answers is joined by `;`, as SCPI wants it, and a header begins at the level of the one before
   * unless it begins with a colon.
   */
  #answer(line: string): string {
    let level = "";
    return line.split(";").flatMap((part) => {
      const [, written, isQuery, parameters] = /^\s*([^\s?]*)(\??)\s*(.*)$/s
        .exec(part)!;
      const header = /^[:*]/.test(written!)
        ? written!.replace(/^:/, "")
        : level + written;
      if (!header.startsWith("*")) {
        level = header.slice(0, header.lastIndexOf(":") + 1);
      }
      const setting = this.#find(header);
      const known = isQuery ? this.#find(`${header}?`) ?? setting : setting;
      if (!known) return [unknownHeader];
      if (isQuery || typeof known.value === "function") {
        return [answered(known.value, parameters!)];
      }
      this.#knows.set(known.name, parameters!);
      return [];
    }).join(";");
  }

  #find(
    header: string,
  ): { name: string; value: SimulatedAnswer } | undefined {
    const asked = header.toUpperCase();
    for (const [name, value] of this.#knows) {
      const short = name.replace(/[a-z]/g, "");
      if (asked === name.toUpperCase() || asked === short) {
        return { name, value };
      }
    }
    return undefined;
  }

  async #write(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await connection.write(bytes.subarray(at, at + this.pieceSize));
    }
  }

  #happened(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const look of watchers) look();
  }
}

const encoder = new TextEncoder();

function answered(answer: SimulatedAnswer, parameters: string): string {
  return typeof answer === "string" ? answer : answer(parameters);
}

function closeQuietly(connection: Deno.TcpConn): void {
  try {
    connection.close();
  } catch {
    // It is closed already.
  }
}
