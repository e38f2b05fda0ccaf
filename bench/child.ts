/**
 * Processes of a benchmark: each says `ready`, then answers every line of JSON on its input with one on its output.
 *
 * @module
 */

/** How long a process may take to end once its input has ended, in milliseconds. The one in C does not look. */
const patience = 1000;

/** A process that does as it is told. Disposing it closes its input, at which it ends. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(command: string, args: readonly string[]) {
    this.#process = new Deno.Command(command, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#lines = lines(this.#process.stdout);
    this.#input = this.#process.stdin.getWriter();
  }

  /** Starts a program and waits until it is ready. */
  static async start(
    command: string,
    args: readonly string[] = [],
  ): Promise<Child> {
    const child = new Child(command, args);
    await child.#line();
    return child;
  }

  /** Starts a module of this folder and waits until it is ready. */
  static module(name: string, ...args: string[]): Promise<Child> {
    const path = new URL(name, import.meta.url).pathname;
    const flags = ["run", "-A", "--no-check", "--quiet"];
    return Child.start(Deno.execPath(), [...flags, path, ...args]);
  }

  /** Its process id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Sends an order and returns the answer. Throws an `Error` if the process ends instead. */
  async ask<T>(order: unknown): Promise<T> {
    const line = JSON.stringify(order) + "\n";
    await this.#input.write(new TextEncoder().encode(line));
    return JSON.parse(await this.#line());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    const tooLong = setTimeout(() => this.#process.kill("SIGTERM"), patience);
    await this.#process.status;
    clearTimeout(tooLong);
    await this.#lines.return?.();
  }

  async #line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("a process of the benchmark ended early");
    return value;
  }
}

/** The other side of a {@linkcode Child}: says `ready` and answers orders until the input ends. */
export async function obey(
  perform: (order: never) => unknown,
): Promise<void> {
  say("ready");
  for await (const line of lines(Deno.stdin.readable)) {
    say(JSON.stringify(await perform(JSON.parse(line) as never)));
  }
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
}

async function* lines(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of stream) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}
