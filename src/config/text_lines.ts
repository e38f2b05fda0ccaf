/**
 * The lines of a text: from offsets to lines and columns.
 *
 * @module
 */
import type { Position } from "./position.ts";

/** The lines of a text. Lines end with LF, CR LF or CR; a byte order mark at the start takes no column. */
export class TextLines {
  /** The text itself. */
  readonly text: string;
  /** The offset at which each line begins. */
  readonly #starts: readonly number[];

  /** Finds the lines of `text`. */
  constructor(text: string) {
    this.text = text;
    const starts = [text.startsWith("\ufeff") ? 1 : 0];
    for (const lineEnd of text.matchAll(/\r\n|\r|\n/g)) {
      starts.push(lineEnd.index + lineEnd[0].length);
    }
    this.#starts = starts;
  }

  /** Returns a line, counted from 1, without its end; an empty text if there is none. */
  line(number: number): string {
    const start = this.#starts[number - 1];
    if (start === undefined) return "";
    return /[^\r\n]*/.exec(this.text.slice(start, this.#starts[number]))![0];
  }

  /** Returns the line and the column of an offset in the text. */
  positionOf(offset: number): Position {
    let [low, high] = [0, this.#starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }
}
