/**
 * Values that YAML reads as something else than the text that was meant, or does not read at all, because they stand without quotes.
 *
 * @module
 */
/** Where a value stands in its line, and what to do about it. */
export interface MissingQuotes {
  /** The column, counted from 1. */
  readonly column: number;
  /** A sentence. */
  readonly message: string;
}

/**
 * Looks for a value in a line of block style that no parser reads without quotes. The line is known to be at fault, or beside the one
 * that is.
 */
export function missingQuotes(line: string): MissingQuotes | undefined {
  const start = /^[ \t]*(?:- +)*/.exec(line)![0].length;
  const key = /^(?:[^:]|:(?![ \t]))*:[ \t]+/.exec(line.slice(start));
  const isKey = key !== null && !/["'{[]/.test(line.charAt(start));
  const at = start + (isKey ? key[0].length : 0);
  const value = withoutComment(line.slice(at));
  const why = value && reason(value, isKey);
  return why
    ? {
      column: at + 1,
      message: `${shortened(value)} has to stand in quotes: ${why}.`,
    }
    : undefined;
}

function reason(value: string, isValueOfKey: boolean): string | undefined {
  const first = value.charAt(0);
  const begins = beginsWith(first);
  if (/[@%`,\]}]/.test(first)) return begins;
  if (/[|>]/.test(first)) {
    return /^[|>][-+\d]*$/.test(value) ? undefined : begins;
  }
  if (first === "*") return /^\*\S*$/.test(value) ? undefined : begins;
  if (/["']/.test(first)) {
    return isQuoted(value)
      ? undefined
      : `the first ${first} ends before the value does. Use the other kind of quotes around all of it`;
  }
  if (/[{[]/.test(first)) return endsEarly(value) ? begins : undefined;
  if (!isValueOfKey) return undefined;
  if (/^[-?] /.test(value)) return begins;
  return /:(?:[ \t]|$)/.test(value)
    ? "a colon and a blank in it end a key"
    : undefined;
}

/** Tells whether a quote at the beginning ends where the text does, or not in this line. */
function isQuoted(value: string): boolean {
  const closed = value.startsWith('"')
    ? /^"(?:[^"\\]|\\.)*"/.exec(value)
    : /^'(?:[^']|'')*'/.exec(value);
  return !closed || /^\s*(?:[:,\]}].*)?$/.test(value.slice(closed[0].length));
}

/** Tells whether a bracket at the beginning is closed before the text ends. */
function endsEarly(value: string): boolean {
  let depth = 0;
  for (const [index, character] of [...value].entries()) {
    if (/[{[]/.test(character)) depth++;
    if (/[}\]]/.test(character)) depth--;
    if (depth === 0) return index < [...value].length - 1;
  }
  return false;
}

/** Shows what was written, up to 60 characters of it. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Says why a text has to stand in quotes. */
export function beginsWith(character: string): string {
  return `what begins with ${character} is no text without them, but something of YAML's own`;
}

function withoutComment(text: string): string {
  const comment = /\s#/.exec(text);
  return (comment ? text.slice(0, comment.index) : text).trim();
}
