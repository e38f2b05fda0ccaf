/**
 * The methods of texts that cut a text into parts, and the one that joins them: `split()`, `join()` and their likes.
 *
 * @module
 */
import { iterate, needLimit, needText, needTexts } from "./argument.ts";
import { define, type PythonFunction, seeingReadings } from "./function.ts";
import type { Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { BLANKS } from "./text.ts";
import { List, plainText, Tuple, typeName, type Value } from "./value.ts";

/** The inside of a character class: what ends a line. */
const LINE_ENDS = "\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029";
const LINE = new RegExp(`[^${LINE_ENDS}]*(?:\\r\\n|[${LINE_ENDS}]|$)`, "g");
const WORD = new RegExp(`[^${BLANKS}]+`, "g");
const LINE_END = new RegExp(`\\r\\n$|[${LINE_ENDS}]$`);

/** The methods that cut and join texts. */
export const TEXT_SPLITTING: readonly PythonFunction[] = [
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
    const [text] = needTexts(meter, self);
    const lines = text!.match(LINE)!.filter((line) => line !== "");
    const bare = lines.map((line) => line.replace(LINE_END, ""));
    return new List(keep ? lines : bare);
  }),
  define("partition(sep, /)", (meter, self, separator) => {
    const [text, between] = needTexts(meter, self, needSeparator(separator!));
    const at = text!.indexOf(between!);
    return at < 0 ? new Tuple([text!, "", ""]) : new Tuple([
      text!.slice(0, at),
      between!,
      text!.slice(at + between!.length),
    ]);
  }),
  define("rpartition(sep, /)", (meter, self, separator) => {
    const [text, between] = needTexts(meter, self, needSeparator(separator!));
    const at = text!.lastIndexOf(between!);
    return at < 0 ? new Tuple(["", "", text!]) : new Tuple([
      text!.slice(0, at),
      between!,
      text!.slice(at + between!.length),
    ]);
  }),

  ...seeingReadings([define("join(iterable, /)", (meter, self, iterable) => {
    const [between] = needTexts(meter, self);
    const parts = iterate(iterable!, meter).map((item, index) => {
      const part = plainText(item);
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
  })]),
];

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
  const limit = needLimit(most);
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

function splitAtBlanks(text: string, limit: number): string[] {
  const parts: string[] = [];
  for (const found of text.matchAll(WORD)) {
    if (parts.length === limit) {
      parts.push(text.slice(found.index));
      break;
    }
    parts.push(found[0]);
  }
  return parts;
}
