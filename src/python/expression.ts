/**
 * Expressions of a configuration: read once, evaluated for every reading.
 *
 * @module
 */
import { check } from "./check.ts";
import { evaluate } from "./evaluate.ts";
import { expressionNames, type KnownFunctions } from "./extension_functions.ts";
import { Meter } from "./limits.ts";
import { parse } from "./parser.ts";
import { fromPlain, type Plain, toPlain } from "./plain.ts";
import { fieldReading, fieldText } from "./reading.ts";
import { parseTemplate } from "./template.ts";

/** An expression that has been read. */
export interface Expression {
  /**
   * Returns the value of the expression for a reading, which takes the place of each `{}`; `null` for `None`. Throws a
   * `PythonError`, and nothing else, for a reading that the expression cannot take or a result that JSON cannot hold.
   */
  evaluate(reading: unknown): Plain;
}

/** Reads an expression, in which `{}` stands for the reading. Throws an `ExpressionError` for the first mistake. */
export function parseExpression(
  source: string,
  known: KnownFunctions,
): Expression {
  const names = expressionNames(known);
  const { source: python, fields } = parseTemplate(source);
  const tree = parse(python);
  check(tree, names);
  return {
    evaluate(reading) {
      const meter = new Meter();
      const value = fromPlain(reading, meter);
      const result = evaluate(tree, {
        names: names.values,
        reading: (field) => fieldReading(value, fields[field]!, meter),
        text: (field) => fieldText(value, fields[field]!, meter),
        meter,
      });
      return toPlain(result, meter);
    },
  };
}
