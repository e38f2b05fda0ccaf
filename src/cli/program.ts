/**
 * How people run this program, for examples that can be copied.
 *
 * @module
 */
import { basename, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Returns the beginning of the command line: `deno run -A cli.ts` if `url`, that of the main module, is a file there. */
export function programName(url: string): string {
  if (Deno.build.standalone) return basename(Deno.execPath());
  if (!url.startsWith("file:")) {
    return "deno run -A jsr:@dripline/dripline/cli";
  }
  return `deno run -A ${shellWord(shortest(fileURLToPath(url)))}`;
}

/** Returns a word as a shell has to be given it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

function shortest(path: string): string {
  try {
    const fromHere = relative(Deno.cwd(), path);
    return fromHere.startsWith("..") ? path : fromHere;
  } catch {
    // Deno may not say where we are.
    return path;
  }
}
