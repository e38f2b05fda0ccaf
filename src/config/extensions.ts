/**
 * Loads the extensions that a configuration lists: imports each, checks it, lets it register.
 *
 * @module
 */
import { delay, systemClock } from "../mesh/mod.ts";
import { didYouMean, type Registry, StagingNamespace } from "../core/mod.ts";
import { type ComponentVersion, version as running } from "../wire/mod.ts";
import { type ExtensionEntry, readEntries } from "./extension_entry.ts";
import { ExtensionImportError, importExtension } from "./extension_import.ts";
import { checkVersions, type Extension, readShape } from "./extension_shape.ts";
import type { Problems } from "./problem.ts";

/** How long `register` may take, in milliseconds. */
const registerTimeout = 10_000;

/** An extension that is there. */
export interface LoadedExtension {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** The module, as the configuration writes it. */
  readonly specifier: string;
  /** Where it was found. */
  readonly url: string;
  /** The classes it brought. */
  readonly classes: readonly string[];
  /** The calibration functions it brought. */
  readonly functions: readonly string[];
}

interface Candidate {
  readonly entry: ExtensionEntry;
  readonly url: string;
  readonly extension: Extension;
}

/**
 * Loads the extensions listed in `value`, the `extensions:` of a configuration whose folder is `base`. All are tried, so that all
 * problems are reported at once.
 */
export async function loadExtensions(
  value: unknown,
  base: string,
  registry: Registry,
  problems: Problems,
): Promise<LoadedExtension[]> {
  const candidates = new Map<string, Candidate>();
  for (const entry of readEntries(value, problems)) {
    const candidate = await load(entry, base, problems);
    if (!candidate) continue;
    const { name } = candidate.extension;
    const holder = candidates.get(name);
    if (holder) {
      problems.add(
        entry.path,
        `extension "${entry.specifier}" is named "${name}", as "${holder.entry.specifier}" is. Give it another name: {import: "${entry.specifier}", as: NAME}.`,
      );
    } else candidates.set(name, candidate);
  }
  const all = new Map(
    [...candidates].map(([name, { extension }]) => [name, extension]),
  );
  const loaded: LoadedExtension[] = [];
  for (const candidate of candidates.values()) {
    const { entry, extension } = candidate;
    let fitting = true;
    checkVersions(extension, entry, all, running, (message) => {
      fitting = false;
      problems.add(entry.path, `extension "${extension.name}" ${message}`);
    });
    const done = fitting && await register(candidate, registry, problems);
    if (done) loaded.push(done);
  }
  return loaded;
}

/** The versions of extensions, as every message names them. */
export function extensionVersions(
  loaded: readonly LoadedExtension[],
): Record<string, ComponentVersion> {
  return Object.fromEntries(
    loaded.map(({ name, version, specifier }) => [
      `dripline.extensions.${name}`,
      { version, package: specifier },
    ]),
  );
}

async function load(
  entry: ExtensionEntry,
  base: string,
  problems: Problems,
): Promise<Candidate | undefined> {
  const complain = (message: string) =>
    problems.add(entry.path, `extension "${entry.specifier}" ${message}`);
  try {
    const { url, exports } = await importExtension(entry.specifier, base);
    const extension = readShape(exports, entry, complain);
    return extension && { entry, url, extension };
  } catch (error) {
    if (!(error instanceof ExtensionImportError)) throw error;
    complain(error.message);
    return undefined;
  }
}

async function register(
  { entry, url, extension }: Candidate,
  registry: Registry,
  problems: Problems,
): Promise<LoadedExtension | undefined> {
  const { name, version } = extension;
  const staging = new StagingNamespace(name);
  const stop = new AbortController();
  const late = delay(systemClock, registerTimeout, stop.signal).then(() => {
    if (!stop.signal.aborted) {
      throw new Error(`it took longer than ${registerTimeout / 1000} s`);
    }
  });
  try {
    await Promise.race([extension.register(staging), late]);
    registry.commit(staging);
  } catch (error) {
    problems.add(entry.path, complaint(name, error as Error));
    return undefined;
  } finally {
    staging.seal();
    stop.abort();
  }
  return {
    name,
    version,
    url,
    specifier: entry.specifier,
    classes: [...staging.classes.keys()],
    functions: [...staging.functions.keys()],
  };
}

function complaint(name: string, error: Error): string {
  if (error?.name === "RegistrationError") {
    return `extension "${name}": ${error.message}. Nothing from it was loaded.`;
  }
  const missing = /(?:reading|is not a function).*?'?(\w+)'?$/
    .exec(error?.message ?? "")?.[1];
  const guess = missing
    ? didYouMean(missing, ["add", "calibrations", "returnCode", "name"])
    : "";
  return `extension "${name}" failed in register(): ${
    error?.message ?? error
  }.${guess} Nothing from it was loaded.`;
}
