/**
 * Random values for property tests, the same in every run.
 *
 * @module
 */
import type { Json } from "../../src/wire/mod.ts";

const letters = [..."aZ0._-/{}[]\"'\\ \n\t\0é€𝄞\u2028", "__proto__", "!"];

/** A seeded generator (mulberry32). */
export class Random {
  #state: number;

  /** The same seed gives the same values. */
  constructor(seed: number) {
    this.#state = seed;
  }

  /** A number from 0, less than 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0, less than `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** Up to `most` of what `make` makes. */
  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }

  /** A text of up to `most` letters, awkward ones among them. */
  text(most = 12): string {
    return this.list(most, () => this.pick(letters)).join("");
  }

  /** Some bytes. */
  bytes(most = 40): Uint8Array {
    return Uint8Array.from(this.list(most, () => this.below(256)));
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    return items.map((item) => ({ item, at: this.fraction() }))
      .sort((a, b) => a.at - b.at).map(({ item }) => item);
  }

  /** A number of any size that JSON keeps: a `bigint` where a number is not exact. */
  number(): number | bigint {
    switch (this.below(4)) {
      case 0:
        return this.below(2001) - 1000;
      case 1:
        return this.fraction() * 10 ** (this.below(600) - 300);
      case 2:
        return 2n ** 53n + BigInt(this.below(2 ** 32)) * 2n ** 31n;
      default:
        return -(2n ** 63n) + BigInt(this.below(2 ** 32));
    }
  }

  /** Any payload, nested up to `depth` levels. */
  json(depth = 4): Json {
    switch (this.below(depth > 0 ? 7 : 5)) {
      case 0:
        return null;
      case 1:
        return this.pick([true, false]);
      case 2:
      case 3:
        return this.number();
      case 4:
        return this.text();
      case 5:
        return this.list(4, () => this.json(depth - 1));
      default:
        return Object.fromEntries(
          this.list(4, () => [this.text(), this.json(depth - 1)] as const),
        );
    }
  }
}
