/**
 * Who imports whom among the modules of this project.
 *
 * @module
 */

const ROOT = new URL("../", import.meta.url);

/** One import: paths below the root of the project, and the specifier as it is written. */
export interface Import {
  from: string;
  to: string;
  written: string;
  /** Whether it is gone when the program runs. */
  typeOnly: boolean;
}

/** Where programs and guests enter. */
export async function entryPoints(): Promise<string[]> {
  const extensions = (await filesBelow("extensions"))
    .filter((path) => /^extensions\/[^/]+\/mod\.ts$/.test(path));
  const examples = (await filesBelow("examples"))
    .filter((path) => /^examples\/([^/]+|[^/]+\/main\.ts)$/.test(path));
  const own = [
    "mod.ts",
    "cli.ts",
    "dl-serve.ts",
    "dl-agent.ts",
    "dl-mon.ts",
    "testing.ts",
    "src/broker/mod.ts",
    "src/broker/worker_main.ts",
  ];
  return [...own, ...extensions, ...examples];
}

/** Returns the TypeScript files below a folder, as paths below the root of the project. */
export async function filesBelow(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, ...entry } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (entry.isDirectory) paths.push(...await filesBelow(path));
    else if (name.endsWith(".ts")) paths.push(path);
  }
  return paths.sort();
}

/** What `deno info --json` says of one module, as far as it is read here. */
interface Module {
  specifier: string;
  dependencies?: {
    specifier: string;
    code?: { specifier?: string };
    type?: { specifier?: string };
  }[];
}

/** Returns all files of ours that the entry points reach, and all imports among them; npm/ counts as not ours. */
export async function graph(
  entries: readonly string[],
): Promise<{ files: string[]; imports: Import[] }> {
  // `deno info` takes one module: one that imports them all.
  const all = entries.map((path) => `import "${new URL(path, ROOT)}";`).join(
    "",
  );
  const info = await new Deno.Command(Deno.execPath(), {
    args: [
      "info",
      "--json",
      `data:application/typescript,${encodeURIComponent(all)}`,
    ],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  const { modules }: { modules: Module[] } = JSON.parse(
    new TextDecoder().decode(info.stdout),
  );

  const own = modules.filter(({ specifier }) => isOurs(specifier));
  const imports = own.flatMap(({ specifier, dependencies = [] }) =>
    dependencies.flatMap(({ code, type, specifier: written }) => {
      const to = code?.specifier ?? type?.specifier ?? "";
      if (!isOurs(to)) return [];
      const typeOnly = code === undefined;
      return [{ from: pathOf(specifier), to: pathOf(to), written, typeOnly }];
    })
  );
  return { files: own.map(({ specifier }) => pathOf(specifier)), imports };
}

function isOurs(url: string): boolean {
  return url.startsWith(ROOT.href) && !url.startsWith(`${ROOT.href}npm/`);
}

function pathOf(url: string): string {
  return url.slice(ROOT.href.length);
}

/** Returns the groups of two or more that reach each other, each sorted (Tarjan's algorithm). */
export function circles(
  edges: readonly { readonly from: string; readonly to: string }[],
): string[][] {
  const next = Map.groupBy(edges, ({ from }) => from);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  function visit(node: string): void {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const { to } of next.get(node) ?? []) {
      if (!index.has(to)) {
        visit(to);
        low.set(node, Math.min(low.get(node)!, low.get(to)!));
      } else if (stack.includes(to)) {
        low.set(node, Math.min(low.get(node)!, index.get(to)!));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  }

  for (const node of next.keys()) if (!index.has(node)) visit(node);
  return found;
}
