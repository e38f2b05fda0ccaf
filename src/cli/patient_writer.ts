/**
 * Writes without waiting for whoever reads.
 *
 * @module
 */

/** Where a {@linkcode PatientWriter} writes: standard output or standard error. */
export interface Sink {
  /** Writes some of the bytes, and returns how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** How a {@linkcode PatientWriter} keeps what nobody has read yet. */
export interface PatientWriterOptions {
  /** How many bytes are kept. A text that comes when there are none is kept, however long it is. */
  readonly limit: number;
  /** Says that so many texts were dropped. It stands where they would have stood. */
  readonly dropped?: (count: number) => string;
}

const encoder = new TextEncoder();

/**
 * Writes texts in their order, and returns before they are written: a pipe that nobody reads, or a terminal that is held, must not stop
 * the process. What is not read in time is kept up to a limit; beyond it texts are dropped and counted.
 */
export class PatientWriter {
  readonly #sink: Sink;
  readonly #options: PatientWriterOptions;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #dropped = 0;
  #allDropped = 0;
  #writing: Promise<void> | undefined;
  readonly #failed = Promise.withResolvers<never>();

  /** Writes to `sink`. */
  constructor(sink: Sink, options: PatientWriterOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#failed.promise.catch(() => {});
  }

  /** Rejects as soon as the sink takes nothing: it is full, or nobody will ever read. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** How many texts were dropped so far. */
  get dropped(): number {
    return this.#allDropped;
  }

  /** Writes a text when its turn comes. Never throws. */
  push(text: string): void {
    const bytes = encoder.encode(text);
    if (this.#size > 0 && this.#size + bytes.length > this.#options.limit) {
      this.#dropped++;
      this.#allDropped++;
      return;
    }
    this.#tellDropped();
    this.#add(bytes);
  }

  /** Resolves with `true` when all is written, or with `false` after so many milliseconds. Default: it waits for ever. */
  async flush(milliseconds?: number): Promise<boolean> {
    if (!this.#writing) return true;
    const done = this.#writing.then(() => true);
    if (milliseconds === undefined) return await done;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), milliseconds);
    try {
      return await Promise.race([done, promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#writing ??= this.#write();
  }

  #tellDropped(): void {
    const count = this.#dropped;
    this.#dropped = 0;
    const text = count > 0 ? this.#options.dropped?.(count) : undefined;
    if (text !== undefined) this.#add(encoder.encode(text));
  }

  async #write(): Promise<void> {
    // One write for all that waits: a burst of lines is not a burst of calls.
    for (; this.#waiting.length > 0; this.#tellDropped()) {
      const bytes = joined(this.#waiting.splice(0));
      try {
        for (let done = 0; done < bytes.length;) {
          done += await this.#sink.write(bytes.subarray(done));
        }
      } catch (error) {
        this.#failed.reject(error);
      }
      this.#size -= bytes.length;
    }
    this.#writing = undefined;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}
