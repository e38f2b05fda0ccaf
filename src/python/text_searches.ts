/**
 * The methods of texts that look for one text in another: `find()`, `count()`, `startswith()` and their likes.
 *
 * @module
 */
import { needCount, needText } from "./argument.ts";
import { define, type PythonFunction } from "./function.ts";
import type { Meter } from "./limits.ts";
import { PythonError } from "./python_error.ts";
import { characters, lengthOf } from "./text.ts";
import { Tuple, type Value } from "./value.ts";

/** A part of a text to search in. */
interface Part {
  /** The characters of that part. */
  readonly text: string;
  /** How many characters stand before it. */
  readonly start: number;
  /** Whether the part exists: Python finds not even the empty text behind the end of a text. */
  readonly exists: boolean;
}

/** The methods that search a text. */
export const TEXT_SEARCHES: readonly PythonFunction[] = [
  define("find(sub, start=, end=, /)", search("indexOf", false)),
  define("rfind(sub, start=, end=, /)", search("lastIndexOf", false)),
  define("index(sub, start=, end=, /)", search("indexOf", true)),
  define("rindex(sub, start=, end=, /)", search("lastIndexOf", true)),
  define("count(sub, start=, end=, /)", (meter, self, sub, start, end) => {
    const part = partOf(self!, start, end, meter);
    const wanted = needText(sub!);
    if (!part.exists) return 0n;
    return BigInt(
      wanted === ""
        ? lengthOf(part.text) + 1
        : part.text.split(wanted).length - 1,
    );
  }),
  define("startswith(prefix, start=, end=, /)", edge("startsWith")),
  define("endswith(suffix, start=, end=, /)", edge("endsWith")),
];

function search(how: "indexOf" | "lastIndexOf", mustBeThere: boolean) {
  return (
    meter: Meter,
    self?: Value,
    sub?: Value,
    start?: Value,
    end?: Value,
  ): Value => {
    const part = partOf(self!, start, end, meter);
    const at = part.exists ? part.text[how](needText(sub!)) : -1;
    if (at >= 0) return BigInt(part.start + lengthOf(part.text.slice(0, at)));
    if (!mustBeThere) return -1n;
    throw new PythonError("ValueError", "substring not found");
  };
}

function edge(how: "startsWith" | "endsWith") {
  return (
    meter: Meter,
    self?: Value,
    wanted?: Value,
    start?: Value,
    end?: Value,
  ): Value => {
    const part = partOf(self!, start, end, meter);
    const choices = wanted instanceof Tuple ? wanted.items : [wanted!];
    meter.spend(choices.length);
    return choices.map(needText).some((each) =>
      part.exists && part.text[how](each)
    );
  };
}

function partOf(
  self: Value,
  start: Value | undefined,
  end: Value | undefined,
  meter: Meter,
): Part {
  const all = characters(needText(self), meter);
  const place = (value: Value | undefined, otherwise: number) => {
    if (value === undefined || value === null) return otherwise;
    const at = needCount(value);
    return at < 0 ? Math.max(at + all.length, 0) : at;
  };
  const from = place(start, 0);
  const to = Math.min(place(end, all.length), all.length);
  return {
    text: all.slice(from, to).join(""),
    start: from,
    exists: from <= to,
  };
}
