/**
 * The language gives what CPython gave: tools/calibration_cases.py made the fixtures.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { evaluate } from "../../src/python/evaluate.ts";
import { reprFloat } from "../../src/python/float_text.ts";
import { parseFormatSpec } from "../../src/python/format_spec.ts";
import { formatValue } from "../../src/python/format_value.ts";
import { Meter } from "../../src/python/limits.ts";
import { NAMES } from "../../src/python/names.ts";
import { parse } from "../../src/python/parser.ts";
import { ExpressionError, PythonError } from "../../src/python/python_error.ts";
import { repr } from "../../src/python/represent.ts";
import type { Value } from "../../src/python/value.ts";

/** What an expression came to: what `repr` shows, or `!` and the class of the error. */
interface Outcome {
  readonly result: string;
  readonly message: string;
}

Deno.test("expressions give what CPython gives, but for the reasons listed", () => {
  const reasons = new Map<string, number>();
  let cases = 0;
  for (const [expression, expected] of fixture("expressions.jsonl")) {
    cases++;
    const outcome = outcomeOf(expression!);
    if (outcome.result === expected) continue;
    const reason = reasonToDiffer(expression!, expected!, outcome);
    assert(
      reason !== undefined,
      `${expression}\n  CPython: ${expected}\n  here:    ${outcome.result} ${outcome.message}`,
    );
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  assertEquals(cases, 3000);
  const different = [...reasons.values()].reduce((sum, each) => sum + each, 0);
  assert(different < 20, `${different} cases differ`);
});

Deno.test("format specifications give what CPython gives", () => {
  let cases = 0;
  for (const [type, text, spec, expected] of fixture("formats.jsonl")) {
    cases++;
    const outcome = formatted(valueOf(type!, text!), spec!);
    assertEquals(outcome, expected, `${type} ${text} as "${spec}"`);
  }
  assertEquals(cases, 2000);
});

Deno.test("floats read as CPython writes them", () => {
  const view = new DataView(new ArrayBuffer(8));
  let cases = 0;
  for (const [bits, expected] of fixture("floats.jsonl")) {
    cases++;
    view.setBigUint64(0, BigInt(`0x${bits}`));
    assertEquals(reprFloat(view.getFloat64(0)), expected);
  }
  assertEquals(cases, 1000);
});

function fixture(name: string): string[][] {
  const url = new URL(`./fixtures/${name}`, import.meta.url);
  const lines = Deno.readTextFileSync(url).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function outcomeOf(expression: string): Outcome {
  const columns = Array.from(
    { length: expression.length + 1 },
    (_, index) => index + 1,
  );
  const meter = new Meter();
  try {
    const value = evaluate(parse({ text: expression, columns }), {
      names: NAMES,
      reading: () => ({ value: null, shown: null }),
      text: () => "",
      meter,
    });
    return { result: repr(value, meter), message: "" };
  } catch (error) {
    if (error instanceof PythonError) {
      return { result: `!${error.kind}`, message: error.message };
    }
    if (error instanceof ExpressionError) {
      return { result: "!SyntaxError", message: error.message };
    }
    throw error;
  }
}

/** The reasons for which a result may differ from CPython's; anything else is a mistake. */
function reasonToDiffer(
  expression: string,
  expected: string,
  { result, message }: Outcome,
): string | undefined {
  if (message.includes("not supported")) return "left out of the language";
  if (message.includes("is not called")) return "attributes are methods";
  if (message.includes("letter or digit directly after")) {
    return "1if is not read as 1 if";
  }
  if (expected === "!AttributeError" && message.includes("name 'math.")) {
    return "math.x is one name";
  }
  const isLastPlace = Math.abs(Number(result) / Number(expected) - 1) < 1e-14;
  if (isLastPlace && /[a-z]\(|\*\*/.test(expression)) {
    return "the last place of a function";
  }
  return undefined;
}

function valueOf(type: string, text: string): Value {
  switch (type) {
    case "int":
      return BigInt(text);
    case "bool":
      return text === "True";
    case "float":
      return Number(text.replace("inf", "Infinity").replace("nan", "NaN"));
    default:
      return text;
  }
}

function formatted(value: Value, spec: string): string {
  try {
    return formatValue(value, parseFormatSpec(spec), new Meter());
  } catch (error) {
    if (error instanceof PythonError) return `!${error.kind}`;
    throw error;
  }
}
