/**
 * Text in columns.
 *
 * @module
 */

/** Returns a line for each row: two blanks, then the cells, each but the last padded to the width of its column. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows.map((row) =>
    `  ${
      row.map((cell, index) =>
        index < row.length - 1 ? cell.padEnd(widths[index]!) : cell
      ).join("  ")
    }`.trimEnd()
  );
}
