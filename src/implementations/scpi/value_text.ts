/**
 * Values in commands, written as Python writes them.
 *
 * @module
 */
import { show } from "../../core/mod.ts";
import { formatPlain, PythonError } from "../../python/mod.ts";
import { ReplyError } from "../../wire/mod.ts";

/** Everything that could end a command, or confuse an instrument. */
const controls = /\p{Cc}/gu;

/**
 * Returns `template.format(value)`: `VOLT {}` with 10.1 is `VOLT 10.1`, and true is `True`. Throws a `ReplyError` of code 304 if the value
 * does not fit, or would bring control characters such as line breaks, which end a command, into the text.
 */
export function formatCommand(template: string, value: unknown): string {
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
  return text;
}
