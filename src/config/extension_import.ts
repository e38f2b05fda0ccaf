/**
 * Imports the module of an extension, and says in words that help why it cannot be imported.
 *
 * @module
 */
import { dirname, join, resolve as absolute } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { didYouMean } from "../core/mod.ts";
import { type Clock, systemClock, within } from "../mesh/mod.ts";
import { thrownText } from "./thrown.ts";

/** Thrown when an extension cannot be imported. Its message continues `extension "x" `. */
export class ExtensionImportError extends Error {
  /** Always `"ExtensionImportError"`. */
  override readonly name = "ExtensionImportError";
}

/** The module of an extension. */
export interface ExtensionModule {
  /** Where it was found. */
  readonly url: string;
  /** What it exports. */
  readonly exports: Readonly<Record<string, unknown>>;
}

/** How long loading a module may take, in milliseconds: what it imports has to be fetched the first time. */
const importTimeout = 10_000;

/**
 * Imports a module. Relative paths begin at `base`, the folder of the configuration. `clock` ends an import that does not come to its
 * end. Throws {@linkcode ExtensionImportError}.
 */
export async function importExtension(
  specifier: string,
  base: string,
  clock: Clock = systemClock,
): Promise<ExtensionModule> {
  const url = resolve(specifier, base);
  const late = new ExtensionImportError(
    `was not loaded within ${
      importTimeout / 1000
    } s: an "await" outside of its functions never ends, or what it imports takes long to fetch. Move the await into start() of a class, or fetch first: deno cache ${specifier}`,
  );
  try {
    // The timer also keeps Deno from ending the process, without a word of the extension, when nothing else is going on.
    const module = await within(clock, importTimeout, import(url), () => late);
    return { url, exports: { ...module } };
  } catch (cause) {
    if (cause === late) throw late;
    throw new ExtensionImportError(explain(cause), { cause });
  }
}

function resolve(specifier: string, base: string): string {
  if (/^(jsr|npm|https?|data|node):/.test(specifier)) return specifier;
  const isPath = /^(\.\.?\/|\/)/.test(specifier);
  if (!isPath && !specifier.startsWith("file:")) {
    const asPath = exists(join(base, specifier))
      ? ` Did you mean "./${specifier}"?`
      : ` Write a path that begins with "./", or "jsr:@scope/name@^1", or "npm:name@^1".`;
    throw new ExtensionImportError(`is neither a path nor a package.${asPath}`);
  }
  const path = isPath ? absolute(base, specifier) : pathOf(specifier);
  const found = stat(path);
  if (found === undefined) {
    throw new ExtensionImportError(
      `was not found (looked for ${path}).${nearby(specifier, path)}`,
    );
  }
  if (found.isDirectory) {
    const inside = exists(join(path, "mod.ts")) ? "mod.ts" : "FILE.ts";
    throw new ExtensionImportError(
      `is a folder. Name the file: "${
        specifier.replace(/\/$/, "")
      }/${inside}".`,
    );
  }
  if (path.endsWith(".py")) {
    throw new ExtensionImportError(
      "is a Python file, which this program cannot run. docs/from-dripline-python.md shows how to port one.",
    );
  }
  return pathToFileURL(path).href;
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new ExtensionImportError(
      `is no address of a file. Write a path that begins with "./".`,
      { cause },
    );
  }
}

/** Suggests a path whose last different part is near to one that exists. */
function nearby(specifier: string, path: string): string {
  const parts = specifier.split("/");
  for (let end = parts.length; end > 0; end--) {
    const folder = dirname(
      end === parts.length
        ? path
        : join(path, ...Array(parts.length - end).fill("..")),
    );
    const names = listing(folder);
    if (names === undefined) continue;
    const wrong = parts[end - 1]!;
    const guess = /"(.*)"/.exec(didYouMean(wrong, names))?.[1];
    if (guess === undefined) return "";
    const suggestion = [...parts.slice(0, end - 1), guess, ...parts.slice(end)];
    return ` Did you mean "${suggestion.join("/")}"?`;
  }
  return "";
}

/** Says what an error of `import()` means. Those of Deno differ in their text only. */
function explain(thrown: unknown): string {
  const text = thrownText(thrown);
  const message = thrown instanceof Error ? thrown.message : "";
  const access = /Requires (read|import) access to "?([^",]+)"?/.exec(message);
  if (access) {
    return `may not be loaded. Run again with --allow-${access[1]}=${
      access[2]
    }`;
  }
  if (/^Import ".*" not a dependency/.test(message)) {
    return `imports a name without "jsr:" or "npm:" before it, which only works where a deno.json maps it: ${text}`;
  }
  if (/^JSR package (manifest|not found)/.test(message)) {
    return `could not be fetched: ${text} Is it published, and can this machine reach jsr.io?`;
  }
  if (/^(npm package|Could not find (version|npm package))/.test(message)) {
    return `could not be fetched: ${text}`;
  }
  if (Deno.build.standalone) {
    return `cannot be loaded by a compiled program: ${text}`;
  }
  return `failed while it was loaded: ${text}`;
}

function stat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw new ExtensionImportError(
        `may not be read. Run again with --allow-read=${path}`,
        { cause: error },
      );
    }
    return undefined;
  }
}

function exists(path: string): boolean {
  return stat(path) !== undefined;
}

function listing(folder: string): string[] | undefined {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return undefined;
  }
}
