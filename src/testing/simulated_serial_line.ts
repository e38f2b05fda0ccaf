/**
 * A serial line that is only software.
 *
 * @module
 */
/**
 * A pseudo-terminal at whose other end a simulated instrument is, to be used as a serial line is. It needs the program `socat`.
 * When the instrument cuts its connections, the line is gone, as if the adapter were pulled out.
 */
export class SimulatedSerialLine implements AsyncDisposable {
  /** The device file. */
  readonly path: string;
  readonly #folder: string;
  readonly #socat: Deno.ChildProcess;

  /** Whether `socat` is there. */
  static async isPossible(): Promise<boolean> {
    try {
      const { success } = await new Deno.Command("socat", {
        args: ["-V"],
        stdout: "null",
        stderr: "null",
      }).output();
      return success;
    } catch {
      return false;
    }
  }

  /** Lays a line to an instrument that listens at a port of this machine. Rejects if there is no `socat`. */
  static async to(
    instrument: { readonly port: number },
  ): Promise<SimulatedSerialLine> {
    const folder = await Deno.makeTempDir({ prefix: "dripline-line-" });
    const line = new SimulatedSerialLine(folder, instrument.port);
    await line.#isLaid();
    return line;
  }

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.path = `${folder}/tty`;
    this.#socat = new Deno.Command("socat", {
      args: [
        "-d",
        "-d",
        `PTY,link=${this.path},raw,echo=0`,
        `TCP:127.0.0.1:${port},nodelay`,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
  }

  /** Takes the line away. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#socat.kill();
    } catch {
      // It has ended already.
    }
    await this.#socat.status;
    await this.#drained;
    await Deno.remove(this.#folder, { recursive: true });
  }

  #drained: Promise<void> | undefined;

  /** Resolves when `socat` says that it has begun to copy. */
  async #isLaid(): Promise<void> {
    const laid = Promise.withResolvers<void>();
    this.#drained = (async () => {
      let said = "";
      for await (
        const text of this.#socat.stderr.pipeThrough(
          new TextDecoderStream(),
        )
      ) {
        said = (said + text).slice(-2000);
        if (said.includes("starting data transfer loop")) laid.resolve();
      }
      laid.reject(new Error(`socat has ended: ${said}`));
    })();
    await laid.promise;
  }
}
