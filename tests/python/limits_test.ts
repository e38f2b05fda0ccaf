/**
 * No expression takes the service's time or memory: what would is refused when it is read, or a problem.
 *
 * @module
 */
import { assert, assertThrows } from "@std/assert";
import {
  CalibrationError,
  parseCalibration,
} from "../../src/core/value/mod.ts";

function problemOf(calibration: string, raw: unknown = 1): string {
  const result = parseCalibration(calibration).apply(raw);
  assert("problem" in result, `${calibration} is no problem`);
  return result.problem;
}

function assertProblem(calibration: string, message: string): void {
  const problem = problemOf(calibration);
  assert(problem.includes(message), problem);
}

function assertRefused(calibration: string, message: string): void {
  assertThrows(
    () => parseCalibration(calibration),
    CalibrationError,
    message,
  );
}

Deno.test("ints have a largest size, however they come about", () => {
  const message = "more than 10000 binary digits";
  for (
    const text of [
      "9**9**9",
      "(-9)**9**9",
      "2**10000*2",
      "1<<10001",
      "1<<9**99",
      "9**3000 * 9**3000",
      "factorial(10**6)",
      "factorial(3000)",
      "math.prod([9**1000]*100)",
      "sum([2**9999]*10)",
      "int('9'*5000)",
      "pow(3, 2**70, 7)",
      "~(2**10000-1)",
    ]
  ) assertProblem(text, message);
  assertRefused("9".repeat(4000), "too many digits");
  assertRefused(`0x${"f".repeat(3000)}`, "too many digits");
});

Deno.test("texts and lists have a greatest length, however they come about", () => {
  const message = "100000 is the most";
  for (
    const text of [
      '"a"*10**9',
      '10**9*"a"',
      "[1]*10**9",
      "(1,)*9**99",
      '"ab"*50000 + "c"',
      "[0]*99999 + [1, 2]",
      "range(10**9)",
      "range(0, 9**99, 2)",
      '"a".ljust(10**9)',
      '"a".zfill(9**99)',
      '"a".center(200000)',
      '("a"*50000).replace("a", "bbb")',
      '"x".join(["ab"*100]*1000)',
      '"{{:>{{}}}}".format({}, 100001)',
      '"{{:.100001f}}".format(1.5)',
      'format(1, "999999999")',
      'format(1, ".999999999f")',
      'repr(["a"*1000]*100)',
      "str([[1]*1000]*100)",
    ]
  ) {
    const problem = problemOf(text);
    assert(
      problem.includes(message) || problem.includes("too large"),
      problem,
    );
  }
  assertRefused('"{:>999999999}"', "too large");
  assertRefused("{:.999999999f}", "too large");
});

Deno.test("an evaluation has a greatest number of steps", () => {
  const message = "more than 1000000 steps";
  const nested = "[[[[0]*100]*100]*100]*100";
  const manyTimes = Array.from({ length: 30 }, () => "sum([1]*50000)");
  for (
    const text of [
      manyTimes.join("+"),
      `${nested} == ${nested}`,
      `${nested} < ${nested}`,
      "sorted([1, 2]*50000)",
      "sum(map(abs, [9]*99999)) + sum(map(len, ['a']*99999)) + sum(map(len, ['a']*99999)) + sum([1]*99999) + sum([1]*99999)",
    ]
  ) assertProblem(text, message);
});

Deno.test("brackets, signs and conditions have a greatest nesting", () => {
  const message = "nested more than 100 deep";
  const deep = (open: string, close: string) =>
    open.repeat(150) + "1" + close.repeat(150);
  assertRefused(deep("(", ")"), message);
  assertRefused(deep("[", "]"), message);
  assertRefused(deep("{{1:", "}}"), message);
  assertRefused(deep("abs(", ")"), message);
  assertRefused(deep("-", ""), message);
  assertRefused(deep("not ", ""), message);
  assertRefused(deep("2**", ""), message);
  assertRefused(deep("1 if 1 else ", ""), message);
  assertRefused(deep("[1][", "]"), message);
});

Deno.test("a calibration has a greatest length, and long chains within it work", () => {
  assertRefused(`1+${"1+".repeat(5000)}1`, "longer than 10000 characters");
  for (
    const [text, expected] of [
      [`1${"+1".repeat(4900)}`, 4901],
      [`1${"<2".repeat(1)}${"!=3".repeat(3000)}`, false],
      [`0${" or 0".repeat(1900)}`, 0],
      [`"a"${"[0]".repeat(3000)}`, "a"],
      [`"a"${".lower()".repeat(1200)}`, "a"],
    ] as const
  ) {
    const result = parseCalibration(text).apply(1);
    assert("valueCal" in result && result.valueCal === expected, text);
  }
});

Deno.test("a reading has a greatest size and depth", () => {
  assert(problemOf("len({})", "x".repeat(100_001)).includes("is the most"));
  assert(problemOf("len({})", { a: new Array(200_000) }).includes("most"));
  let deep: unknown = 1;
  for (let level = 0; level < 200; level++) deep = { deep };
  assert(problemOf("len({})", deep).includes("nested more than 100 deep"));
  assert(problemOf("{}", 2n ** 20_000n).includes("binary digits"));
});
