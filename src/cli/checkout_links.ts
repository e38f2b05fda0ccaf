/**
 * What a package outside the checkout has to be linked to.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Returns the folders that `links` in the `deno.json` of an extension has to list while this program runs from a checkout, which JSR knows
 * nothing of: the root and the stand-ins. There are none if it was installed from JSR.
 */
export function checkoutLinks(): string[] {
  if (!import.meta.url.startsWith("file:")) return [];
  const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));
  return [root, ...standIns(join(root, "npm"))];
}

/** Without the stand-ins, as deno.jsr.json has it, there is nothing but the root to link to. */
function standIns(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
