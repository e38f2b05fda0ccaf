/**
 * How the time of a piece of work grows with its size.
 *
 * @module
 */
import { assert } from "@std/assert";

/**
 * Asserts that 32 times the size takes less than 180 times as long: linear work takes 32 times, quadratic 1024. The shortest of
 * several rounds counts, so that a machine with other work does not disturb.
 */
export function assertGrowsLinearly(
  what: string,
  work: (size: number) => unknown,
  size: number,
): void {
  // The first rounds compile.
  for (let round = 0; round < 3; round++) work(size);
  const small = shortest(() => work(size), 10);
  // A clock ticks: what takes less than 0.05 ms counts as 0.05 ms.
  const limit = 180 * Math.max(small, 0.05);
  const large = shortest(() => work(32 * size), 5, limit);
  assert(
    large < limit,
    `${what}: ${small} ms at ${size}, ${large} ms at ${32 * size}`,
  );
}

/** The shortest of several rounds, in milliseconds. No further round than one that is short enough. */
function shortest(
  work: () => unknown,
  rounds: number,
  enough: number = 0,
): number {
  let best = Infinity;
  for (let round = 0; round < rounds && best > enough; round++) {
    // What is far from it will not get there.
    if (round > 1 && best > 10 * enough && enough > 0) break;
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
