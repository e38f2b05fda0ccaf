/**
 * A reading that is a text gives the value that the originals give, or none: tools/reading_cases.py made the fixture.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseExpression, PythonError } from "../../src/python/mod.ts";

const KNOWN = {
  functions: new Map([["upper", (text: string) => text.toUpperCase()]]),
  offeredElsewhere: new Map<string, string>(),
  suggest: () => "",
};

function valueOf(calibration: string, reading: unknown): unknown {
  return parseExpression(calibration, KNOWN).evaluate(reading);
}

Deno.test("where a truth, a number or an order is needed, a text gives what the originals give, or nothing", () => {
  const url = new URL("fixtures/readings.jsonl", import.meta.url);
  const lines = Deno.readTextFileSync(url).trimEnd().split("\n");
  const kinds = { same: 0, none: 0 };
  for (const line of lines) {
    const [calibration, reading, ...expected] = JSON.parse(line);
    let value: unknown;
    try {
      value = valueOf(calibration, reading);
    } catch (error) {
      assert(error instanceof PythonError, `${line}: ${error}`);
      kinds.none++;
      continue;
    }
    assertEquals([value], expected, line);
    kinds.same++;
  }
  assert(kinds.same > 300 && kinds.none > 2000, JSON.stringify(kinds));
});

Deno.test("what needs a truth, a number or an order says so, with the text that the reading is", () => {
  const cases = [
    ["2*{}", '"*" needs a number'],
    ["bool({})", '"bool" needs a truth'],
    ["not {}", '"not" needs a truth'],
    ["1 if {} else 0", '"if" needs a truth'],
    ["{} and 1", '"and" needs a truth'],
    ["{} or 1", '"or" needs a truth'],
    ["any([{}])", '"any" needs a truth'],
    ["{} == True", '"==" needs a bool to compare with'],
    ["{} != 5", '"==" needs a int to compare with'],
    ["max({}, 'A')", '">" needs an order'],
    ["sorted([{}, 'A'])", '"<" needs an order'],
    ["{}[0]", '"[]" needs something of several items'],
  ] as const;
  for (const [calibration, message] of cases) {
    assertThrows(
      () => valueOf(calibration, "OFF"),
      PythonError,
      `${message}, but the reading is the text 'OFF'`,
    );
  }
});

Deno.test("a text keeps its methods, comparisons with texts, and functions of texts", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["{}", "a,B"],
    ["{}.upper()", "A,B"],
    ["{}.split(',')[1]", "B"],
    ["{}.strip('a,')[0]", "B"],
    ["{} == 'a,B'", true],
    ["'a,B' != {}", false],
    ["{} < 'b'", true],
    ["{} in ['x', 'a,B']", true],
    ["'B' in {}", true],
    ["'x' not in {}", true],
    ["{{'a,B': 3}}[{}]", 3],
    ["{{'a,B': 3}}.get({}, 4)", 3],
    ["['a,B'].index({})", 0],
    ["len({})", 3],
    ["str({}) + '!'", "a,B!"],
    ["repr({})", "'a,B'"],
    ["upper({})", "A,B"],
    ["'-'.join([{}, 'c'])", "a,B-c"],
    ["'{{}}!'.format({})", "a,B!"],
    ["'yes' if {} == 'a,B' else 'no'", "yes"],
    ["[{}, 1]", ["a,B", 1]],
    ["bool('{}')", true],
    ["bool(str({}))", true],
    ["max('{}', 'A')", "a,B"],
  ];
  for (const [calibration, value] of cases) {
    assertEquals(valueOf(calibration, "a,B"), value, calibration);
  }
  assertEquals(valueOf("float({})", "0.5e1"), 5);
  assertEquals(valueOf("int({}, 16)", "ff"), 255);
});
