/**
 * Plots in braille: each character has two by four dots.
 *
 * @module
 */

/** What is drawn at a time: a dot, or a line from the smallest value to the largest. */
export interface PlotPoint {
  /** When, in milliseconds since 1970. */
  readonly time: number;
  /** The smallest value. */
  readonly low: number;
  /** The largest value. */
  readonly high: number;
}

/** How many lines a plot has, besides those of its axis. */
const height = 12;

/** The bits of a character, by row and column. */
const bits = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]] as const;

/**
 * Returns the lines of a plot, so many characters wide, with the smallest and the largest value and the times of the span beside it.
 * Nothing is drawn where there is no value: no dot is connected to another.
 */
export function plot(
  points: readonly PlotPoint[],
  span: { readonly from: string; readonly to: string },
  width: number,
): string[] {
  const lowest = points.reduce((a, { low }) => Math.min(a, low), Infinity);
  const highest = points.reduce((a, { high }) => Math.max(a, high), -Infinity);
  const labels = [String(highest), String(lowest)];
  const margin = Math.max(...labels.map(({ length }) => length));
  const inner = Math.max(10, width - margin - 2);
  const cells = Array.from({ length: height }, () => new Uint8Array(inner));
  const [start, end] = [Date.parse(span.from), Date.parse(span.to)];
  const rowOf = (value: number) => {
    const share = partOf(value, lowest, highest);
    return Math.round((1 - share) * (height * 4 - 1));
  };
  for (const { time, low, high } of points) {
    // Buckets may begin before the span.
    const share = Math.min(1, Math.max(0, partOf(time, start, end)));
    const x = Math.min(inner * 2 - 1, Math.floor(share * inner * 2));
    for (let y = rowOf(high); y <= rowOf(low); y++) {
      cells[y >> 2]![x >> 1]! |= bits[y & 3]![x & 1]!;
    }
  }
  const lines = cells.map((row, index) => {
    const label = index === 0
      ? labels[0]!
      : index === height - 1
      ? labels[1]!
      : "";
    const dots = [...row].map((cell) => String.fromCharCode(0x2800 + cell));
    return `${label.padStart(margin)} │${dots.join("")}`;
  });
  const gap = " ".repeat(margin + 1);
  const between = inner + 1 - span.from.length - span.to.length;
  return [
    ...lines,
    `${gap}└${"─".repeat(inner)}`,
    ...(between > 0
      ? [`${gap}${span.from}${" ".repeat(between)}${span.to}`]
      : [`${gap}${span.from}`, `${gap}${span.to}`]),
  ];
}

/** How far a value is from `a` to `b`: 0 to 1; in the middle if these are the same. Their distance may be larger than any double. */
function partOf(value: number, a: number, b: number): number {
  if (a === b) return 0.5;
  return (value / 2 - a / 2) / (b / 2 - a / 2);
}
