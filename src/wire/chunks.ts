/**
 * Long payloads in chunks: message ids, cutting and joining (section 3.5 of the standard). By bytes, as characters may be cut in two.
 *
 * @module
 */

/** What a message id says: which message, and which part of it. */
export interface ChunkId {
  /** The message. */
  readonly id: string;
  /** The part, from 0. */
  readonly index: number;
  /** How many parts there are. */
  readonly total: number;
}

/** The most chunks a message may have. */
export const maxChunks = 10_000;

/** Writes a message id: `<id>/<index>/<total>`. */
export function messageId({ id, index, total }: ChunkId): string {
  return `${id}/${index}/${total}`;
}

/**
 * Reads a message id. One without a slash is a whole message. Returns `undefined` if it makes no sense. The originals
 * read numbers as C does (`u/0/1x`); this takes digits only.
 */
export function parseMessageId(text: string): ChunkId | undefined {
  if (!text.includes("/")) return { id: text, index: 0, total: 1 };
  const match = /^([^/]*)\/(\d{1,9})\/(\d{1,9})$/.exec(text);
  if (!match) return undefined;
  const [index, total] = [Number(match[2]), Number(match[3])];
  if (total > maxChunks || index >= total) return undefined;
  return { id: match[1]!, index, total };
}

/**
 * Cuts a body into chunks of at most `size` bytes; at least one. Throws a `RangeError` if `size` is not a whole number
 * from 1, or makes more than {@linkcode maxChunks}.
 */
export function cut(body: Uint8Array, size: number): Uint8Array[] {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(
      `Cannot cut a message into chunks of ${size} bytes: max_payload_size has to be a whole number from 1`,
    );
  }
  if (body.length > size * maxChunks) {
    throw new RangeError(
      `Cannot cut ${body.length} bytes into chunks of ${size}: receivers take at most ${maxChunks}; raise max_payload_size`,
    );
  }
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < body.length || at === 0; at += size) {
    chunks.push(body.subarray(at, at + size));
  }
  return chunks;
}

/** The chunks of one message, as they come in. */
export class ChunkPack {
  readonly #chunks = new Map<number, Uint8Array>();
  readonly #total: number;
  #bytes = 0;

  /** Waits for `total` chunks. */
  constructor(total: number) {
    this.#total = total;
  }

  /** The bytes held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether every chunk is there. */
  get complete(): boolean {
    return this.#chunks.size === this.#total;
  }

  /** Takes a chunk. Returns `false` if that one is there already, or lies beyond the last. */
  add(index: number, chunk: Uint8Array): boolean {
    if (index >= this.#total || this.#chunks.has(index)) return false;
    this.#chunks.set(index, chunk);
    this.#bytes += chunk.length;
    return true;
  }

  /**
   * Joins what is there. A missing chunk is as many `#` as the lowest-numbered present one has bytes. An incomplete
   * message ends at `limit` bytes, as holes cost their sender nothing; a complete one comes whole.
   */
  join(limit = 100_000): Uint8Array {
    const first = Math.min(...this.#chunks.keys());
    const hole = new Uint8Array(this.#chunks.get(first)?.length ?? 0).fill(
      0x23,
    );
    const parts: Uint8Array[] = [];
    const end = this.complete ? this.#bytes : limit;
    let size = 0;
    for (let i = 0; i < this.#total && size < end; i++) {
      const part = (this.#chunks.get(i) ?? hole).subarray(0, end - size);
      parts.push(part);
      size += part.length;
    }
    const joined = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }
}
