/**
 * Calibration curves: what they make of raw values, against scipy and numpy, and what they refuse.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  type Calibration,
  CalibrationError,
  type NamedText,
  parseCalibration,
} from "../../../src/core/value/mod.ts";
import cases from "./fixtures/curve_cases.json" with { type: "json" };

/** Reads a calibration whose files are these. */
function curve(
  source: object,
  files: Record<string, string> = {},
): Calibration {
  const readText = (name: string): NamedText => {
    if (!Object.hasOwn(files, name)) throw new Error(`${name} does not exist.`);
    return { file: name, text: files[name]! };
  };
  return parseCalibration(source, new Map(), new Map(), readText);
}

/** What a calibration makes of a raw value: a value, or the words of the problem. */
function of(calibration: Calibration, raw: unknown): unknown {
  const result = calibration.apply(raw);
  return "valueCal" in result
    ? result.valueCal
    : "problem" in result
    ? result.problem
    : result.missing;
}

/** How a calibration is refused: with its place. */
function refusal(source: object, files: Record<string, string> = {}): string {
  const { message, at } = assertThrows(
    () => curve(source, files),
    CalibrationError,
  );
  const where = at.place
    ? `${at.place.file}:${at.place.line}:${at.place.column}`
    : at.path?.join(".");
  return `${where}: ${message}`;
}

