/**
 * Reads neighbouring registers at once.
 *
 * @module
 */
import { type Clock, ReplyError } from "@dripline/dripline";
import { ModbusException } from "./exception.ts";
import type { Asking, ModbusClient, Span } from "./modbus_client.ts";
import { holdsBits } from "./pdu.ts";

/** Someone who waits for a piece. */
interface Waiting extends Asking {
  readonly span: Span;
  readonly resolve: (data: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}

/** How many registers may be read at once, and how many bits for each of them. */
export const maxRegisters = 125;
const bitsPerRegister = 16;

/** What is asked for within so many milliseconds is asked for together: timers that fall due together run some milliseconds apart. */
const gatherTime = 5;

/** Gathers what is to be read at the same time: neighbours are one request, and each gets its part of the answer. */
export class BlockReader {
  readonly #client: ModbusClient;
  readonly #most: number;
  readonly #clock: Clock;
  /** What a device refuses to read, so that it is not to spoil the reading of its neighbours again. */
  readonly #refused = new Set<string>();
  #waiting: Waiting[] = [];
  #isReading = false;

  /** Reads at most so many registers at once. */
  constructor(client: ModbusClient, most: number, clock: Clock) {
    this.#client = client;
    this.#most = most;
    this.#clock = clock;
  }

  /** Reads a piece. Rejects as {@linkcode ModbusClient.read} does. */
  read(span: Span, asking: Asking): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const { signal } = asking;
      const giveUp = () =>
        reject(
          new ReplyError(
            "service_error_timeout",
            "Nobody waits for the answer of the device any more",
          ),
        );
      if (signal?.aborted) return giveUp();
      signal?.addEventListener("abort", giveUp);
      const done = () => signal?.removeEventListener("abort", giveUp);
      this.#waiting.push({
        ...asking,
        span,
        resolve: (data) => (done(), resolve(data)),
        reject: (error) => (done(), reject(error)),
      });
      if (!this.#isReading) this.#readAll();
    });
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    await new Promise<void>((resolve) => {
      this.#clock.after(gatherTime, resolve);
    });
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.filter(({ signal }) => !signal?.aborted);
      this.#waiting = [];
      for (const block of this.#blocks(waiting)) await this.#readBlock(block);
    }
    this.#isReading = false;
  }

  /** Puts neighbours together. */
  #blocks(waiting: readonly Waiting[]): Waiting[][] {
    const sorted = waiting.toSorted(({ span: a }, { span: b }) =>
      a.unit - b.unit || a.table.localeCompare(b.table) ||
      a.address - b.address || b.count - a.count
    );
    const blocks: Waiting[][] = [];
    let end = 0;
    for (const one of sorted) {
      const { span } = one;
      const first = blocks.at(-1)?.[0]?.span;
      const most = holdsBits(span.table)
        ? this.#most * bitsPerRegister
        : this.#most;
      const last = span.address + span.count;
      const isNeighbour = first && first.unit === span.unit &&
        first.table === span.table && span.address <= end &&
        Math.max(end, last) - first.address <= most &&
        !this.#refused.has(keyOf(span)) && !this.#refused.has(keyOf(first));
      if (isNeighbour) {
        blocks.at(-1)!.push(one);
        end = Math.max(end, last);
      } else {
        blocks.push([one]);
        end = last;
      }
    }
    return blocks;
  }

  async #readBlock(block: readonly Waiting[]): Promise<void> {
    const [first] = block;
    if (block.length === 1) return await this.#readOne(first!);
    const { unit, table, address } = first!.span;
    const end = Math.max(
      ...block.map(({ span }) => span.address + span.count),
    );
    const asker = block.map(({ asker }) => asker).join(", ");
    try {
      const data = await this.#client.read(
        { unit, table, address, count: end - address },
        { asker },
      );
      const size = holdsBits(table) ? 1 : 2;
      for (const { span, resolve } of block) {
        const from = (span.address - address) * size;
        resolve(data.slice(from, from + span.count * size));
      }
    } catch (error) {
      if (error instanceof ModbusException && error.isAboutAddress) {
        for (const one of block) await this.#readOne(one);
      } else for (const { reject } of block) reject(error);
    }
  }

  async #readOne({ span, resolve, reject, ...asking }: Waiting): Promise<void> {
    try {
      resolve(await this.#client.read(span, asking));
      this.#refused.delete(keyOf(span));
    } catch (error) {
      if (error instanceof ModbusException && error.isAboutAddress) {
        this.#refused.add(keyOf(span));
      }
      reject(error);
    }
  }
}

function keyOf({ unit, table, address, count }: Span): string {
  return `${unit} ${table} ${address} ${count}`;
}
