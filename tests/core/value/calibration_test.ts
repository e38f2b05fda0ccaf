import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Calibrated,
  CalibrationError,
  type CalibrationFunction,
  parseCalibration,
} from "../../../src/core/value/mod.ts";

const FUNCTIONS: ReadonlyMap<string, CalibrationFunction> = new Map<
  string,
  CalibrationFunction
>([
  ["times3", (x: number) => 3 * x],
  ["pt100_calibration", (resistance: number) => (resistance - 100) / 0.385],
  [
    "cernox_calibration",
    (resistance: number, serial: number) => resistance + serial,
  ],
]);

function apply(calibration: unknown, raw: unknown): Calibrated {
  return parseCalibration(calibration, FUNCTIONS).apply(raw);
}

function assertCalibrated(
  calibration: unknown,
  cases: readonly (readonly [raw: unknown, calibrated: unknown])[],
): void {
  for (const [raw, valueCal] of cases) {
    assertEquals<unknown>(
      apply(calibration, raw),
      { valueCal },
      `${calibration} of ${raw}`,
    );
  }
}

function problemOf(calibration: unknown, raw: unknown): string {
  const result = apply(calibration, raw);
  assert("problem" in result, `${calibration} of ${raw}: no problem`);
  return result.problem;
}

function assertRefused(
  calibration: unknown,
  column: number | undefined,
  message: string,
): void {
  const error = assertThrows(
    () => parseCalibration(calibration, FUNCTIONS),
    CalibrationError,
    message,
  );
  assertEquals(error.column, column, error.message);
}

Deno.test("every calibration that was found in laboratories works", () => {
  const near = (calibration: string, raw: unknown, expected: number) => {
    const result = apply(calibration, raw);
    assert("valueCal" in result, calibration);
    assert(Math.abs(Number(result.valueCal) - expected) < 1e-9, calibration);
  };
  assertCalibrated("2*{}", [[500, 1000], [500.5, 1001], [true, 2]]);
  assertCalibrated("1.*{}", [[3, 3]]);
  assertCalibrated("times3({})", [[1.75, 5.25], ["2", 6]]);
  assertCalibrated("pt100_calibration({})", [[100, 0]]);
  assertCalibrated("10**({}-10)", [[12, 100], ["1.2E+01", 100]]);
  assertCalibrated("10**({}-6.0)", [[3, 0.001]]);
  assertCalibrated("cernox_calibration({}, 87821)", [[1, 87822]]);
  assertCalibrated("cernox_calibration({}, 87820)", [["1.5", 87821.5]]);
  assertCalibrated("cernox_calibration({}, 1929)", [[1, 1930]]);
  assertCalibrated("cernox_calibration({}, 33122)", [[1, 33123]]);
  near("(0.9991/0.847)*(1000*math.fabs({})+0.007)", -0.5, 589.7957422668242);
  near("(0.9991/0.847)*(1000*{}+0.007)", 0.5, 589.7957422668242);
  near("0.036490*{}-152.978934", 5000, 29.471066);
  near("0.02460529*{}-29.12859597", 5000, 93.89785403);
  assertCalibrated('{}.split(",")[1]', [["1,2.5,x", "2.5"]]);
  assertCalibrated("{}*3", [[2, 6]]);
  assertCalibrated("math.fabs({})", [["-2.5", 2.5], [-2, 2]]);
  assertCalibrated("1*{}", [[0.25, 0.25]]);
  assertCalibrated("{}*1", [[0.25, 0.25]]);
  assertCalibrated('{{0:"CLOSED",1:"OPEN"}}[{}]', [[0, "CLOSED"], [
    "1",
    "OPEN",
  ]]);
  assertCalibrated({ CLOSE: "on", OPEN: "off" }, [["CLOSE", "on"]]);
  assertCalibrated({ "0": "CLOSE", "1": "OPEN" }, [[0, "CLOSE"], [
    "1",
    "OPEN",
  ]]);
  assertRefused("cernox_calibration({}, 01929)", 24, "leading zeros");
});

