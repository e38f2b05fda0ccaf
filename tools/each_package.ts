/**
 * Runs Deno in the folder of every package that is published: the root, then each one below extensions/.
 *
 *     deno task publish:dry
 *     deno run --allow-read=. --allow-run tools/each_package.ts publish
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);

/** Returns the folders of all packages that are published, as URLs, in the order in which they need each other. */
export function packageFolders(): URL[] {
  const extensions = new URL("extensions/", root);
  const names = [...Deno.readDirSync(extensions)]
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name).sort();
  return [root, ...names.map((name) => new URL(`${name}/`, extensions))];
}

if (import.meta.main) {
  for (const folder of packageFolders()) {
    const { code } = await new Deno.Command(Deno.execPath(), {
      args: Deno.args,
      cwd: fileURLToPath(folder),
    }).spawn().status;
    if (code !== 0) Deno.exit(code);
  }
}
