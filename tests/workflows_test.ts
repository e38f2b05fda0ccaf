/**
 * Holds the workflows of this project, of its extensions and of new extensions to what they promise.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "@std/yaml";
import { extensionFiles } from "../src/cli/extension_template.ts";
import { packageFolders } from "../tools/each_package.ts";

/** The text of every workflow, by a name for it. */
function workflows(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of packageFolders()) {
    const own = new URL(".github/workflows/", folder);
    for (const { name } of Deno.readDirSync(own)) {
      const file = new URL(name, own);
      found.set(file.pathname, Deno.readTextFileSync(file));
    }
  }
  const files = extensionFiles({ name: "x", dripline: "^1.0.0", links: [] });
  found.set("new extension", files.get(".github/workflows/test.yml")!);
  return found;
}

Deno.test("an action is pinned by its commit, with its version beside it, and to the same one everywhere", () => {
  const pins = new Map<string, string>();
  for (const [name, text] of workflows()) {
    parse(text);
    for (const [line] of text.matchAll(/uses:.*/g)) {
      assertMatch(line, /^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
      const [action, pin] = line.split("@");
      assertEquals(pins.get(action!) ?? pin, pin, `${name}: ${action}`);
      pins.set(action!, pin!);
    }
  }
  assert(pins.size > 0);
});

Deno.test("a workflow may read what it is for, and ends in a time of its own", () => {
  for (const [name, text] of workflows()) {
    const { permissions, jobs } = parse(text) as {
      permissions: Record<string, string>;
      jobs: Record<string, Record<string, unknown>>;
    };
    assertEquals(permissions.contents, "read", name);
    for (const job of Object.values(jobs)) {
      assertEquals(typeof job["timeout-minutes"], "number", name);
    }
  }
});
