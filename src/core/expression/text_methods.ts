/**
 * The methods of texts that make something of a text: `split()`, `strip()`, `replace()` and their likes.
 *
 * @module
 */
import type { Dict } from "./dict.ts";
import { iterate, needCount, needText } from "./argument.ts";
import { formatText } from "./format_text.ts";
import { define, type PythonFunction } from "./function.ts";
import type { Meter } from "./limits.ts";
import { pad } from "./pad.ts";
import { PythonError } from "./python_error.ts";
import { BLANKS, characters, lengthOf } from "./text.ts";
import { List, Tuple, typeName, type Value } from "./value.ts";

/** The inside of a character class: what ends a line. */
const LINE_ENDS = "\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029";
const LINE = new RegExp(`[^${LINE_ENDS}]*(?:\\r\\n|[${LINE_ENDS}]|$)`, "g");
const LINE_END = new RegExp(`\\r\\n$|[${LINE_ENDS}]$`);

/** The methods that make something of a text. */
export const TEXT_METHODS: readonly PythonFunction[] = [
  change("lower", (text) => text.toLowerCase()),
  change("upper", (text) => text.toUpperCase()),
  change("capitalize", capitalize),
  change("title", (text) => text.replace(/[\p{L}\p{M}]+/gu, capitalize)),
  change("swapcase", swapCase),

  define("strip(chars=, /)", strip(true, true)),
  define("lstrip(chars=, /)", strip(true, false)),
  define("rstrip(chars=, /)", strip(false, true)),
  define("removeprefix(prefix, /)", (meter, self, prefix) => {
    const [text, start] = texts(meter, self, prefix);
    return text!.startsWith(start!) ? text!.slice(start!.length) : text!;
  }),
  define("removesuffix(suffix, /)", (meter, self, suffix) => {
    const [text, end] = texts(meter, self, suffix);
    return end !== "" && text!.endsWith(end!)
      ? text!.slice(0, -end!.length)
      : text!;
  }),

  define("ljust(width, fillchar=, /)", padTo("<")),
  define("rjust(width, fillchar=, /)", padTo(">")),
  define("center(width, fillchar=, /)", padTo("center")),
  define("zfill(width, /)", (meter, self, width) => {
    const [, sign, rest] = /^([+-]?)(.*)$/s.exec(needText(self!))!;
    const missing = needCount(width!) - sign!.length;
    return sign! + pad(rest!, "0", ">", missing, meter);
  }),

  define(
    "split(sep=, maxsplit=)",
    (meter, self, separator, most) =>
      new List(split(needText(self!), separator, most, meter)),
  ),
  define(
    "rsplit(sep=, maxsplit=)",
    (meter, self, separator, most) =>
      new List(splitFromEnd(needText(self!), separator, most, meter)),
  ),
  define("splitlines(keepends=)", (meter, self, keep) => {
    const [text] = texts(meter, self);
    const lines = text!.match(LINE)!.filter((line) => line !== "");
    const bare = lines.map((line) => line.replace(LINE_END, ""));
    return new List(keep ? lines : bare);
  }),
  define("partition(sep, /)", (meter, self, separator) => {
    const [text, between] = texts(meter, self, needSeparator(separator!));
    const at = text!.indexOf(between!);
    return at < 0 ? new Tuple([text!, "", ""]) : new Tuple([
      text!.slice(0, at),
      between!,
      text!.slice(at + between!.length),
    ]);
  }),
  define("rpartition(sep, /)", (meter, self, separator) => {
    const [text, between] = texts(meter, self, needSeparator(separator!));
    const at = text!.lastIndexOf(between!);
    return at < 0 ? new Tuple(["", "", text!]) : new Tuple([
      text!.slice(0, at),
      between!,
      text!.slice(at + between!.length),
    ]);
  }),

  define("join(iterable, /)", (meter, self, iterable) => {
    const [between] = texts(meter, self);
    const parts = iterate(iterable!, meter).map((part, index) => {
      if (typeof part === "string") return part;
      throw new PythonError(
        "TypeError",
        `sequence item ${index}: expected str instance, ${
          typeName(part)
        } found`,
      );
    });
    const lengths = parts.map((part) => part.length + between!.length);
    meter.spendLength(lengths.reduce((sum, length) => sum + length, 0));
    return parts.join(between);
  }),
  define("replace(old, new, count=, /)", replace),
  define("format(*args, **kwargs)", (meter, self, args, kwargs) =>
    formatText(
      needText(self!),
      (args as Tuple).items,
      kwargs as Dict,
      meter,
    )),
];

