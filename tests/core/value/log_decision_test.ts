import { assertEquals } from "@std/assert";
import {
  comparable,
  type LogRules,
  worthLogging,
} from "../../../src/core/mod.ts";

const never: LogRules = {
  maxInterval: 1000,
  maxAbsoluteChange: 1e6,
  maxFractionalChange: 1e6,
};

/** Tells whether `value` is logged `seconds` after `last`. */
function logged(
  rules: Partial<LogRules>,
  last: unknown,
  value: unknown,
  seconds = 1,
): boolean {
  const time = 1_000_000;
  return worthLogging(
    { ...never, ...rules },
    { value: last, time },
    value,
    time + seconds * 1000,
  );
}

Deno.test("the first reading is logged", () => {
  assertEquals(worthLogging(never, undefined, 1, 0), true);
});

Deno.test("an unchanged value is logged when the longest interval has passed, and not before (139)", () => {
  assertEquals(logged({ maxInterval: 3 }, 1, 1, 2), false);
  assertEquals(logged({ maxInterval: 3 }, 1, 1, 3), false);
  assertEquals(logged({ maxInterval: 3 }, 1, 1, 3.001), true);
});

Deno.test("a longest interval of 0 logs every check (138)", () => {
  assertEquals(logged({ maxInterval: 0 }, 1, 1, 0.001), true);
});

Deno.test("a change is logged if it is more than allowed (140)", () => {
  const rules = { maxAbsoluteChange: 1 };
  const cases: [number, boolean][] = [
    [5, false],
    [5.5, false],
    [6, false],
    [4, false],
    [6.001, true],
    [7, true],
    [3, true],
    [-5, true],
  ];
  for (const [value, expected] of cases) {
    assertEquals(logged(rules, 5, value), expected, `to ${value}`);
  }
});

Deno.test("an allowed change of 0 logs every change and nothing else (141)", () => {
  const rules = { maxAbsoluteChange: 0 };

  assertEquals(logged(rules, 5, 5), false);
  assertEquals(logged(rules, 5, 5 + 1e-12), true);
});

Deno.test("a fraction counts of the mean of both values", () => {
  const rules = { maxFractionalChange: 0.1 };
  const cases: [number, number, boolean][] = [
    [100, 110, false],
    [100, 110.6, true],
    [100, 90.4, true],
    [100, 91, false],
    [-100, -110.6, true],
    [-100, -109, false],
    [0, 0, false],
    [0, 1e-9, true],
    [1, -1, true],
  ];
  for (const [last, value, expected] of cases) {
    assertEquals(logged(rules, last, value), expected, `${last} to ${value}`);
  }
});

Deno.test("one condition is enough", () => {
  assertEquals(
    logged({ maxAbsoluteChange: 0, maxFractionalChange: 10 }, 5, 5.1),
    true,
  );
  assertEquals(
    logged({ maxAbsoluteChange: 10, maxFractionalChange: 0 }, 5, 5.1),
    true,
  );
});

Deno.test("a value that is no number is logged when it differs (142)", () => {
  assertEquals(logged({}, "open", "open"), false);
  assertEquals(logged({}, "open", "closed"), true);
  assertEquals(logged({}, "open", 1), true);
  assertEquals(logged({}, 1, "open"), true);
  assertEquals(logged({}, undefined, undefined), false);
});

Deno.test("a clock that was put back does not silence the log", () => {
  assertEquals(logged({}, 1, 1, -3600), true);
});

Deno.test("values are compared as the numbers they are or spell", () => {
  const cases: [unknown, unknown][] = [
    [1.5, 1.5],
    ["1.5", 1.5],
    [" +2.35E+01 ", 23.5],
    [true, 1],
    [false, 0],
    [7n, 7],
    ["open", "open"],
    ["", ""],
    [" ", " "],
    ["nan", "nan"],
    [undefined, undefined],
    [{ a: [1] }, '{"a":[1]}'],
  ];
  for (const [value, expected] of cases) {
    assertEquals(comparable(value), expected);
  }
});
