/**
 * The methods of texts that say what a text consists of: `isdigit()` and its likes.
 *
 * @module
 */
import { needText } from "./argument.ts";
import { define, type PythonFunction } from "./function.ts";
import { BLANKS } from "./text.ts";

const SPACES = new RegExp(`^[${BLANKS}]+$`);
/** Digits that Python counts as such although they are no decimal digits. */
const SUPERSCRIPTS = "\\xb2\\xb3\\xb9\\u2070\\u2074-\\u2079\\u2080-\\u2089";
const DIGITS = new RegExp(`^[\\p{Nd}${SUPERSCRIPTS}]+$`, "u");

/** The methods that test a text. */
export const TEXT_TESTS: readonly PythonFunction[] = [
  test("isalnum", (text) => /^[\p{L}\p{N}]+$/u.test(text)),
  test("isalpha", (text) => /^\p{L}+$/u.test(text)),
  test("isdecimal", (text) => /^\p{Nd}+$/u.test(text)),
  test("isdigit", (text) => DIGITS.test(text)),
  test("islower", (text) =>
    /\p{Lowercase}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text)),
  test("isnumeric", (text) => /^\p{N}+$/u.test(text)),
  test("isspace", (text) => SPACES.test(text)),
  test("isupper", (text) =>
    /\p{Uppercase}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text)),
];

function test(name: string, holds: (text: string) => boolean): PythonFunction {
  return define(`${name}()`, (meter, self) => {
    const text = needText(self!);
    meter.spend(text.length);
    return holds(text);
  });
}
