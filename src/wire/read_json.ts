/**
 * Reading JSON from anybody: one pass, in time and memory that grow with the length of the text, whatever it says.
 *
 * `JSON.parse` does not keep that promise. It rounds integers beyond 2^53 unless it calls a function for each value, which takes a hundred
 * times as long; and it looks up every short text in a table whose places are known beforehand for texts that are numbers, so that a
 * text with many of them takes time that grows with their square.
 *
 * @module
 */
import { type Json, JsonError, maxJsonDepth } from "./json.ts";

const minInteger = -(2n ** 63n);
const maxInteger = 2n ** 64n - 1n;

/** Integers of fewer digits are exact in any order of reading. */
const exactDigits = 15;

/** Lists as long as this waste little of what `push` sets aside. */
const longList = 64;

/** Texts of at most so many characters are copied when they are cut out of a longer one; others keep it from being freed. */
const copied = 12;

/** In front of a text it makes one that `JSON.parse` does not look up in its table. */
const padding = "_".repeat(copied);

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const integer = /^-?\d{1,20}$/;

/**
 * Reads a JSON text. Throws a {@linkcode JsonError} if it is not JSON, holds a number too large for a double or half
 * a character (a lone surrogate), or is nested deeper than {@linkcode maxJsonDepth}.
 */
export function parseJson(text: string): Json {
  return new Reader(text).all();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): Json {
    const value = this.#value(0);
    if (!Number.isNaN(this.#next())) this.#fail();
    return value;
  }

  #value(depth: number): Json {
    const code = this.#next();
    switch (code) {
      case 0x22: // "
        this.#at++;
        return this.#string();
      case 0x5b: // [
      case 0x7b: // {
        if (depth >= maxJsonDepth) {
          throw new JsonError(`Nested deeper than ${maxJsonDepth} levels`);
        }
        this.#at++;
        return code === 0x5b ? this.#list(depth + 1) : this.#object(depth + 1);
      case 0x74: // t
        return this.#word("true", true);
      case 0x66: // f
        return this.#word("false", false);
      case 0x6e: // n
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #list(depth: number): Json {
    if (this.#skip(0x5d)) return [];
    // Already the second item makes room for sixteen more.
    const list = [this.#value(depth)];
    while (this.#skip(0x2c)) list.push(this.#value(depth)); // ,
    if (!this.#skip(0x5d)) this.#fail(); // ]
    return list.length > 1 && list.length < longList ? list.slice() : list;
  }

  #object(depth: number): Json {
    const object: Record<string, Json> = {};
    if (this.#skip(0x7d)) return object;
    do {
      if (!this.#skip(0x22)) this.#fail(); // "
      const name = this.#string();
      if (!this.#skip(0x3a)) this.#fail(); // :
      const value = this.#value(depth);
      if (name === "__proto__") own(object, name, value);
      else object[name] = value;
    } while (this.#skip(0x2c)); // ,
    if (!this.#skip(0x7d)) this.#fail(); // }
    return object;
  }

  /** Reads what is left of a string after its first quote. */
  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    let escaped = false;
    for (let code = text.charCodeAt(at); code !== 0x22;) {
      // Also at the end, where there is no number.
      if (!(code >= 0x20)) this.#fail(at);
      if (code === 0x5c) {
        escaped = true;
        at++;
      }
      code = text.charCodeAt(++at);
    }
    this.#at = at + 1;
    const raw = text.slice(start, at);
    const read = escaped || raw.length > copied ? this.#unescaped(raw) : raw;
    if (read.isWellFormed()) return read;
    throw new JsonError("A text holds half a character (a lone surrogate)");
  }

  #unescaped(raw: string): string {
    try {
      return JSON.parse(`"${padding}${raw}"`).slice(padding.length);
    } catch {
      return this.#fail();
    }
  }

  #number(): Json {
    const text = this.#text;
    const start = this.#at;
    let at = text.charCodeAt(start) === 0x2d ? start + 1 : start; // -
    const first = at;
    let value = 0;
    let code = text.charCodeAt(at);
    for (; code >= 0x30 && code <= 0x39; code = text.charCodeAt(++at)) {
      value = 10 * value + code - 0x30;
    }
    const digits = at - first;
    const whole = !(code === 0x2e || (code | 0x20) === 0x65); // . e E
    if (whole && digits <= exactDigits) {
      const zeros = digits > 1 && text.charCodeAt(first) === 0x30;
      if (digits === 0 || zeros) this.#fail();
      this.#at = at;
      return first === start ? value : -value;
    }
    while (isOfNumber(code)) code = text.charCodeAt(++at);
    const token = text.slice(start, at);
    if (!number.test(token)) this.#fail();
    this.#at = at;
    return exact(token);
  }

  #word<T extends Json>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail();
    this.#at += word.length;
    return value;
  }

  /** Steps over one character, and blanks before it, if it comes next. */
  #skip(wanted: number): boolean {
    if (this.#next() !== wanted) return false;
    this.#at++;
    return true;
  }

  /** The code of the next character that is no blank; NaN at the end. */
  #next(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      code = this.#text.charCodeAt(++this.#at);
    }
    return code;
  }

  #fail(at: number = this.#at): never {
    const found = this.#text.slice(at, at + 1);
    throw new JsonError(
      found === ""
        ? "No JSON: it ends too early"
        : `No JSON: ${JSON.stringify(found)} at character ${at + 1}`,
    );
  }
}

/** A digit, or one of `+-.eE`. */
function isOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x2b ||
    code === 0x2d || (code | 0x20) === 0x65;
}

function exact(token: string): number | bigint {
  const value = Number(token);
  if (!Number.isFinite(value)) {
    throw new JsonError("A number is too large for a double");
  }
  if (Number.isSafeInteger(value) || !integer.test(token)) return value;
  const whole = BigInt(token);
  return whole >= minInteger && whole <= maxInteger ? whole : value;
}

/** Sets a member that an assignment would take for something else. */
function own(object: object, name: string, value: Json): void {
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