function near(actual: unknown, expected: number, tolerance = 1e-11): boolean {
  return typeof actual === "number" &&
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

for (const [index, { calibration, readings }] of cases.entries()) {
  const [kind] = Object.keys(calibration);
  const how = "interpolate" in calibration ? calibration.interpolate : "";
  Deno.test(`curve ${index}, ${kind} ${how}: every value is that of scipy`, () => {
    const ours = curve(calibration);
    for (const [raw, expected] of readings as [number, number][]) {
      const actual = of(ours, raw);
      assert(near(actual, expected), `${raw}: ${actual}, scipy ${expected}`);
    }
  });
}

Deno.test("a raw value counts as the number that it spells, of a list the first item; anything else is a problem", () => {
  const line = curve({ points: [[0, 0], [10, 100]] });
  for (const raw of [2.35, "2.35", " +2.35E+00\n", [2.35, 9]]) {
    assertEquals(of(line, raw), 23.5);
  }
  assertEquals(of(line, 2n), 20);
  for (const raw of ["abc", "", true, null, "0x1"]) {
    assertMatch(`${of(line, raw)}`, /is no number/);
  }
});

Deno.test("outside of its points a curve refuses, holds or goes on, as it is told", () => {
  const points = [[0, 0], [10, 100]];
  assertEquals(
    of(curve({ points }), 11),
    "the raw value 11 is outside of the calibration curve, which goes from 0 to 10",
  );
  assertEquals(of(curve({ points }), 10), 100);
  assertEquals(of(curve({ points, outside: "hold" }), 11), 100);
  assertEquals(of(curve({ points, outside: "hold" }), -1e300), 0);
  assertEquals(of(curve({ points, outside: "extrapolate" }), -2), -20);
  const log = { points: [[1, 1], [10, 2]], interpolate: "log" };
  assertMatch(
    `${of(curve({ ...log, outside: "extrapolate" }), -1)}`,
    /has no value for -1$/,
  );
  assertMatch(
    `${
      of(
        curve({
          points: [[0, 1], [1, 10]],
          interpolate: "log_y",
          outside: "extrapolate",
        }),
        400,
      )
    }`,
    /has no value for 400$/,
  );
});

Deno.test("points are what the table says, in every kind of interpolation", () => {
  const points = [[1.3, 4.2], [2.7, 77.35], [9.1, 103.4], [10, 300]];
  for (const interpolate of ["linear", "log", "log_y", "loglog", "spline"]) {
    const ours = curve({ points, interpolate });
    for (const [x, y] of points) assertEquals(of(ours, x), y, interpolate);
  }
});

Deno.test("a table has commas, semicolons, tabs or blanks, names or numbers for its columns, remarks, any line ends", () => {
  const rows = [["0", "1", "9"], ["10", "3", "8"]];
  for (const separator of [",", ";", "\t", "  ", " , "]) {
    const text = rows.map((row) => row.join(separator)).join("\r\n");
    const calibration = { table: "a.csv", x: 0, y: 1 };
    assertEquals(of(curve(calibration, { "a.csv": text }), 5), 2);
  }
  const named = "# made by hand\n\nT (K), R (ohm)\n300, 10 # warm\n4,20\n";
  const files = { "b.csv": named };
  const calibration = { table: "b.csv", x: "R (ohm)", y: "T (K)" };
  assertEquals(of(curve(calibration, files), "20"), 4);
  assertEquals(of(curve({ table: "b.csv" }, files), "300"), 10);
});

const lakeShore = `Sensor Model:   CX-1050
Serial Number:  X87821
Data Format:    4      (Log Ohms/Kelvin)
SetPoint Limit: 325.      (Kelvin)
Temperature coefficient:  1 (Negative)
Number of Breakpoints:   3

No.   Units      Temperature (K)

  1  1.00000       300.000
  2  2.00000        20.000
  3  4.00000         4.000
`;

Deno.test("a .340 file of Lake Shore says itself what its numbers are: ohm become kelvin", () => {
  const files = { "X87821.340": lakeShore };
  const ours = curve({ table: "X87821.340" }, files);
  assertEquals(of(ours, 100), 20);
  assertEquals(of(ours, 1000), 12);
  const plain = lakeShore.replace("4      (", "3 (");
  assertEquals(of(curve({ table: "a.340" }, { "a.340": plain }), 3), 12);
  const both = "Data Format: 5\nNo. Units T\n1 1.0 2.0\n2 2.0 0.0\n";
  const loglog = curve({ table: "a.340" }, { "a.340": both });
  assertEquals(of(loglog, Math.sqrt(1000)), 10);
});

Deno.test("a table that makes no curve is refused where it stands", () => {
  const files = {
    "fold.csv": "x,y\n1,1\n3,2\n2.5,3\n",
    "twice.csv": "1,1\n1,2\n",
    "words.csv": "1,1\n2, two\n",
    "decimal.csv": "1;1\n2;2,5\n",
    "short.csv": "1,1\n2\n",
    "one.csv": "1,1\n",
    "empty.csv": "# nothing\n",
  };
  const refusals = Object.keys(files).map((table) => refusal({ table }, files));
  assertEquals(refusals.slice(0, 5), [
    "fold.csv:4:1: calibration: raw values must rise all the way, or fall all the way: 2.5 comes after 3",
    "twice.csv:2:1: calibration: the raw value 1 stands twice",
    'words.csv:2:4: calibration: "two" is no number. Decimals take a point',
    'decimal.csv:2:3: calibration: "2,5" is no number. Decimals take a point',
    "short.csv:2:1: calibration: this row has 1 columns, and column 1 is wanted. The first one is column 0",
  ]);
  assertMatch(refusals[5]!, /^table: .*at least 2 points: found 1/);
  assertMatch(refusals[6]!, /^table: .*holds no table/);
});

Deno.test("a curve file of Lake Shore that is not whole is refused where it stands", () => {
  const refused = (text: string) =>
    refusal({ table: "a.340" }, { "a.340": text });
  assertMatch(
    refused(lakeShore.replace("Breakpoints:   3", "Breakpoints:   4")),
    /^a\.340:6:26: .*says that it has 4 breakpoints, but it has 3$/,
  );
  assertMatch(
    refused(lakeShore.replace("20.000", "20.000 x")),
    /^a\.340:11:3: /,
  );
  assertMatch(
    refused(lakeShore.replace("4      (", "6      (")),
    /^a\.340:3:17: /,
  );
  assertMatch(refused("1,2\n"), /^table: .*no curve file of Lake Shore/);
});

Deno.test("options that make no sense are refused where they stand", () => {
  const points = [[1, 1], [2, 2], [3, 2.5]];
  const rows: [object, RegExp][] = [
    [{ table: "no.csv" }, /^table: .*no\.csv does not exist$/],
    [{ table: 5 }, /^table: .*name of a file/],
    [{ points: [] }, /^points: .*must be a list/],
    [{ points: [[1, 2]] }, /^points: .*at least 2 points: found 1/],
    [{ points: [[1, 2], [2]] }, /^points\.1: /],
    [{ points: [[1, 2], [2, "x"]] }, /^points\.1\.1: .*"x" is no number/],
    [{ points, interpolate: "spline" }, /^points: .*spline needs at least 4/],
    [{ points, interpolate: "cubic" }, /^interpolate: .*one of linear, log/],
    [{ points: [[0, 1], [1, 2]], interpolate: "log" }, /raw value 0 has none/],
    [{ points: [[0, 1], [1, -2]], interpolate: "log_y" }, /value -2 has none/],
    [{ points: [[-1e308, 1], [1e308, 2]] }, /^points\.0: .*too large/],
    [{ points, outside: "clamp" }, /^outside: .*refuse, hold, extrapolate/],
    [{ points, set: true }, /^set: .*one of inverse/],
    [{ points, intrpolate: "log" }, /^intrpolate: .*Did you mean "interpo/],
    [{ points, range: [0, 1] }, /^range: .*no option/],
    [{ points, polynomial: [1] }, /^polynomial: .*not both/],
    [{ polynomial: "5" }, /^polynomial: .*must be a list/],
    [{ polynomial: [1, null] }, /^polynomial\.1: /],
    [{ polynomial: [1, 2], set: "inverse" }, /^set: .*needs the range/],
    [{ polynomial: [1, 2], outside: "hold" }, /^outside: .*needs the range/],
    [{ polynomial: [1, 2], range: [5, 0] }, /^range: /],
    [{ chebyshev: { zl: 1, zu: 2 } }, /^chebyshev\.coefficients: /],
    [{ chebyshev: { zu: 2, coefficients: [1] } }, /^chebyshev: .*zl is miss/],
    [
      { chebyshev: [{ zl: 1, zu: 2, coefficients: [1, 2], order: 2 }] },
      /^chebyshev\.0\.order: .*has 3 coefficients: found 2/,
    ],
    [
      {
        chebyshev: { zl: 1, zu: 2, coefficients: [1] },
        outside: "extrapolate",
      },
      /^outside: /,
    ],
    [{ x: 0, y: 1, interpolate: "log" }, /^interpolate: .*needs one of table/],
    [{ tabel: "a.csv", x: 0 }, /^tabel: .*Did you mean "table"/],
    [{ table: "on", chair: "off" }, /^chair: .*makes this map a curve; if/],
  ];
  for (const [source, expected] of rows) {
    assertMatch(refusal(source), expected, JSON.stringify(source));
  }
});

Deno.test("a map from raw values to calibrated ones is still one", () => {
  const doors = curve({ CLOSE: "on", x: "1", y: "2" });
  assertEquals(of(doors, "CLOSE"), "on");
  const words = parseCalibration("{{'table': 'on', 'chair': 'off'}}['{}']");
  assertEquals(of(words, "table"), "on");
});

Deno.test("ranges of a Chebyshev series follow each other, without a gap", () => {
  const ranges = [
    {
      zl: 1.9,
      zu: 4.1,
      log10: true,
      coefficients: [5, -3],
      from: 100,
      to: 1e4,
    },
    {
      zl: 0.5,
      zu: 2.1,
      log10: true,
      coefficients: [90, -60],
      from: 4,
      to: 100,
    },
  ];
  const ours = curve({ chebyshev: ranges });
  assert(near(of(ours, 1000), 5));
  assert(near(of(ours, 10 ** 1.3), 90));
  assertMatch(`${of(ours, 3.9)}`, /outside .* from 4 to 10000$/);
  const gap = [ranges[0], { ...ranges[1], to: 99 }];
  assertMatch(refusal({ chebyshev: gap }), /values between 99 and 100$/);
});

Deno.test("a curve that is turned around gives back the raw value", () => {
  const { calibration: { points } } = cases[0]!;
  const curves = [
    ...["linear", "log", "log_y", "loglog", "spline"].map((interpolate) => ({
      points,
      interpolate,
    })),
    { polynomial: [1, 2, 0.5], range: [0, 10] },
    { polynomial: [1, -2], range: [-5, 10] },
    cases.at(-2)!.calibration,
  ];
  for (const source of curves) {
    const ours = curve({ ...source, set: "inverse" });
    const raws = "points" in source
      ? source.points!.map(([x]) => 0.9999 * x! + 0.3).filter((x) => x < 4600)
      : "range" in source
      ? [0, 0.1, 3, 9.99, 10]
      : [1000.5, 2000, 12345.6];
    for (const raw of raws) {
      const value = of(ours, raw);
      assert(typeof value === "number", `${raw}: ${value}`);
      const inverted = ours.invert!(value);
      assert("raw" in inverted && near(inverted.raw, raw, 1e-9), `${raw}`);
    }
  }
  const line = curve({ points: [[0, 0], [10, 100]], set: "inverse" });
  assertEquals(line.invert!(30), { raw: 3 });
  assertEquals(line.invert!(100), { raw: 10 });
  const plain = curve({ points: [[0, 0], [10, 100]], set: null });
  assertEquals(plain.invert, undefined);
  assertEquals(line.invert!(100.1), {
    problem:
      "the calibration curve goes from 0 to 100, so that no raw value is known for 100.1",
  });
});

Deno.test("a curve that turns cannot be turned around", () => {
  const set = "inverse";
  assertMatch(
    refusal({ points: [[0, 0], [1, 5], [2, 4]], set }),
    /^set: .*between the raw values 1 and 2 it goes from 5 to 4$/,
  );
  assertMatch(refusal({ points: [[0, 5], [1, 5]], set }), /^set: /);
  assertMatch(refusal({ polynomial: [0, 0, 1], range: [-1, 2], set }), /^set/);
  // Its points rise, but the spline through them overshoots.
  const points = [[0, 0], [1, 0.01], [2, 5], [3, 5.01], [4, 5.02]];
  assertMatch(refusal({ points, interpolate: "spline", set }), /^set: /);
});

Deno.test("a table of many thousand points is read, and one of more than 100000 refused", () => {
  const table = (rows: number) => ({
    "a.csv": Array.from({ length: rows }, (_, i) => `${i},${2 * i}`).join("\n"),
  });
  assertEquals(
    of(curve({ table: "a.csv" }, table(100_000)), 77_777.5),
    155_555,
  );
  assertMatch(
    refusal({ table: "a.csv" }, table(100_001)),
    /100000 rows at most/,
  );
});