Deno.test("a reading is an operand of its own, not characters of the expression", () => {
  assertCalibrated("{}**2", [[-1, 1], ["-3", 9]]);
  assertCalibrated("2-{}", [[-3, 5]]);
  assertCalibrated("{0}*{0}", [[-3, 9]]);
  assertCalibrated("-{}", [[2, -2]]);
});

Deno.test("a text counts as the number that it spells, with its class", () => {
  assertCalibrated("{}", [
    ["+2.35E+01", 23.5],
    [" 12\r\n", 12],
    [".5", 0.5],
    ["007", 7],
    ["-1.", -1],
    ["9007199254740993", 9007199254740993n],
  ]);
  assertCalibrated("str({})", [["1.0", "1.0"], ["1", "1"], ["1e3", "1000.0"]]);
  assertCalibrated("{}", [
    ["nan", "nan"],
    ["inf", "inf"],
    ["1_000", "1_000"],
    ["0x10", "0x10"],
    ["True", "True"],
  ]);
});

Deno.test("methods of a reading see its text", () => {
  assertCalibrated("{}.zfill(5)", [[" 12 ", "00012"]]);
  assertCalibrated('float({}.split(",")[1])*2', [["a,2.25", 4.5]]);
  assertCalibrated('{0}.strip("V") if "{0}" else 0', [["5V", "5"], ["", 0]]);
});

Deno.test("a reading that is no number can be compared, searched and handed on", () => {
  assertCalibrated('{} == "OPEN"', [["OPEN", true], ["CLOSED", false]]);
  assertCalibrated('{} in ["a", "b"]', [["a", true], ["c", false]]);
  assertCalibrated('"P" in {}', [["OPEN", true]]);
  assertCalibrated("len({})", [["OPEN", 4]]);
  assertCalibrated('{}["a"]', [[{ a: 5 }, 5]]);
});

Deno.test("a reading that is a text is no truth, has no order and no items", () => {
  for (const text of ["", "OFF", "False", "0V"]) {
    for (
      const calibration of [
        "bool({})",
        "not {}",
        "1 if {} else 0",
        '{} and "yes"',
        "{} == False",
        "max({}, 1)",
        "{}[0]",
        "{}[1:]",
      ]
    ) {
      const problem = problemOf(calibration, text);
      assert(problem.includes("but the reading is the text '"), problem);
    }
  }
  assert(problemOf("{}[0]", "12").includes("not subscriptable"));
});

Deno.test("arithmetic on a reading that is no number is a problem", () => {
  for (const operator of ["+", "-", "*", "/", "//", "%", "**", "&", "<<"]) {
    for (const text of [`{} ${operator} 2`, `2 ${operator} {}`]) {
      const problem = problemOf(text, "ab");
      assert(
        problem.includes(
          `"${operator}" needs a number, but the reading is the text 'ab'`,
        ),
        problem,
      );
    }
  }
  assert(problemOf("-{}", "ab").includes('"-" needs a number'));
  assert(problemOf("2*{}", { a: 1 }).includes("of class dict"));
});

Deno.test("in quotes a reading is its text, formatted as str.format does", () => {
  assertCalibrated('"v={}"', [["ab", "v=ab"], [4.5, "v=4.5"], [4, "v=4"]]);
  assertCalibrated('"v={:.2f} V"', [[1.005, "v=1.00 V"]]);
  assertCalibrated('"{0}-{0!r}"', [["a", "a-'a'"]]);
  assertCalibrated("'{}'.upper()", [["it's", "IT'S"]]);
  assertCalibrated('"{{:.2f}}".format({})', [["1.005", "1.00"]]);
  assertCalibrated('"a" "{}" "b"', [[1, "a1b"]]);
});

