/**
 * Loads the extensions that a configuration lists: imports each, checks it, lets it register.
 *
 * @module
 */
import { getLogger } from "@logtape/logtape";
import { type Clock, systemClock, within } from "../mesh/mod.ts";
import {
  didYouMean,
  type Namespace,
  RegistrationError,
  type Registry,
  StagingNamespace,
} from "../core/mod.ts";
import { type ComponentVersion, version as running } from "../wire/mod.ts";
import { type ExtensionEntry, readEntries } from "./extension_entry.ts";
import { ExtensionImportError, importExtension } from "./extension_import.ts";
import { checkVersions, type Extension, readShape } from "./extension_shape.ts";
import type { Problems } from "./problem.ts";
import { thrownText } from "./thrown.ts";

const logger = getLogger(["dripline", "config"]);

/** What a namespace offers. */
const members: readonly (keyof Namespace)[] = [
  "add",
  "calibrations",
  "returnCode",
  "name",
];

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
 * problems are reported at once. `clock` ends an import or a `register` that does not come to its end.
 */
export async function loadExtensions(
  value: unknown,
  base: string,
  registry: Registry,
  problems: Problems,
  clock: Clock = systemClock,
): Promise<LoadedExtension[]> {
  const candidates = new Map<string, Candidate>();
  for (const entry of readEntries(value, problems)) {
    const candidate = await load(entry, base, problems, clock);
    if (!candidate) continue;
    const { name } = candidate.extension;
    const holder = candidates.get(name);
    if (holder) {
      problems.add(
        entry.path,
        `extension "${entry.specifier}" is named "${name}", as "${holder.entry.specifier}" is. Give it another name: {import: "${entry.specifier}", as: NAME}.`,
        "value",
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
      problems.add(
        entry.path,
        `extension "${extension.name}" ${message}`,
        "value",
      );
    });
    const done = fitting &&
      await register(candidate, registry, problems, clock);
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
  clock: Clock,
): Promise<Candidate | undefined> {
  const complain = (message: string) =>
    problems.add(
      entry.path,
      `extension "${entry.specifier}" ${message}`,
      "value",
    );
  try {
    const module = await importExtension(entry.specifier, base, clock);
    const extension = readShape(module, entry, complain);
    return extension && { entry, url: module.url, extension };
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
  clock: Clock,
): Promise<LoadedExtension | undefined> {
  const { name, version } = extension;
  const staging = new StagingNamespace(name);
  try {
    await within(
      clock,
      registerTimeout,
      Promise.resolve().then(() => extension.register(staging)),
      () =>
        new RegistrationError(
          `register() of "${name}" took longer than ${
            registerTimeout / 1000
          } s`,
        ),
    );
    registry.commit(staging);
  } catch (error) {
    problems.add(entry.path, complaint(name, error), "value");
    return undefined;
  } finally {
    staging.seal();
  }
  for (const { name: replaced, replaces } of staging.classes.values()) {
    if (replaces === undefined) continue;
    logger.info("{replacement} takes the place of {replaces}", {
      replacement: `${name}.${replaced}`,
      replaces,
    });
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

function complaint(name: string, error: unknown): string {
  const text = thrownText(error);
  if (error instanceof RegistrationError) {
    const who = text.includes(`"${name}"`) ? "" : `extension "${name}": `;
    return `${who}${text} Nothing from it was loaded.`;
  }
  const missing = /\.(\w+) is not a function/.exec(text)?.[1];
  const guess = missing ? didYouMean(missing, members) : "";
  return `extension "${name}" failed in register(): ${text}${guess} Nothing from it was loaded.`;
}
