/**
 * The way to a device on a serial line.
 *
 * @module
 */
import type { Channel, Link } from "./link.ts";

/** What a serial line does with parity. */
export type Parity = "none" | "even" | "odd";

/** Who may stop the other end from sending: nobody, XOFF and XON, or the lines RTS and CTS. */
export type FlowControl = "none" | "software" | "hardware";

/** How a serial line is set. */
export interface SerialLine {
  /** The device file, such as `/dev/ttyUSB0`. Better is its name below `/dev/serial/by-id/`, which stays when others are plugged in. */
  readonly path: string;
  /** Bits per second. Default: 9600. */
  readonly baud?: number;
  /** Bits of a character. Default: 8. */
  readonly dataBits?: 7 | 8;
  /** Default: none. */
  readonly parity?: Parity;
  /** Default: 1. */
  readonly stopBits?: 1 | 2;
  /** Default: none. */
  readonly flow?: FlowControl;
}

/**
 * A link over a serial line, on Linux. `stty` sets it, and `dd` reads and writes it: they need the permission `--allow-run=stty,dd`, and no
 * other one, where opening the device file from Deno would need all of them. The user has to be allowed to use the file, on Debian by
 * being in the group `dialout`.
 */
export function serialLink(line: SerialLine): Link {
  return {
    name: `serial line ${line.path}`,
    async open(signal) {
      await set(line, signal);
      return new SerialChannel(line.path);
    },
  };
}

/** Returns the words with which `stty` sets a line. */
export function sttyWords(line: SerialLine): string[] {
  const { baud = 9600, dataBits = 8, parity = "none", stopBits = 1 } = line;
  const { flow = "none" } = line;
  const flag = (name: string, isOn: boolean) => isOn ? name : `-${name}`;
  return [
    `${baud}`,
    // Bytes as they are, without waiting for a carrier; the line stays as it is when it is closed.
    ...["raw", "-echo", "-echoe", "-echok", "clocal", "-hupcl"],
    `cs${dataBits}`,
    flag("parenb", parity !== "none"),
    flag("parodd", parity === "odd"),
    flag("cstopb", stopBits === 2),
    flag("ixon", flow === "software"),
    flag("ixoff", flow === "software"),
    flag("crtscts", flow === "hardware"),
  ];
}

async function set(line: SerialLine, signal: AbortSignal): Promise<void> {
  const { code, stderr } = await new Deno.Command("stty", {
    args: ["-F", line.path, ...sttyWords(line)],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    signal,
  }).output();
  if (code !== 0) throw new Error(reasonOf(stderr, "stty"));
}

/** Two programs that copy bytes, one for each direction. */
class SerialChannel implements Channel {
  readonly #input: Deno.ChildProcess;
  readonly #output: Deno.ChildProcess;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  /** What the program that reads says when it ends. */
  readonly #said: Promise<Uint8Array>;

  constructor(path: string) {
    this.#input = dd([`if=${path}`, "iflag=noctty"], {
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    // Only a file that is there is written: when the adapter is pulled out, an ordinary file must not take its place.
    this.#output = dd(
      [`of=${path}`, "oflag=noctty", "conv=nocreat,notrunc"],
      { stdin: "piped", stdout: "null", stderr: "null" },
    );
    this.#reader = this.#input.stdout.getReader();
    this.#writer = this.#output.stdin.getWriter();
    this.#writer.closed.catch(() => {});
    this.#said = new Response(this.#input.stderr).bytes();
    // One does not go on without the other.
    this.#output.status.then(() => kill(this.#input));
  }

  async read(): Promise<Uint8Array | null> {
    const { value } = await this.#reader.read();
    if (value) return value;
    throw new Error(reasonOf(await this.#said, "it has ended"));
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#writer.write(bytes);
    return bytes.length;
  }

  async close(): Promise<void> {
    for (const child of [this.#input, this.#output]) kill(child);
    await this.#writer.abort().catch(() => {});
    await this.#reader.cancel();
    await Promise.all([
      this.#said,
      this.#input.status,
      this.#output.status,
    ]);
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill();
  } catch {
    // It has ended already.
  }
}

function dd(
  args: readonly string[],
  streams: Deno.CommandOptions,
): Deno.ChildProcess {
  return new Deno.Command("dd", {
    args: [...args, "bs=4096", "status=none"],
    ...streams,
  }).spawn();
}

/** What a program says about its failure: the last part of its line, `No such file or directory`. */
function reasonOf(stderr: Uint8Array, otherwise: string): string {
  const [line = ""] = new TextDecoder().decode(stderr).trim().split("\n");
  return line.replace(/^\S+ /, "") || otherwise;
}
