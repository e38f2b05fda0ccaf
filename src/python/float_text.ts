/**
 * Floats as text, digit for digit as Python writes them. JavaScript's own toFixed and toPrecision round ties away
 * from zero and stop at 100 digits, so the exact binary value is rounded here, half to even. Signs are left to the
 * caller, except in {@linkcode reprFloat}.
 *
 * @module
 */

/** A number as `0.d1d2d3...` times ten to the power of `point`. */
interface Digits {
  readonly digits: string;
  readonly point: number;
}

/** Returns `|x|` times ten to the power of `places`, exactly rounded half to even. `x` must be finite. */
export function scaledInteger(x: number, places: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponentBits = Number(bits >> 52n);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const mantissa = exponentBits === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(exponentBits, 1) - 1075;

  const up = (base: bigint, power: number) =>
    power > 0 ? base ** BigInt(power) : 1n;
  const numerator = mantissa * up(2n, exponent) * up(10n, places);
  const denominator = up(2n, -exponent) * up(10n, -places);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const odd = quotient % 2n === 1n;
  return twice > denominator || (twice === denominator && odd)
    ? quotient + 1n
    : quotient;
}

/** The shortest digits that read back as `|x|`. */
function shortestDigits(x: number): Digits {
  const [mantissa, exponent] = Math.abs(x).toExponential().split("e");
  return { digits: mantissa!.replace(".", ""), point: Number(exponent) + 1 };
}

/** The first `count` digits of `|x|`. */
function significantDigits(x: number, count: number): Digits {
  if (x === 0) return { digits: "0", point: 1 };
  // The logarithm may be one off, and rounding may carry: 9.99 becomes 10.0.
  let point = Math.floor(Math.log10(Math.abs(x))) + 1;
  for (;;) {
    const digits = String(scaledInteger(x, count - point));
    if (digits.length === count) return { digits, point };
    point += digits.length > count ? 1 : -1;
  }
}

/** Writes digits with at least `places` of them after the point. */
function layOut(
  { digits, point }: Digits,
  scientific: boolean,
  places: number,
  alternate: boolean,
): string {
  const at = scientific ? 1 : point;
  const whole = at <= 0 ? "0" : digits.slice(0, at).padEnd(at, "0");
  const rest = "0".repeat(Math.max(-at, 0)) + digits.slice(Math.max(at, 0));
  const fraction = rest.padEnd(places, "0");
  return whole + (fraction !== "" || alternate ? "." : "") + fraction +
    (scientific ? exponentText(point - 1) : "");
}

function exponentText(exponent: number): string {
  const sign = exponent < 0 ? "-" : "+";
  return `e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Writes `|x|` with that many digits after the point (Python's `f`). `alternate` keeps a point without digits. */
export function fixedText(
  x: number,
  places: number,
  alternate: boolean,
): string {
  const digits = String(scaledInteger(x, places));
  const number = { digits, point: digits.length - places };
  return layOut(number, false, places, alternate);
}

/** Writes `|x|` as `d.dddde+XX` with that many digits after the point (Python's `e`). */
export function scientificText(
  x: number,
  places: number,
  alternate: boolean,
): string {
  return layOut(significantDigits(x, places + 1), true, places, alternate);
}

/**
 * Writes `|x|` with that many digits in all, scientific when very large or small (Python's `g`). `alternate` keeps
 * trailing zeros; `pointZero` writes at least one digit after the point, as Python does when no type is given.
 */
export function generalText(
  x: number,
  precision: number,
  alternate: boolean,
  pointZero: boolean,
): string {
  const count = Math.max(precision, 1);
  const { digits, point } = significantDigits(x, count);
  const scientific = point <= -4 || point > count - (pointZero ? 1 : 0);
  const places = alternate
    ? count - (scientific ? 1 : point)
    : pointZero && !scientific
    ? 1
    : 0;
  const number = { digits: withoutZeros(digits) || "0", point };
  return layOut(number, scientific, places, alternate);
}

/** Takes the zeros off the end. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

/** Writes `|x|` with as few digits as read back as the same float. */
export function shortestText(x: number, alternate: boolean): string {
  const number = shortestDigits(x);
  const scientific = number.point <= -4 || number.point > 16;
  return layOut(number, scientific, scientific ? 0 : 1, alternate);
}

/** Tells whether a minus sign belongs before the float; -0.0 has one, nan has none. */
export function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

/** Returns Python's `repr` of a float, such as `0.1`, `4.0`, `1e+16` or `-inf`. */
export function reprFloat(x: number): string {
  if (Number.isNaN(x)) return "nan";
  const text = Number.isFinite(x) ? shortestText(x, false) : "inf";
  return isNegative(x) ? `-${text}` : text;
}
