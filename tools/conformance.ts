/**
 * Writes docs/conformance.md: every statement of the standard, with the tests that name its number, or the reason why there is none.
 *
 *     deno task conformance
 *
 * @module
 */
import { notes } from "./conformance_notes.ts";

const root = new URL("../", import.meta.url);
const target = new URL("docs/conformance.md", root);

/** One statement of tests/conformance/statements.md. */
export interface Statement {
  /** Its number. */
  readonly number: number;
  /** W: must match the originals; S: what is sane where they are defective; C: configuration and command line. */
  readonly letters: string;
  /** What it says. */
  readonly text: string;
  /** The heading that it stands under. */
  readonly section: string;
}

/** Reads the statements. */
export function readStatements(): Statement[] {
  const source = Deno.readTextFileSync(
    new URL("tests/conformance/statements.md", root),
  );
  const statements: Statement[] = [];
  let section = "";
  for (const line of source.split("\n")) {
    const heading = /^## (.*)$/.exec(line);
    if (heading) section = heading[1]!;
    const found = /^(\d+)\. ((?:[WSCO],?)+) (.*)$/.exec(line);
    if (!found) continue;
    const [, number, letters, text] = found as unknown as string[];
    statements.push({
      number: Number(number),
      letters: letters!.replace(/,?O/, ""),
      text: text!,
      section,
    });
  }
  return statements;
}

/** Finds the numbers in parentheses in the names of tests. Returns the files, relative to the root, by number. */
export function findTests(): Map<number, Set<string>> {
  const found = new Map<number, Set<string>>();
  const files = ["tests/", "extensions/"]
    .flatMap((folder) => [...testFiles(new URL(folder, root), folder)]);
  for (const file of files) {
    const source = Deno.readTextFileSync(new URL(file, root));
    for (const name of testNames(source)) {
      for (const [, list] of name.matchAll(/\((\d+(?:, \d+)*)\)/g)) {
        for (const number of list!.split(", ").map(Number)) {
          found.set(number, (found.get(number) ?? new Set()).add(file));
        }
      }
    }
  }
  return found;
}

/** Writes the page. */
export function conformancePage(): string {
  const tests = findTests();
  const lines = [
    "# Conformance",
    "",
    "Every statement of the conformance list (`tests/conformance/statements.md`), and the tests whose names carry its number. Where there is a note, it",
    "says on purpose why we differ from the originals, or why the statement does not apply.",
    "",
    "W: as the originals on the wire. S: what is sane where the originals are defective. C: configuration and command line.",
    "",
    "This page is written by `deno task conformance`; a test holds it up to date.",
  ];
  let section = "";
  for (const statement of readStatements()) {
    if (statement.section !== section) {
      section = statement.section;
      lines.push("", `## ${section}`, "");
      lines.push("|  |  | statement | held by |", "| --- | --- | --- | --- |");
    }
    const { number, letters, text } = statement;
    const files = [...tests.get(number) ?? []].sort()
      .map((file) => `\`${file.replace(/^tests\//, "")}\``);
    const note = notes.get(number);
    const held = [...files, ...(note ? [note] : [])].join("; ");
    lines.push(`| ${number} | ${letters} | ${cell(text)} | ${cell(held)} |`);
  }
  return `${lines.join("\n")}\n`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

/**
 * The names of the tests in a source: what stands first in a call of `Deno.test` and its like, or behind `name:`; and, as tests come in tables
 * too, whatever sentence ends with numbers in parentheses.
 */
function testNames(source: string): string[] {
  const called =
    /(?:\w*[tT]est\w*|step|name:)\(?\s*(?:\{\s*name:\s*)?(?:"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g;
  const inTable = /"((?:[^" ]+ ){4,}\(\d+(?:, \d+)*\))"/g;
  return [...source.matchAll(called), ...source.matchAll(inTable)]
    .map(([, a, b]) => a ?? b ?? "");
}

function* testFiles(folder: URL, prefix: string): Generator<string> {
  const entries = [...Deno.readDirSync(folder)]
    .sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (isDirectory) {
      yield* testFiles(new URL(`${name}/`, folder), `${prefix}${name}/`);
    } else if (name.endsWith("_test.ts")) yield prefix + name;
  }
}

if (import.meta.main) Deno.writeTextFileSync(target, conformancePage());
