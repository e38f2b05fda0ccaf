/**
 * "Did you mean ...?": finds the name that was probably meant.
 *
 * @module
 */

/**
 * Returns the candidate nearest to `name`, or `undefined` if none is near: at most two letters off, or a third
 * of the name's length, rounded up, if that is more. Case counts half.
 */
export function nearest(
  name: string,
  candidates: Iterable<string>,
): string | undefined {
  const limit = Math.max(2, Math.ceil(name.length / 3));
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  const worthwhile = bestDistance <= limit && bestDistance < name.length;
  return worthwhile ? best : undefined;
}

/** Returns ` Did you mean "x"?` with a leading blank, or an empty text if no candidate is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const found = nearest(name, candidates);
  return found === undefined ? "" : ` Did you mean "${found}"?`;
}

/** Levenshtein's distance, in which a change of case costs a half. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [x, y] = [a[i - 1]!, b[j - 1]!];
      const change = x === y
        ? 0
        : x.toLowerCase() === y.toLowerCase()
        ? 0.5
        : 1;
      row.push(
        Math.min(above[j - 1]! + change, above[j]! + 1, row[j - 1]! + 1),
      );
    }
  }
  return row[b.length]!;
}
