/**
 * Curves as configurations write them: `{table: cernox.csv}`, `{points: [[0, 1], [5, 2]]}`, `{polynomial: [1, 2]}`, `{chebyshev: [...]}`.
 *
 * @module
 */
import { didYouMean, isMap, show } from "../../declaration/mod.ts";
import { chebyshev, type ChebyshevRange } from "./chebyshev.ts";
import { type Curve, CurveError } from "./curve.ts";
import { lakeShoreCurve } from "./lake_shore.ts";
import {
  choice,
  listOf,
  numberOf,
  numbers,
  onlyThese,
  optionalNumber,
  type Options,
  requiredNumber,
} from "./options.ts";
import { type Interpolation, type Point, rising } from "./points.ts";
import { polynomial } from "./polynomial.ts";
import { TableCurve } from "./table_curve.ts";
import { type Column, type NamedText, tablePoints } from "./table_text.ts";

/** Reads a text file that a configuration names. Throws an `Error` that says why it cannot. */
export type ReadText = (name: string) => NamedText;

const interpolations = ["linear", "log", "log_y", "loglog", "spline"] as const;

/** How each kind of curve is read, by the key that tells it, and its options. */
const kinds: Readonly<
  Record<
    string,
    {
      readonly options: readonly string[];
      readonly read: (options: Options, readText: ReadText) => Curve;
    }
  >
> = {
  table: { options: ["x", "y", "interpolate"], read: readTable },
  points: { options: ["interpolate"], read: readPoints },
  polynomial: { options: ["range"], read: readPolynomial },
  chebyshev: { options: [], read: readChebyshev },
};

const common = ["outside", "set"];

/** What tells a curve from a map of values. */
const telling = ["interpolate", ...common];

/**
 * Reads the data of a curve. Returns `undefined` if the map is none but maps values to values. Throws a {@linkcode CurveError}, also if it looks
 * like both.
 */
export function readCurve(
  options: Options,
  readText: ReadText,
): Curve | undefined {
  const [kind, second] = Object.keys(kinds).filter((key) =>
    Object.hasOwn(options, key)
  );
  if (kind === undefined) {
    refuseNearMiss(options);
    return undefined;
  }
  if (second !== undefined) {
    throw new CurveError(
      `a curve is a ${kind} or a ${second}, not both`,
      [second],
    );
  }
  const { options: known, read } = kinds[kind]!;
  try {
    onlyThese(options, [kind, ...known, ...common], `a curve with "${kind}"`);
    return read(options, readText);
  } catch (error) {
    if (!(error instanceof CurveError) || !mayBeLookUp(options)) throw error;
    throw new CurveError(
      `${error.message}. "${kind}" makes this map a curve; if it is a raw value, write an expression: "{{'${kind}': 'this'}}['{}']"`,
      error.path,
      error.place,
    );
  }
}

/** Whether a map could be meant as one of raw values: it has plain words for values, no file, and no option that only curves have. */
function mayBeLookUp(options: Options): boolean {
  const isWord = (value: unknown) =>
    typeof value !== "object" && !/[./]/.test(String(value));
  return Object.values(options).every(isWord) &&
    !telling.some((key) => Object.hasOwn(options, key));
}

/** Refuses a map that is no curve only because of a slip. */
function refuseNearMiss(options: Options): void {
  const keys = Object.keys(options);
  const all = Object.values(kinds).flatMap(({ options }) => options);
  for (const key of keys) {
    const meant = didYouMean(key, Object.keys(kinds));
    const others = keys.filter((other) => other !== key);
    const isSlip = meant !== "" &&
      others.every((other) => [...all, ...common].includes(other));
    if (!isSlip) continue;
    throw new CurveError(`"${key}" makes no curve.${meant}`, [key]);
  }
  const option = telling.find((key) => Object.hasOwn(options, key));
  if (option === undefined) return;
  throw new CurveError(
    `"${option}" is an option of a curve, which needs one of ${
      Object.keys(kinds).join(", ")
    }`,
    [option],
  );
}

function readTable(options: Options, readText: ReadText): Curve {
  const { table } = options;
  if (typeof table !== "string" || table.trim() === "") {
    throw new CurveError(
      `table must be the name of a file: received ${show(table)}`,
      ["table"],
    );
  }
  if (!/\.340$/i.test(table)) {
    const columns = { x: column(options, "x", 0), y: column(options, "y", 1) };
    return throughPoints(
      options,
      () => tablePoints(textOf(table, readText), columns),
      ["table"],
    );
  }
  const odd = ["x", "y"].find((key) => Object.hasOwn(options, key));
  if (odd !== undefined) {
    throw new CurveError(
      `a .340 file says itself which column is which: remove ${odd}`,
      [odd],
    );
  }
  const spline = choice(options, "interpolate", ["linear", "spline"]);
  const { points, logX, logY } = lakeShoreCurve(textOf(table, readText));
  const sorted = rising(points, spline, ["table"]);
  return new TableCurve({
    us: sorted.map(({ x }) => x),
    vs: sorted.map(({ y }) => y),
    logX,
    logY,
    spline: spline === "spline",
  });
}

