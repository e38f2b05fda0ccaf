/**
 * Lines no wider than a terminal.
 *
 * @module
 */

/**
 * Breaks the lines of a text at blanks, so that none is longer than `width` where that is possible. What is broken off is indented as its
 * line is.
 */
export function wrap(text: string, width: number): string {
  return text.split("\n").flatMap((line) => wrapLine(line, width)).join("\n");
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const indent = /^ */.exec(line)![0];
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(" ")) {
    const isFirst = current === indent;
    if (!isFirst && current.length + 1 + word.length > width) {
      lines.push(current.trimEnd());
      current = indent + word;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current.trimEnd()];
}