Deno.test("outside of quotes a format gives the number or text that it spells", () => {
  assertCalibrated("2*{:.1f}", [[1.26, 2.6]]);
  assertCalibrated("{:5.1f}", [[4, 4]]);
  assertCalibrated("{:x}", [[255, "ff"]]);
  assertCalibrated("{!s}", [["5", 5]]);
  assertCalibrated("{!r}", [["5", "5"]]);
  assert(problemOf("{:.2f}", "ab").includes("Unknown format code 'f'"));
  assert(problemOf("{:d}", 1.5).includes("Unknown format code 'd'"));
});

Deno.test("the first item of a list is the reading", () => {
  assertCalibrated("2*{}", [[[3, 4], 6]]);
  assertCalibrated({ a: 1 }, [[["a", "b"], 1]]);
  assert(problemOf("2*{}", []).includes("no raw value"));
  assert(problemOf("2*{}", null).includes("no raw value"));
  assert(problemOf("2*{}", undefined).includes("no raw value"));
});

Deno.test("results are plain values", () => {
  assertCalibrated("[{}, 1.5, (True, None)]", [[1, [1, 1.5, [true, null]]]]);
  assertCalibrated("{{1: 'a', 2.0: 'b', True: 'c'}}", [[1, {
    "1": "c",
    "2.0": "b",
  }]]);
  assertCalibrated("2**63", [[1, 2n ** 63n]]);
  assertCalibrated("2**53-1", [[1, Number.MAX_SAFE_INTEGER]]);
  assertCalibrated("3.0*{}", [[1, 3]]);
});

Deno.test("what JSON cannot hold is a problem", () => {
  assert(problemOf("1e308*{}", 10).includes("not finite"));
  assert(problemOf("[nan, {}]", 1).includes("not finite"));
  assert(problemOf("2**64*{}", 1).includes("64 bits"));
  assert(problemOf("-2**64*{}", 1).includes("64 bits"));
  assert(problemOf("None", 1).includes("None"));
  assert(problemOf("[abs]", 1).includes("function abs"));
  assert(problemOf("{{'__proto__': 1}}", 1).includes("__proto__"));
  assert(problemOf("{{1: 1, '1': 2}}", 1).includes("two keys"));
});

Deno.test("a problem names what failed, the expression and the reading", () => {
  assertEquals(
    problemOf("1/{}", 0),
    'calibration "1/{}" of the raw value 0: ZeroDivisionError: division by zero',
  );
  assert(problemOf("{}.upper()", "x".repeat(200_000)).includes("length"));
});

Deno.test("extension functions get plain values and give plain values", () => {
  const seen: unknown[] = [];
  const functions = new Map<string, CalibrationFunction>([
    ["see", (...values: unknown[]) => {
      seen.push(...values);
      return values.length;
    }],
    ["fail", () => {
      throw new Error("out of range");
    }],
    ["half", (x: number) => x / 2],
    ["later", () => Promise.resolve(1) as unknown as number],
    ["nothing", () => undefined as unknown as number],
  ]);
  const run = (text: string, raw: unknown) =>
    parseCalibration(text, functions).apply(raw);
  assertEquals(run("see({}, 2**60, 1.0, 'a', None, [1, (2,)], nan)", 5), {
    valueCal: 7,
  });
  assertEquals(seen, [5, 2n ** 60n, 1, "a", null, [1, [2]], NaN]);
  assertEquals(run("str(half({}))", 4), { valueCal: "2" });
  assertEquals(run("str(half({}))", 5), { valueCal: "2.5" });
  const failed = run("fail()", 1);
  assert("problem" in failed && failed.problem.includes("out of range"));
  assert("problem" in run("later()", 1));
  assert("problem" in run("nothing()", 1));
  assert("problem" in run("see({{1: 2}})", 1));
});

Deno.test("an extension function that is not loaded is an error that says what offers it", () => {
  const elsewhere = new Map([[
    "times3",
    'extension "jitter": list "./extensions/jitter/mod.ts" under "extensions:"',
  ]]);
  const error = assertThrows(
    () => parseCalibration("2 + times3({})", new Map(), elsewhere),
    CalibrationError,
    'no function "times3" is known. It comes with extension "jitter": list "./extensions/jitter/mod.ts" under "extensions:".',
  );
  assertEquals(error.column, 5);
});

