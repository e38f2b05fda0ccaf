/**
 * What the documentation of a class says.
 *
 * @module
 */

const sources = new URL("../../src/", import.meta.url);

/** Returns what stands above `export class NAME` in src/, without its marks. Throws an `Error` if there is nothing. */
export function classSummary(name: string): string {
  const wanted = new RegExp(
    String
      .raw`/\*\*((?:(?!\*/)[^])*)\*/\nexport (?:abstract )?class ${name}\b`,
  );
  for (const file of filesBelow(sources)) {
    const [, comment] = wanted.exec(Deno.readTextFileSync(file)) ?? [];
    if (comment !== undefined) return unmarked(comment);
  }
  throw new Error(
    `The class ${name} has no documentation in src/. Write a sentence above it.`,
  );
}

function unmarked(comment: string): string {
  return comment.replace(/^ *\* ?/gm, "").trim()
    .replace(/\{@link(?:code)? (\S+?)\}/g, "`$1`");
}

function* filesBelow(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesBelow(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}