function textOf(name: string, readText: ReadText): NamedText {
  try {
    return readText(name);
  } catch (error) {
    throw new CurveError(
      (error as Error).message.replace(/\.$/, ""),
      ["table"],
    );
  }
}

function column(options: Options, key: string, usual: number): Column {
  const value = options[key] ?? usual;
  const isIndex = typeof value === "number" && Number.isInteger(value) &&
    value >= 0;
  if (isIndex || (typeof value === "string" && value !== "")) return value;
  throw new CurveError(
    `${key} must be the number of a column, counted from 0, or its name: received ${
      show(value)
    }`,
    [key],
  );
}

function readPoints(options: Options): Curve {
  return throughPoints(
    options,
    () =>
      listOf(options.points, "points", ["points"]).map((pair, index): Point => {
        const path = ["points", index];
        if (!Array.isArray(pair) || pair.length !== 2) {
          throw new CurveError(
            `a point is a list of two numbers, such as [1.5, 300]: received ${
              show(pair)
            }`,
            path,
          );
        }
        const [x, y] = pair.map((value, at) => numberOf(value, [...path, at]));
        return { x: x!, y: y!, path };
      }),
    ["points"],
  );
}

function throughPoints(
  options: Options,
  read: () => readonly Point[],
  path: readonly string[],
): Curve {
  const interpolate: Interpolation = choice(
    options,
    "interpolate",
    interpolations,
  );
  const points = rising(read(), interpolate, path);
  const logX = interpolate === "log" || interpolate === "loglog";
  const logY = interpolate === "log_y" || interpolate === "loglog";
  return new TableCurve({
    us: points.map(({ x }) => logX ? Math.log10(x) : x),
    vs: points.map(({ y }) => logY ? Math.log10(y) : y),
    logX,
    logY,
    spline: interpolate === "spline",
  });
}

function readPolynomial(options: Options): Curve {
  const coefficients = numbers(options, "polynomial");
  if (options.range !== undefined) {
    return polynomial(coefficients, range(numbers(options, "range")));
  }
  for (const key of common) {
    const value = options[key];
    if (value === undefined) continue;
    throw new CurveError(
      `${key} needs the range of raw values that the polynomial is made for. Add range: [0, 10]`,
      [key],
    );
  }
  return polynomial(coefficients, [-Infinity, Infinity]);
}

function range(pair: readonly number[]): [number, number] {
  const [from, to] = pair;
  if (pair.length === 2 && from! < to!) return [from!, to!];
  throw new CurveError(
    `range must be the smallest and the largest raw value, such as [0, 10]: received ${
      show(pair)
    }`,
    ["range"],
  );
}

function readChebyshev({ chebyshev: value }: Options): Curve {
  const isOne = isMap(value);
  const ranges = isOne ? [value] : listOf(value, "chebyshev", ["chebyshev"]);
  return chebyshev(
    ranges.map((item, index) =>
      chebyshevRange(item, isOne ? ["chebyshev"] : ["chebyshev", index])
    ),
  );
}

function chebyshevRange(
  value: unknown,
  path: readonly (string | number)[],
): ChebyshevRange {
  if (!isMap(value)) {
    throw new CurveError(
      `a range of a Chebyshev series is a map with zl, zu and coefficients: received ${
        show(value)
      }`,
      path,
    );
  }
  const known = ["zl", "zu", "coefficients", "order", "log10", "from", "to"];
  onlyThese(value, known, "a range of a Chebyshev series", path);
  const [zl, zu] = ["zl", "zu"].map((key) => requiredNumber(value, key, path));
  if (!(zl! < zu!)) {
    throw new CurveError(`zl must be less than zu: received ${zl}, ${zu}`, [
      ...path,
      "zl",
    ]);
  }
  const coefficients = numbers(value, "coefficients", path);
  const order = optionalNumber(value, "order", path);
  if (order !== undefined && order !== coefficients.length - 1) {
    throw new CurveError(
      `a series of order ${order} has ${
        order + 1
      } coefficients: found ${coefficients.length}`,
      [...path, "order"],
    );
  }
  const { log10 = false } = value;
  if (typeof log10 !== "boolean") {
    throw new CurveError(`log10 is true or false: received ${show(log10)}`, [
      ...path,
      "log10",
    ]);
  }
  const raw = (z: number) => log10 ? 10 ** z : z;
  const from = optionalNumber(value, "from", path) ?? raw(zl!);
  const to = optionalNumber(value, "to", path) ?? raw(zu!);
  if (!(from < to) || (log10 && from <= 0)) {
    throw new CurveError(
      `from must be less than to${
        log10 ? ", and more than 0" : ""
      }: received ${from}, ${to}`,
      [...path, Object.hasOwn(value, "from") ? "from" : "to"],
    );
  }
  return { coefficients, zl: zl!, zu: zu!, log10, from, to };
}