Deno.test("unknown names, functions and methods are errors when the calibration is read", () => {
  assertRefused("time3({})", 1, 'Did you mean "times3"?');
  assertRefused("time3({})", 1, "Known: cernox_calibration, pt100_cal");
  assertRefused("1 + peaches", 5, 'no name "peaches" is known');
  assertRefused("math.fab({})", 1, 'Did you mean "math.fabs"?');
  assertRefused('{}.splitt(",")', 4, 'Did you mean "split"?');
  assertRefused("times3()", 1, "times3() needs at least 1 argument");
  assertRefused("cernox_calibration({})", 1, "needs at least 2 arguments");
  assertRefused("sqrt(1, {})", 1, "takes at most 1 argument");
  assertRefused("round({}, digits=2)", 1, 'no keyword argument "digits"');
  assertRefused("pi({})", 1, "not a function");
  assertRefused("abs", 1, "write abs({})");
  assertRefused("math + {}", 1, '"math" is a module');
});

Deno.test("nothing of JavaScript can be reached", () => {
  const names = [
    "constructor",
    "__proto__",
    "__class__",
    "toString",
    "hasOwnProperty",
    "Deno",
    "globalThis",
    "eval",
    "Function",
    "open",
    "__import__",
  ];
  for (const name of names) {
    const texts = [
      name,
      `${name}(1)`,
      `math.${name}`,
      `np.${name}(1)`,
      `{}.${name}`,
      `{}.${name}()`,
      `{{}}.${name}("x")`,
      `[].${name}(1)`,
      `"{0.${name}}"`,
      `{.${name}}`,
    ];
    for (const text of texts) {
      assertThrows(() => parseCalibration(text, FUNCTIONS), CalibrationError);
    }
    assert(problemOf(`"{{0.${name}}}".format({})`, 1).includes("attribute"));
    assert(problemOf(`{{}}["${name}"]`, 1).includes("KeyError"));
    assert(problemOf(`{}["${name}"]`, {}).includes("KeyError"));
    assertEquals(apply(`{{}}.get("${name}", 7)`, 1), { valueCal: 7 });
  }
});

Deno.test("fields that str.format would refuse or that mean nothing are errors with a column", () => {
  assertRefused("1{}", 2, 'directly beside "1"');
  assertRefused("{}e3", 1, 'directly beside "e"');
  assertRefused("2 + x{}", 6, 'directly beside "x"');
  assertRefused("1.{}", 3, 'directly beside "."');
  assertRefused("{}.5", 1, 'directly beside "."');
  assertRefused("{0}{0}", 1, "another reading");
  assertRefused("{} + {}", 6, 'a second "{}"');
  assertRefused("{0} + {}", 1, "cannot be mixed");
  assertRefused("2*{1}", 3, "a further reading");
  assertRefused("{name}", 1, '"{name}" is not known');
  assertRefused("{0[1]}", 1, "reaches into the reading");
  assertRefused("2*{", 3, "Single '{'");
  assertRefused("2*}", 3, "Single '}'");
  assertRefused("{:>{}}", 1, "a field inside of a field");
  assertRefused("{!x}", 1, 'unknown conversion "!x"');
  assertRefused("{:.}", 1, "missing precision");
  assertRefused('"{:>999999999}"', 2, "too large");
  assertRefused('"\\{}"', 2, "backslash");
  assertRefused("{}\ufdd0", 3, "unexpected character");
});

Deno.test("columns count the characters that the user wrote", () => {
  assertRefused('{{"a": 1}}[{}] $', 16, "unexpected character");
  assertRefused("({:.2f} + 2", 12, "ends too early");
  assertRefused("2*", 3, "ends too early");
  assertRefused("", 1, "ends too early");
});

