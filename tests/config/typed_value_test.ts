import { assertEquals } from "@std/assert";
import { typedValue } from "../../src/config/typed_value.ts";

/** The table of spec 9.7 as the sane choice has it: a number only if the whole text is one. */
const VALUES: [text: string, value: unknown][] = [
  ["", null],
  ["true", true],
  ["false", false],
  ["True", "True"],
  ["FALSE", "FALSE"],
  ["null", "null"],
  ["5", 5],
  ["-5", -5],
  ["+5", 5],
  [".5", 0.5],
  ["-.5", -0.5],
  ["5.", 5],
  ["1e3", 1000],
  ["1E3", 1000],
  ["-5e-3", -0.005],
  ["+.5e+2", 50],
  ["010", 10],
  ["12abc", "12abc"],
  ["1-2", "1-2"],
  ["1,2", "1,2"],
  ["5e3x", "5e3x"],
  ["5e", "5e"],
  [".", "."],
  ["-", "-"],
  ["+", "+"],
  ["e5", "e5"],
  ["--5", "--5"],
  ["0x1F", "0x1F"],
  ["1_000", "1_000"],
  [" 5", " 5"],
  ["5 ", "5 "],
  ["1e400", "1e400"],
  ["nan", "nan"],
  ["inf", "inf"],
  ["Infinity", "Infinity"],
  ["1.2.3", "1.2.3"],
  ["2020-01-01", "2020-01-01"],
  ["-abc", "-abc"],
  ['"5"', '"5"'],
  ["[1,2]", "[1,2]"],
  ['{"a":1}', '{"a":1}'],
  ["'5'", "5"],
  ["'true'", "true"],
  ["''", ""],
  ["'", "'"],
  ["'a", "'a"],
  ["''5''", "'5'"],
  ["9007199254740991", 9007199254740991],
  ["9007199254740993", 9007199254740993n],
  ["+18446744073709551615", 18446744073709551615n],
  ["-9223372036854775809", -9223372036854775809n],
  ["9007199254740993.0", 9007199254740992],
];

Deno.test("a text on the command line is a number only if the whole of it is one (175)", () => {
  for (const [text, value] of VALUES) {
    assertEquals<unknown>(typedValue(text), value, text);
  }
});
