/**
 * Values in commands, written as Python writes them, and commands that come from outside.
 *
 * @module
 */
import {
  type Field,
  FieldError,
  type FieldOptions,
  show,
  string,
} from "../../core/mod.ts";
import { formatPlain, parseMarkup, PythonError } from "../../python/mod.ts";
import { ReplyError } from "../../wire/mod.ts";

/** Everything that could end a command, or confuse an instrument or a terminal. */
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** What ends a word in a command: blanks, what separates commands and parameters, and the quotes round texts. */
const separators = /[\s;,"']/u;

/** How values go into commands. */
export interface CommandOptions {
  /** Whether a text may be more than one word, because the configuration says so or has written it itself. */
  readonly raw: boolean;
}

/**
 * Returns `template.format(value)`: `VOLT {}` with 10.1 is `VOLT 10.1`, and true is `True`. Throws a `ReplyError` of code 304 if the value
 * does not fit, is no word or more than one, such as `5;*RST`, or would bring control characters such as line breaks, which end a command.
 */
export function formatCommand(
  template: string,
  value: unknown,
  { raw }: CommandOptions,
): string {
  const refuse = (why: string) =>
    new ReplyError(
      "service_error_invalid_value",
      `Cannot send the value ${show(value)} with ${show(template)}: ${why}`,
    );
  let text: string;
  try {
    text = formatPlain(template, [value]);
  } catch (error) {
    if (error instanceof PythonError) throw refuse(error.message);
    throw error;
  }
  if (text.match(controls)?.join() !== template.match(controls)?.join()) {
    throw refuse("it contains control characters");
  }
  if (!raw && !isWord(value) && hasField(template)) {
    throw refuse(
      `it is ${
        value === "" ? "empty" : "more than one word"
      }, and could be another command. raw: true in the configuration of the endpoint lets it through`,
    );
  }
  return text;
}

/** Values of every kind that a command can be made of. */
const samples = [1, 1.5, "text", true];

/** Returns why no value fits a template, such as `VOLT {value}`, `VOLT {} {}` or `VOLT {:q}`; undefined if one may. */
export function whyImpossible(template: string): string | undefined {
  const reasons = samples.map((value) => {
    try {
      // What a template takes out of a list or a map, nobody knows before.
      const isPart = parseMarkup(template)
        .some((piece) => piece.kind === "field" && piece.name.includes("["));
      if (!isPart) formatPlain(template, [value]);
      return undefined;
    } catch (error) {
      if (error instanceof PythonError) return error.message;
      throw error;
    }
  });
  return reasons.includes(undefined)
    ? undefined
    : reasons[0]!.replace(/^\w+: /, "");
}

/** A command that a request brings. It may not contain control characters: what ends a command is the service's to add. */
export function commandText(options: FieldOptions = {}): Field<string> {
  const { decode, ...rest } = string(options);
  return {
    ...rest,
    decode(input, written) {
      const text = decode(input, written);
      if (text.search(controls) < 0) return text;
      throw new FieldError(
        `must be one command, without line breaks and control characters: received ${
          show(text)
        }. Several commands are a list`,
      );
    },
  };
}

/** Tells whether a value, or each one that it holds, is a number, a truth or a text of one word. */
function isWord(value: unknown): boolean {
  if (typeof value === "string") return value !== "" && !separators.test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value)
    .every(([key, item]) => isWord(key) && isWord(item));
}

function hasField(template: string): boolean {
  return parseMarkup(template).some(({ kind }) => kind === "field");
}
