/**
 * A value on disk that outlives its process.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Json, parseJson, stringifyJson } from "../../wire/mod.ts";
import { isMap } from "../declaration/mod.ts";

const logger = getLogger(["dripline", "core"]);

/** A value that was kept. */
export interface KeptValue {
  /** The value. */
  readonly value: Json;
  /** When it was kept, as RFC 3339 has it. */
  readonly saved: string;
}

/** One file that holds one value. Written whole or not at all. */
export class StateFile {
  readonly #folder: string;
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  /** Uses the file `name` in `folder`. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = `${folder}/${name}`;
  }

  /** Makes the folder. Throws an `Error` that says what is missing if values cannot be kept there. */
  async prepare(): Promise<void> {
    try {
      await Deno.mkdir(this.#folder, { recursive: true });
      await Deno.remove(`${this.#path}.new`).catch((error) => {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      });
      await Deno.stat(this.#folder);
    } catch (cause) {
      const way = cause instanceof Deno.errors.NotCapable
        ? `Run with --allow-read=${this.#folder} --allow-write=${this.#folder}`
        : `Give the service another state_directory`;
      throw new Error(
        `persist cannot keep values in ${this.#folder}: ${
          (cause as Error).message
        }. ${way}`,
        { cause },
      );
    }
  }

  /**
   * Reads the value. Returns `undefined` if there is none. A file that cannot be understood is set aside under another name, with a line
   * in the log.
   */
  async read(): Promise<KeptValue | undefined> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      logger.error("cannot read the kept value in {path}: {reason}", {
        path: this.#path,
        reason: (error as Error).message,
      });
      return undefined;
    }
    try {
      const kept = parseJson(text);
      if (isMap(kept) && Object.hasOwn(kept, "value")) {
        return { value: kept.value as Json, saved: String(kept.saved) };
      }
    } catch {
      // Said below.
    }
    await this.#setAside();
    return undefined;
  }

  /** Writes a value. Resolves when it is on disk. Rejects if that is not possible. */
  write(value: Json, now: number): Promise<void> {
    const saved = new Date(now).toISOString();
    const text = stringifyJson({ value, saved }) + "\n";
    const written = this.#writing.then(() => this.#replace(text));
    this.#writing = written.catch(() => {});
    return written;
  }

  async #replace(text: string): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true });
    const temporary = `${this.#path}.new`;
    using file = await Deno.open(temporary, {
      write: true,
      create: true,
      truncate: true,
      mode: 0o600,
    });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += await file.write(bytes.subarray(at));
    }
    await file.syncData();
    await Deno.rename(temporary, this.#path);
  }

  async #setAside(): Promise<void> {
    const aside = `${this.#path}.broken`;
    try {
      await Deno.rename(this.#path, aside);
    } catch (error) {
      logger.error("cannot set aside {path}: {reason}", {
        path: this.#path,
        reason: (error as Error).message,
      });
      return;
    }
    logger.error(
      "the kept value in {path} cannot be understood; it was set aside as {aside} and initial_value is used",
      { path: this.#path, aside },
    );
  }
}

/**
 * The folder that kept values go to unless a service says otherwise: `dripline` under `XDG_STATE_HOME`, or under `~/.local/state`. Throws an
 * `Error` if neither `XDG_STATE_HOME` nor `HOME` is set.
 */
export function defaultStateDirectory(): string {
  const state = variable("XDG_STATE_HOME");
  if (state) return `${state}/dripline`;
  const home = variable("HOME");
  if (home) return `${home}/.local/state/dripline`;
  throw new Error(
    `Cannot keep values: neither HOME nor XDG_STATE_HOME is known. Give the service a state_directory, or run with --allow-env=HOME`,
  );
}

/** An environment variable; one that may not be read counts as not set. */
function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}
