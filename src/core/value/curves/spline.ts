/**
 * Cubic splines.
 *
 * @module
 */

/**
 * The slopes at the knots of the cubic spline through the points, with the condition "not a knot" at both ends, as
 * `scipy.interpolate.CubicSpline` has it unless told otherwise: the first two pieces are one cubic, and the last two. `us` rise; there are four at
 * least.
 */
export function splineSlopes(
  us: readonly number[],
  vs: readonly number[],
): number[] {
  const last = us.length - 1;
  const width = (i: number) => us[i + 1]! - us[i]!;
  const rise = (i: number) => (vs[i + 1]! - vs[i]!) / width(i);
  // One equation a knot: below * s[i-1] + diagonal * s[i] + above * s[i+1] = right.
  const above: number[] = [];
  const right: number[] = [];
  const eliminate = (i: number, row: readonly number[]) => {
    const [below, diagonal, next, value] = row as [
      number,
      number,
      number,
      number,
    ];
    const pivot = diagonal - below * (above[i - 1] ?? 0);
    above.push(next / pivot);
    right.push((value - below * (right[i - 1] ?? 0)) / pivot);
  };
  const [h0, h1] = [width(0), width(1)];
  const first = h0 + h1;
  eliminate(0, [
    0,
    h1,
    first,
    ((h0 + 2 * first) * h1 * rise(0) + h0 ** 2 * rise(1)) / first,
  ]);
  for (let i = 1; i < last; i++) {
    const [left, here] = [width(i - 1), width(i)];
    eliminate(i, [
      here,
      2 * (left + here),
      left,
      3 * (here * rise(i - 1) + left * rise(i)),
    ]);
  }
  const [g0, g1] = [width(last - 1), width(last - 2)];
  const end = g0 + g1;
  eliminate(last, [
    end,
    g1,
    0,
    (g0 ** 2 * rise(last - 2) + (2 * end + g0) * g1 * rise(last - 1)) / end,
  ]);
  const slopes = right;
  for (let i = last - 1; i >= 0; i--) slopes[i]! -= above[i]! * slopes[i + 1]!;
  return slopes;
}
