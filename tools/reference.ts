/**
 * Writes the reference pages, docs/reference/*.md, from the tables in the code.
 *
 *     deno task reference
 *
 * @module
 */
import { commandLinePage } from "./reference/command_line.ts";
import { configurationPage } from "./reference/configuration.ts";
import { returnCodesPage } from "./reference/return_codes.ts";

/** Where the pages are. */
export const folder: URL = new URL("../docs/reference/", import.meta.url);

/** The pages, by their names. */
export const pages: Readonly<Record<string, () => string>> = {
  "command-line.md": commandLinePage,
  "configuration.md": configurationPage,
  "return-codes.md": returnCodesPage,
};

if (import.meta.main) {
  for (const [name, page] of Object.entries(pages)) {
    Deno.writeTextFileSync(new URL(name, folder), page());
  }
}
