/**
 * The methods of texts that make another text of one: `strip()`, `replace()`, `upper()` and their likes.
 *
 * @module
 */
import { needCount, needLimit, needText, needTexts } from "./argument.ts";
import type { Dict } from "./dict.ts";
import { formatText } from "./format_text.ts";
import { define, type PythonFunction } from "./function.ts";
import type { Meter } from "./limits.ts";
import { pad } from "./pad.ts";
import { PythonError } from "./python_error.ts";
import { characters, isBlank, lengthOf } from "./text.ts";
import type { Tuple, Value } from "./value.ts";

/** The methods that make another text. */
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
    const [text, start] = needTexts(meter, self, prefix);
    return text!.startsWith(start!) ? text!.slice(start!.length) : text!;
  }),
  define("removesuffix(suffix, /)", (meter, self, suffix) => {
    const [text, end] = needTexts(meter, self, suffix);
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

  define("replace(old, new, count=, /)", replace),
  define("format(*args, **kwargs)", (meter, self, args, kwargs) =>
    formatText(
      needText(self!),
      (args as Tuple).items,
      kwargs as Dict,
      meter,
    )),
];

function change(name: string, how: (text: string) => string): PythonFunction {
  return define(`${name}()`, (meter, self) => {
    const [text] = needTexts(meter, self);
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
    const goes = (character: string | undefined) =>
      character !== undefined &&
      (given ? given.has(character) : isBlank(character));
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

function replace(
  meter: Meter,
  self?: Value,
  old?: Value,
  replacement?: Value,
  count?: Value,
): Value {
  const [text, from, to] = needTexts(meter, self, old, replacement);
  const limit = needLimit(count);
  const parts = from === "" ? ["", ...text!, ""] : text!.split(from!);
  const times = Math.min(limit, parts.length - 1);
  meter.spendLength(text!.length + times * to!.length);
  return parts.slice(0, times + 1).join(to) +
    parts.slice(times + 1).map((part) => from + part).join("");
}
