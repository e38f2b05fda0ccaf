/**
 * Tables in `interp`, which are read with the expression that they stand in.
 *
 * @module
 */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  CalibrationError,
  parseCalibration,
} from "../../../src/core/value/mod.ts";

Deno.test("a table in interp that cannot work is refused when the expression is read", () => {
  const refused = [
    ["interp({}, [3, 2, 1], [1, 2, 3])", /2 comes after 3/],
    ["2*numpy.interp({}, (1, 1), (2, 3))", /1 comes after 1/],
    ["interp(xp=[2, 1], fp=[1, 2], x={})", /1 comes after 2/],
    ["interp({}, [1, 2], [1])", /as many places as values/],
    ["interp({}, [], [])", /at least one/],
    ["interp({}, [1, 'a'], [1, 2])", /TypeError/],
    ["interp({}, sorted([1, 2])[::-1], [1, 2])", /1 comes after 2/],
  ] as const;
  for (const [text, reason] of refused) {
    const { message, column } = assertThrows(
      () => parseCalibration(text),
      CalibrationError,
    );
    assertMatch(message, reason, text);
    assertEquals(column, text.startsWith("2*") ? 3 : 1);
  }
});

Deno.test("a table in interp that depends on the reading is a problem of that reading", () => {
  const calibration = parseCalibration("interp(1, [0, {}], [0, 10])");
  assertEquals(calibration.apply(2), { valueCal: 5 });
  const result = calibration.apply(-2);
  assertMatch("problem" in result ? result.problem : "", /-2 comes after 0/);
});