/** Takes texts, and the steps of reading them. */
function texts(meter: Meter, ...values: (Value | undefined)[]): string[] {
  return values.map((value) => {
    const text = needText(value!);
    meter.spendLength(text.length);
    return text;
  });
}

function change(name: string, how: (text: string) => string): PythonFunction {
  return define(`${name}()`, (meter, self) => {
    const [text] = texts(meter, self);
    return how(text!);
  });
}

function capitalize(text: string): string {
  const [first = "", ...rest] = text;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

function swapCase(text: string): string {
  const swapped = Array.from(
    text,
    (character) =>
      /\p{Lu}/u.test(character)
        ? character.toLowerCase()
        : character.toUpperCase(),
  );
  return swapped.join("");
}

function strip(left: boolean, right: boolean) {
  return (meter: Meter, self?: Value, chars?: Value): Value => {
    const all = characters(needText(self!), meter);
    const given = chars === undefined || chars === null
      ? undefined
      : new Set(needText(chars));
    const blank = new RegExp(`[${BLANKS}]`);
    const goes = (character: string | undefined) =>
      character !== undefined &&
      (given ? given.has(character) : blank.test(character));
    let [from, to] = [0, all.length];
    while (left && from < to && goes(all[from])) from++;
    while (right && to > from && goes(all[to - 1])) to--;
    return all.slice(from, to).join("");
  };
}

function padTo(align: "<" | ">" | "center") {
  return (meter: Meter, self?: Value, width?: Value, fill?: Value): Value => {
    const character = fill === undefined ? " " : needText(fill);
    if (lengthOf(character) !== 1) {
      throw new PythonError(
        "TypeError",
        "The fill character must be exactly one character long",
      );
    }
    return pad(needText(self!), character, align, needCount(width!), meter);
  };
}

function needSeparator(value: Value): string {
  const separator = needText(value);
  if (separator === "") throw new PythonError("ValueError", "empty separator");
  return separator;
}

/** Splits at white space if there is no separator, at most `most` times if that is given and not negative. */
function split(
  text: string,
  separator: Value | undefined,
  most: Value | undefined,
  meter: Meter,
): string[] {
  meter.spendLength(text.length);
  const limit = splitLimit(most);
  if (separator === undefined || separator === null) {
    return splitAtBlanks(text, limit);
  }
  const between = needSeparator(separator);
  const parts = text.split(between);
  if (parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(between)];
}

/** Splits like {@linkcode split}, but counts from the end. */
function splitFromEnd(
  text: string,
  separator: Value | undefined,
  most: Value | undefined,
  meter: Meter,
): string[] {
  const reverse = (each: string) => [...each].reverse().join("");
  const reversed = typeof separator === "string"
    ? reverse(separator)
    : separator;
  return split(reverse(text), reversed, most, meter).map(reverse).reverse();
}

function splitLimit(most: Value | undefined): number {
  const limit = most === undefined ? -1 : needCount(most);
  return limit < 0 ? Infinity : limit;
}

function splitAtBlanks(text: string, limit: number): string[] {
  const word = new RegExp(`[^${BLANKS}]+`, "g");
  const parts: string[] = [];
  for (let found = word.exec(text); found; found = word.exec(text)) {
    if (parts.length === limit) {
      parts.push(text.slice(found.index));
      break;
    }
    parts.push(found[0]);
  }
  return parts;
}

function replace(
  meter: Meter,
  self?: Value,
  old?: Value,
  replacement?: Value,
  count?: Value,
): Value {
  const [text, from, to] = texts(meter, self, old, replacement);
  const limit = splitLimit(count);
  const parts = from === "" ? ["", ...text!, ""] : text!.split(from!);
  const times = Math.min(limit, parts.length - 1);
  meter.spendLength(text!.length + times * to!.length);
  return parts.slice(0, times + 1).join(to) +
    parts.slice(times + 1).map((part) => from + part).join("");
}
