/**
 * The configuration files that were found in laboratories. Their licences do not allow all of them to lie here.
 *
 * @module
 */

const CORPUS = new URL("../../../shared/reference/corpus/", import.meta.url);

/** Returns the configuration files below a folder, none if it does not exist. */
function filesBelow(folder: URL): URL[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap((entry) =>
      entry.isDirectory
        ? filesBelow(new URL(`${entry.name}/`, folder))
        : /\.ya?ml$/.test(entry.name)
        ? [new URL(entry.name, folder)]
        : []
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The paths of the files, broken ones included. None if they are not at hand. */
export const corpusFiles: readonly string[] = filesBelow(CORPUS)
  .map((url) => url.pathname);

/** What the name of a test that needs them ends with. */
export const corpusNote: string = corpusFiles.length > 0
  ? ""
  : " (skipped: ../shared/reference/corpus is not here)";
