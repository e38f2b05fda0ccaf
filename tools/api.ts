/**
 * Writes docs/api.txt: the name and the kind of everything that the package exports. A change of it is what a review of the interface reads.
 *
 *     deno task api
 *
 * @module
 */
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

/** Returns the text of docs/api.txt. */
export async function apiText(): Promise<string> {
  const { name, exports }: { name: string; exports: Record<string, string> } =
    JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  let text = "";
  for (const [path, file] of Object.entries(exports)) {
    const names = await exportedNames(new URL(file, root).href);
    if (names.length === 0) continue;
    text += `${name}${path.slice(1)}\n${names.join("\n")}\n\n`;
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
