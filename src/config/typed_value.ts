/**
 * What a text on the command line stands for.
 *
 * @module
 */
import { withoutSingleQuotes } from "./plain_data.ts";

/** What a text on the command line can stand for. Integers that a double cannot hold are `bigint`. */
export type TypedValue = null | boolean | number | bigint | string;

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^[-+]?\d+$/;

/**
 * Returns what `text` stands for.
 *
 * - An empty text is `null`, `true` and `false` are booleans; no other spelling is.
 * - It is a number if the whole of it is a decimal number: `5`, `+5`, `.5`, `5.`, `1e3`, `-5e-3`, `010` (ten).
 *   The originals take a number from the beginning of any text (`12abc`, `2020-01-01`, `0x1F`); here those are texts.
 * - Everything else is text, without one enclosing pair of single quotes: `'5'` is the text `5`.
 */
export function typedValue(text: string): TypedValue {
  if (text === "") return null;
  if (text === "true") return true;
  if (text === "false") return false;
  const number = NUMBER.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) return withoutSingleQuotes(text);
  const isLost = INTEGER.test(text) && !Number.isSafeInteger(number);
  return isLost ? BigInt(text) : number;
}