Deno.test("a calibration of another type is refused", () => {
  for (const source of [null, undefined, 5, true, [1], new Map(), () => 1]) {
    assertRefused(source, undefined, "a calibration is a text");
  }
});

Deno.test("a map is looked up by value and by text form", () => {
  assertCalibrated({ "1": "a", "1.5": "b", "True": "c", "false": "d" }, [
    [1, "a"],
    [1n, "a"],
    ["1", "a"],
    [1.5, "b"],
    [true, "c"],
    [false, "d"],
    [" 1\n", "a"],
  ]);
  assertCalibrated({ "1.0": [1, { x: null }] }, [[1, [1, { x: null }]]]);
  assertCalibrated({ "1e+16": "big" }, [[1e16, "big"]]);
  assertCalibrated({ "1.10": "a", "2e3": "b", "007": "c" }, [
    [1.1, "a"],
    [2000, "b"],
    ["007", "c"],
  ]);
  assertEquals(apply({ "007": "c", "": "d", "0x7": "e" }, 7), {
    missing: "raw value <7> not in cal dict",
  });
});

Deno.test("a reading that a map does not have is missing, in the words of the original", () => {
  const missing = (raw: unknown) => apply({ "a": 1 }, raw);
  assertEquals(missing("XX"), {
    missing: "raw value <'XX'> not in cal dict",
  });
  assertEquals(missing(5), { missing: "raw value <5> not in cal dict" });
  assertEquals(missing(1.5), { missing: "raw value <1.5> not in cal dict" });
  assertEquals(missing(true), { missing: "raw value <True> not in cal dict" });
  assertEquals(missing(null), { missing: "raw value <None> not in cal dict" });
  for (const name of ["constructor", "__proto__", "toString"]) {
    assert("missing" in missing(name));
  }
});

Deno.test("no text makes parsing throw anything but CalibrationError, nor applying throw at all", () => {
  const random = seeded(20240607);
  const pick = <T>(items: readonly T[]): T =>
    items[Math.floor(random() * items.length)]!;
  const tokens =
    '{} {0} {{ }} {:.2f} {!r} ( ) [ ] , : . = == < in not and or is if else ** * // / % + - ~ | & << 0 1 2.5 1e999 0x1F 99999999 "a" \'{}\' """ \\ \n # lambda for True None abs round times3 math.pi math . .split .get .format .join x __proto__'
      .split(" ");
  const raws = [1, -2.5, "ab", "3", "", true, { a: 1 }, [], [1], 2n ** 70n];
  const valid = [
    "(0.9991/0.847)*(1000*math.fabs({})+0.007)",
    '{{0: "CLOSED", 1: "OPEN"}}[{}]',
    'float({0}.split(",")[1])*2 if "," in {0} else round({0}, ndigits=2)',
    '"{:>8.2f} V".strip() + str([1, (2.5,), None][-1])',
  ];
  const soup = () =>
    Array.from({ length: Math.floor(random() * 12) }, () => pick(tokens))
      .join(pick(["", " "]));
  const noise = () =>
    Array.from(
      { length: Math.floor(random() * 12) },
      () => String.fromCharCode(Math.floor(random() * pick([128, 65536]))),
    ).join("");
  const mutant = () => {
    const text = pick(valid);
    const at = Math.floor(random() * text.length);
    const cut = Math.floor(random() * 3);
    return text.slice(0, at) + pick(["", ...tokens]) + text.slice(at + cut);
  };

  let read = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = pick([soup, noise, mutant, mutant])();
    let calibration;
    try {
      calibration = parseCalibration(text, FUNCTIONS);
    } catch (error) {
      assert(error instanceof CalibrationError, `${text}: ${error}`);
      continue;
    }
    read++;
    const result = calibration.apply(pick(raws));
    assert("problem" in result || "valueCal" in result, text);
    assert(
      !JSON.stringify(result, noBigints).includes("unexpected error"),
      text,
    );
  }
  assert(read > 1000, `only ${read} texts could be read`);
});

function noBigints(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** A small generator of random numbers below 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
