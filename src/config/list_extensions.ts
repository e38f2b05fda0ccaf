/**
 * Loads the extensions of a configuration, and nothing else of it, to say what they bring.
 *
 * @module
 */
import { builtInName } from "../core/mod.ts";
import { version } from "../wire/mod.ts";
import { readEntries } from "./extension_entry.ts";
import { type LoadedExtension, loadExtensions } from "./extensions.ts";
import { builtIns } from "./load.ts";
import { type Problem, Problems } from "./problem.ts";
import { readSettings, type SettingsOptions } from "./settings.ts";

/** An extension that a configuration lists, or what is built in. */
export interface ListedExtension extends Partial<LoadedExtension> {
  /** The module, as the configuration writes it; empty for what is built in. */
  readonly specifier: string;
  /** Whether it was loaded. If it was refused, the problems say why, and nothing else is known of it. */
  readonly status: "ok" | "refused";
}

/** The extensions of a configuration. */
export interface ExtensionList {
  /** What is built in, then the extensions in the order of the file. */
  readonly extensions: readonly ListedExtension[];
  /** What is wrong with them. */
  readonly problems: readonly Problem[];
}

/** Loads the extensions of a configuration. Throws a `ConfigurationError` if the configuration cannot be read. */
export async function listExtensions(
  options: SettingsOptions,
): Promise<ExtensionList> {
  const { data, base, problems } = readSettings(options);
  problems.throwIfErrors();
  const registry = builtIns();
  const builtIn: ListedExtension = {
    name: builtInName,
    version,
    specifier: "",
    url: "",
    status: "ok",
    classes: registry.classes.map(({ name }) => name),
    functions: [...registry.functions.keys()],
  };
  const { extensions: listed } = data;
  const loaded = await loadExtensions(listed, base, registry, problems);
  const entries = readEntries(listed, new Problems(""));
  return {
    extensions: [
      builtIn,
      ...entries.map(({ specifier }): ListedExtension => {
        const found = loaded.find((one) => one.specifier === specifier);
        return found
          ? { ...found, status: "ok" }
          : { specifier, status: "refused" };
      }),
    ],
    problems: problems.list,
  };
}
