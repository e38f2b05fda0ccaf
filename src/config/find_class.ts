/**
 * From the `module` of a service or an endpoint to its class.
 *
 * @module
 */
import {
  didYouMean,
  type RegisteredClass,
  type Registry,
  StagingNamespace,
} from "../core/mod.ts";
import { importExtension } from "./extension_import.ts";
import { knownClasses } from "./known_extensions.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";
import { textAt } from "./text_at.ts";
import { thrownText } from "./thrown.ts";

/** Where classes come from. */
export interface ClassSources {
  /** The classes that are loaded. */
  readonly registry: Registry;
  /** The folder that `module_path` begins at. */
  readonly base: string;
  /** Whether an extension is missing, so that names it would bring are unknown. */
  readonly incomplete?: boolean;
  /** Collects what is wrong. */
  readonly problems: Problems;
}

/**
 * Finds the class that the block at `path` asks for with `module`, and perhaps `module_path`. Without a `module` it is `fallback`.
 * Returns `undefined`, after a report, if there is none.
 */
export async function findClass(
  block: Readonly<Record<string, unknown>>,
  path: Path,
  fallback: string,
  { registry, problems, base, incomplete }: ClassSources,
): Promise<RegisteredClass | undefined> {
  const module = textAt(block, "module", path, problems) ?? fallback;
  const modulePath = textAt(block, "module_path", path, problems);
  if (modulePath !== undefined) {
    try {
      return await fromFile(module, modulePath, base);
    } catch (error) {
      problems.add(
        [...path, "module_path"],
        `module_path "${modulePath}" ${(error as Error).message}`,
        "value",
      );
      return undefined;
    }
  }
  const found = registry.find(module);
  if (found.length === 1) return found[0];
  problems.add(
    [...path, "module"],
    found.length > 1
      ? ambiguous(module, found)
      : unknownModule(module, registry, incomplete),
    "value",
  );
  return undefined;
}

async function fromFile(
  module: string,
  modulePath: string,
  base: string,
): Promise<RegisteredClass> {
  const isRelative = !/^(\.\.?\/|\/|\w+:)/.test(modulePath);
  const specifier = isRelative ? `./${modulePath}` : modulePath;
  const { exports } = await importExtension(specifier, base);
  if (!Object.hasOwn(exports, module)) {
    const names = Object.keys(exports);
    throw new Error(
      `does not export "${module}". It exports: ${
        names.join(", ") || "nothing"
      }.${didYouMean(module, names)}`,
    );
  }
  const staging = new StagingNamespace(modulePath);
  try {
    staging.add({ [module]: exports[module] as RegisteredClass["cls"] });
  } catch (error) {
    throw new Error(`is of no use: ${thrownText(error)}`, { cause: error });
  }
  return staging.classes.get(module)!;
}

function ambiguous(module: string, found: readonly RegisteredClass[]): string {
  const names = found.map(({ extension, name }) => `${extension}.${name}`);
  return `module "${module}" is offered by ${found.length} extensions: ${
    names.join(", ")
  }. Write the full name.`;
}

function unknownModule(
  module: string,
  registry: Registry,
  incomplete = false,
): string {
  const holder = knownClasses.get(module);
  const way = incomplete
    ? " It may come with the extension that was not loaded."
    : holder && ` It comes with ${holder}.`;
  if (way) return `no module "${module}" in available namespaces.${way}`;
  const names = registry.classes.map(({ name }) => name);
  return `no module "${module}" in available namespaces.${
    didYouMean(module, [...names, ...knownClasses.keys()])
  } Known: ${names.sort().join(", ")}.`;
}
