/**
 * What stands under `extensions:` in a configuration.
 *
 * @module
 */
import { didYouMean, show } from "../core/mod.ts";
import type { Path } from "./position.ts";
import type { Problems } from "./problem.ts";

/** One extension, as the configuration asks for it. */
export interface ExtensionEntry {
  /** The module, as it is written. */
  readonly specifier: string;
  /** The name to give it. */
  readonly as: string | undefined;
  /** The range its version has to lie in. */
  readonly version: string | undefined;
  /** Where it stands. */
  readonly path: Path;
}

const members = ["import", "as", "version"];

/** Reads the list. What is no extension becomes a problem; the same module twice, a warning. */
export function readEntries(
  value: unknown,
  problems: Problems,
): ExtensionEntry[] {
  const path: Path = ["extensions"];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    problems.add(
      path,
      `"extensions" must be a list of modules, such as "- ./extensions/jitter/mod.ts".`,
    );
    return [];
  }
  const entries: ExtensionEntry[] = [];
  for (const [index, item] of value.entries()) {
    const entry = readEntry(item, [...path, index], problems);
    if (!entry) continue;
    if (entries.some(({ specifier }) => specifier === entry.specifier)) {
      problems.warn(
        entry.path,
        `extension "${entry.specifier}" is listed twice. The second is ignored.`,
        "value",
      );
    } else entries.push(entry);
  }
  return entries;
}

function readEntry(
  item: unknown,
  path: Path,
  problems: Problems,
): ExtensionEntry | undefined {
  if (typeof item === "string" && item !== "") {
    return { specifier: item, as: undefined, version: undefined, path };
  }
  if (typeof item !== "object" || item === null || Array.isArray(item)) {
    problems.add(
      path,
      `an extension must be a module such as "./jitter.ts" or "jsr:@scope/name@^1", or a map {import, as, version}.`,
      "value",
    );
    return undefined;
  }
  const map = item as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(map)) {
    if (members.includes(key)) continue;
    problems.add(
      [...path, key],
      `an extension has no option "${key}".${
        didYouMean(key, members) || ` Known: ${members.join(", ")}.`
      }`,
    );
  }
  const text = (key: string) => {
    const value = Object.hasOwn(map, key) ? map[key] ?? "" : "";
    if (typeof value === "string" || typeof value === "number") {
      if (value === "") return undefined;
      return typeof value === "string"
        ? value
        : problems.wordAt([...path, key]) ?? String(value);
    }
    problems.add(
      [...path, key],
      `"${key}" of an extension must be text: received ${show(value)}.`,
      "value",
    );
    return undefined;
  };
  const specifier = text("import");
  if (specifier === undefined) {
    problems.add(
      path,
      `an extension needs "import": the module to load.`,
      "value",
    );
    return undefined;
  }
  return { specifier, as: text("as"), version: text("version"), path };
}
