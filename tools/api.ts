/**
 * Writes docs/api.txt: the name and the kind of everything that the packages export. A change of it is what a review of the interface reads.
 *
 *     deno task api
 *
 * @module
 */
import { packageFolders } from "./each_package.ts";

const root = new URL("../", import.meta.url);

/** What `deno doc --json` says of a module, as far as it is read here. */
interface Documentation {
  readonly nodes: Readonly<
    Record<
      string,
      {
        readonly symbols: readonly {
          readonly name: string;
          readonly declarations: readonly { readonly kind: string }[];
        }[];
      }
    >
  >;
}

/** A `deno.json`, as far as it is read here. */
interface Configuration {
  readonly name: string;
  readonly exports: string | Readonly<Record<string, string>>;
}

/** Returns the text of docs/api.txt. */
export async function apiText(): Promise<string> {
  let text = "";
  for (const folder of packageFolders()) {
    const { name, exports }: Configuration = JSON.parse(
      await Deno.readTextFile(new URL("deno.json", folder)),
    );
    const modules = typeof exports === "string" ? { ".": exports } : exports;
    for (const [path, file] of Object.entries(modules)) {
      const names = await exportedNames(new URL(file, folder).href);
      if (names.length === 0) continue;
      text += `${name}${path.slice(1)}\n${names.join("\n")}\n\n`;
    }
  }
  return text.trimEnd() + "\n";
}

async function exportedNames(module: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", module],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { nodes }: Documentation = JSON.parse(new TextDecoder().decode(stdout));
  return (nodes[module]?.symbols ?? [])
    .flatMap(({ name, declarations }) =>
      [...new Set(declarations.map(({ kind }) => kind))]
        .map((kind) => `    ${kind.padEnd(10)} ${name}`)
    )
    .sort();
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("docs/api.txt", root), await apiText());
}
