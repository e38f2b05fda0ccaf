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
      return isOurs(to)
        ? [{ from: pathOf(specifier), to: pathOf(to), written }]
        : [];
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
