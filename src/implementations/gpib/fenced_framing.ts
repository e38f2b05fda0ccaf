/**
 * What a controller of a GPIB bus says, between two marks that it is made to say itself.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import {
  bytesOf,
  type Found,
  type Framing,
  joined,
  textOf,
} from "../../instruments/mod.ts";

const logger = getLogger(["dripline", "instruments"]);

/** How many marks there are until the first one is used again. */
const marks = 100;

/** The longest time that the controller can be told to wait for an instrument, in milliseconds. */
const longestRead = 3000;

/**
 * Fences in what the controller does with some lines. Before them and after them it has to say its timeout, which is another one by some
 * milliseconds each time: by that an answer is known, and what comes before the first mark is none. After the lines it also says its
 * address. A message is what it says between the marks; its last line ends with the address.
 */
export class FencedFraming implements Framing {
  readonly #shortest: number;
  #turn = 0;
  #mark = "";

  /** Lets the controller wait for an instrument for so many seconds, or as long as it can. */
  constructor(timeout: number) {
    const wanted = Math.round(timeout * 1000);
    this.#shortest = Math.max(1, Math.min(wanted, longestRead - marks));
  }

  /** How many seconds the controller waits in one reading, at least. */
  get readTimeout(): number {
    return this.#shortest / 1000;
  }

  /** Puts the fence round lines. */
  encode(program: Uint8Array): Uint8Array {
    this.#turn = (this.#turn + 1) % marks;
    this.#mark = `${this.#shortest + this.#turn}`;
    const mark = `++read_tmo_ms ${this.#mark}\n++read_tmo_ms\n`;
    return joined(
      bytesOf(mark),
      program,
      bytesOf(`++addr\n${mark}`),
    );
  }

  /** Finds what is within the fence, as soon as the second mark has come. */
  decode(bytes: Uint8Array): Found | undefined {
    // A look at the end is cheap, however much has come.
    const end = textOf(bytes.subarray(-this.#mark.length - 3));
    if (!end.endsWith("\n") || !this.#isMark(end)) return undefined;
    const lines = textOf(bytes).split("\n");
    const first = lines.findIndex((line) => this.#isMark(line));
    const within = lines.slice(first + 1, -2);
    if (within.length === 0) return undefined;
    const before = [
      ...lines.slice(0, first),
      lines[first]!.trimEnd().slice(0, -this.#mark.length),
    ].join("\n");
    if (before !== "") {
      logger.warn("threw away {text}, which the controller said too late", {
        text: before.slice(0, 200),
      });
    }
    return {
      message: bytesOf(within.join("\n").replace(/\r$/, "")),
      length: bytes.length,
    };
  }

  /** Tells whether a line is the mark, perhaps after the rest of something that came too late. */
  #isMark(line: string): boolean {
    return line.trimEnd().endsWith(this.#mark);
  }
}
