/**
 * Python's `str.format`.
 *
 * @module
 */
import type { Dict } from "./dict.ts";
import { parseFormatSpec } from "./format_spec.ts";
import { formatValue } from "./format_value.ts";
import type { Meter } from "./limits.ts";
import { type FieldPiece, parseMarkup } from "./markup.ts";
import { PythonError } from "./python_error.ts";
import { ascii, repr, str } from "./represent.ts";
import { subscript } from "./subscript.ts";
import type { Value } from "./value.ts";

/** Fields may stand in the specification of a field, but no deeper. */
const MAX_FIELD_NESTING = 2;

/** The arguments of a call of `str.format`, and which of them are used up. */
interface FormatArguments {
  readonly positions: readonly Value[];
  readonly keywords: Dict;
  /** How the fields so far say which position they mean. */
  numbering: "automatic" | "manual" | undefined;
  /** The position that the next `{}` means. */
  next: number;
}

/** Returns `template.format(*positions, **keywords)`. Throws {@linkcode PythonError}. */
export function formatText(
  template: string,
  positions: readonly Value[],
  keywords: Dict,
  meter: Meter,
): string {
  const given = { positions, keywords, numbering: undefined, next: 0 };
  return expand(template, given, MAX_FIELD_NESTING, meter);
}

/** Returns the value as `!r`, `!s` or `!a` shows it. Throws {@linkcode PythonError} for another conversion. */
export function convert(value: Value, conversion: string, meter: Meter): Value {
  switch (conversion) {
    case "":
      return value;
    case "r":
      return repr(value, meter);
    case "s":
      return str(value, meter);
    case "a":
      return ascii(value, meter);
    default:
      throw valueError(`Unknown conversion specifier '${conversion}'`);
  }
}

function expand(
  template: string,
  given: FormatArguments,
  depth: number,
  meter: Meter,
): string {
  if (depth === 0) throw valueError("Max string recursion exceeded");
  meter.spendLength(template.length);
  let text = "";
  for (const piece of parseMarkup(template)) {
    if (piece.kind === "literal") text += piece.text;
    else {
      const value = fieldValue(piece, given, meter);
      const shown = convert(value, piece.conversion, meter);
      const spec = piece.spec.includes("{")
        ? expand(piece.spec, given, depth - 1, meter)
        : piece.spec;
      text += formatValue(shown, parseFormatSpec(spec), meter);
    }
    meter.spendLength(text.length);
  }
  return text;
}

function fieldValue(
  { name }: FieldPiece,
  given: FormatArguments,
  meter: Meter,
): Value {
  const [, first, path] = /^([^.[]*)(.*)$/s.exec(name)!;
  let value = argument(first!, given, meter);
  for (let rest = path!; rest !== "";) {
    const index = /^\[([^\]]*)\]/s.exec(rest);
    if (!index) throw pathError(rest);
    if (index[1] === "") throw valueError("Empty attribute in format string");
    const key = /^\d+$/.test(index[1]!) ? BigInt(index[1]!) : index[1]!;
    value = subscript(value, key, meter);
    rest = rest.slice(index[0].length);
  }
  return value;
}

function argument(
  name: string,
  given: FormatArguments,
  meter: Meter,
): Value {
  if (name !== "" && !/^\d+$/.test(name)) {
    const value = given.keywords.get(name, meter);
    if (value !== undefined) return value;
    throw new PythonError("KeyError", repr(name, meter));
  }
  const numbering = name === "" ? "automatic" : "manual";
  given.numbering ??= numbering;
  if (given.numbering !== numbering) {
    throw valueError("automatic and manual field numbering cannot be mixed");
  }
  const index = name === "" ? given.next++ : Number(name);
  const value = given.positions[index];
  if (value !== undefined) return value;
  throw new PythonError(
    "IndexError",
    `Replacement index ${index} out of range for positional args tuple`,
  );
}

function pathError(rest: string): PythonError {
  if (rest.startsWith(".")) {
    return new PythonError(
      "AttributeError",
      "no attribute can be reached from a format text",
    );
  }
  return valueError(
    rest.startsWith("[")
      ? "Missing ']' in format string"
      : "Only '.' or '[' may follow ']' in format field specifier",
  );
}

function valueError(text: string): PythonError {
  return new PythonError("ValueError", text);
}
