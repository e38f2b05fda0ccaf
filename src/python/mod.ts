/**
 * The Python that configuration files speak: expressions, `str.format`, regular expressions. Knows nothing of dripline.
 *
 * @module
 */
export { type Expression, parseExpression } from "./expression.ts";
export type {
  ExtensionFunction,
  FunctionArgument,
  KnownFunctions,
} from "./extension_functions.ts";
export { parseMarkup } from "./markup.ts";
export { isPlainObject, type Plain } from "./plain.ts";
export { formatPlain, representPlain } from "./plain_text.ts";
export { ExpressionError, PythonError } from "./python_error.ts";
export {
  MatchLimitError,
  PatternError,
  type PatternMatch,
  type PatternUse,
  PythonRegExp,
  pythonRegExp,
} from "./regexp.ts";
export { strip } from "./text.ts";
