/**
 * Pieces of Markdown.
 *
 * @module
 */

/** What every generated page says first. */
export const generated =
  "<!-- Written by `deno task reference`: change the code, not this page. -->";

/** A table. Cells are Markdown; bars in them are escaped. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...rows.map(line)]
    .join("\n");
}

/** A text as code. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A text as it is, whatever Markdown would make of its characters. */
export function plain(text: string): string {
  return text.replace(/[*<\\]/g, "\\$&");
}

/** A block of code. */
export function block(language: string, lines: readonly string[]): string {
  return ["```" + language, ...lines, "```"].join("\n");
}

/** A page: its parts, with empty lines between them. */
export function page(...parts: readonly string[]): string {
  return `${[generated, ...parts].join("\n\n")}\n`;
}
