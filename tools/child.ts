/**
 * Programs run beside this one, and what they print.
 *
 * @module
 */

/** How a program ended. */
export interface Ended {
  /** The exit code. */
  readonly code: number;
  /** What it printed on standard output. */
  readonly stdout: string;
  /** What it printed on standard error. */
  readonly stderr: string;
}

/** What a stream has printed so far. */
export class Transcript {
  /** Everything up to now. */
  text = "";
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  /** Begins to read. */
  constructor(stream: ReadableStream<Uint8Array>) {
    this.ended = this.#read(stream);
  }

  /** Waits until `wanted` was printed. Throws an `Error` if the stream ends before. */
  async until(wanted: string): Promise<void> {
    while (!this.text.includes(wanted)) {
      if (this.#isOver) {
        throw new Error(
          `It ended before it printed "${wanted}":\n${this.text}`,
        );
      }
      await this.#changed.promise;
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      this.text += piece;
      this.#announce();
    }
    this.#isOver = true;
    this.#announce();
  }

  #announce(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** A program that runs. */
export class Child {
  /** Its standard output. */
  readonly stdout: Transcript;
  /** Its standard error. */
  readonly stderr: Transcript;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;
  readonly #process: Deno.ChildProcess;
  #isOver = false;

  /** Starts `deno` with arguments. */
  constructor(args: readonly string[], options: Deno.CommandOptions = {}) {
    this.#process = new Deno.Command(Deno.execPath(), {
      ...options,
      args: [...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.stdout = new Transcript(this.#process.stdout);
    this.stderr = new Transcript(this.#process.stderr);
    this.ended = this.#end();
  }

  /** Sends a signal, unless it has ended. */
  signal(signal: Deno.Signal): void {
    if (!this.#isOver) this.#process.kill(signal);
  }

  /** Makes sure that it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }

  async #end(): Promise<Ended> {
    const { code } = await this.#process.status;
    this.#isOver = true;
    await Promise.all([this.stdout.ended, this.stderr.ended]);
    return { code, stdout: this.stdout.text, stderr: this.stderr.text };
  }
}

/** Returns a port of this machine that nobody listens at just now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
