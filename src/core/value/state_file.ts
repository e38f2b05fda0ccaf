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
  /** Whether the file holds a value that is not used, but must not be lost. */
  #unused = false;
  #writing: Promise<void> = Promise.resolve();

  /** Uses the file `name` in `folder`. */
  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = `${folder}/${name}`;
  }

  /**
   * Makes the folder, and proves it by a file that is written there and removed. Throws an `Error` that says what is missing if values
   * cannot be kept there.
   */
  async prepare(): Promise<void> {
    try {
      const file = await this.#writeBeside("proof\n".repeat(100));
      await Deno.remove(file);
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
   * Reads the value. Returns `undefined` if there is none. A file that cannot be understood is set aside under a name of its own, with a
   * line in the log. Rejects if the file cannot be read, or not be set aside: the next value would take its place.
   */
  async read(): Promise<KeptValue | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await Deno.readFile(this.#path);
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return undefined;
      throw new Error(
        `persist cannot read the value kept in ${this.#path}: ${
          (cause as Error).message
        }. Make it readable, or move it away`,
        { cause },
      );
    }
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      const kept = parseJson(decoder.decode(bytes));
      if (isMap(kept) && Object.hasOwn(kept, "value")) {
        return { value: kept.value as Json, saved: String(kept.saved) };
      }
    } catch {
      // Said below.
    }
    const aside = await this.#setAside();
    logger.error(
      "the kept value in {path} cannot be understood; it was set aside as {aside} and initial_value is used",
      { path: this.#path, aside },
    );
    return undefined;
  }

  /** Says that the value in the file is not used: it stays there until the next one is written, and is then set aside. */
  leaveUnused(): void {
    this.#unused = true;
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
    try {
      const file = await this.#writeBeside(text);
      if (this.#unused) await this.#setAside();
      this.#unused = false;
      await Deno.rename(file, this.#path);
    } catch (cause) {
      throw new Error(
        `the value is not set, because it cannot be kept in ${this.#path}: ${
          (cause as Error).message
        }`,
        { cause },
      );
    }
  }

  /** Writes a text to the file beside the one that counts, and to the disk. Returns its path. */
  async #writeBeside(text: string): Promise<string> {
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
    return temporary;
  }

  /** Gives the file a name that no other has, and returns it. */
  async #setAside(): Promise<string> {
    for (let count = 1;; count++) {
      const aside = `${this.#path}.broken${count === 1 ? "" : `.${count}`}`;
      if (await isThere(aside)) continue;
      try {
        await Deno.rename(this.#path, aside);
      } catch (cause) {
        throw new Error(
          `persist cannot set aside ${this.#path}: ${
            (cause as Error).message
          }. Move it away`,
          { cause },
        );
      }
      return aside;
    }
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The folder for the values of a service: one of its name in `directory`, or where values go by default if that is empty. */
export function stateFolder(directory: string, service: string): string {
  const folder = directory || defaultStateDirectory();
  return `${folder}/${encodeURIComponent(service)}`;
}

/**
 * The folder that kept values go to unless a service says otherwise: `dripline` under `XDG_STATE_HOME`, or under `~/.local/state`. Throws an
 * `Error` if neither `XDG_STATE_HOME` nor `HOME` is set.
 */
function defaultStateDirectory(): string {
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
