/**
 * Checks that a module is an extension: what it exports, and that the versions fit.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { format, parse, parseRange, satisfies, type SemVer } from "@std/semver";
import { builtInName, type Namespace, nearest, show } from "../core/mod.ts";
import type { ExtensionEntry } from "./extension_entry.ts";
import type { ExtensionModule } from "./extension_import.ts";

/** A module that has the shape of an extension. */
export interface Extension {
  /** Its name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** What it needs. */
  readonly requires: Requirements;
  /** Registers what it brings. */
  readonly register: (namespace: Namespace) => unknown;
}

/** What an extension needs. */
export interface Requirements {
  /** A range of versions of this program. */
  readonly dripline: string | undefined;
  /** Ranges of versions of other extensions, by name. */
  readonly extensions: ReadonlyMap<string, string>;
}

/** Something is wrong with an extension; continues `extension "x" `. */
export type Complaint = (message: string) => void;

const reserved = [builtInName, "core"];
const rangeHint = `A range looks like "^1.2" or ">=2 <3".`;
const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Reads what the module at `url` exports. Returns `undefined`, after complaints, if it is no extension. */
export function readShape(
  { url, exports }: ExtensionModule,
  entry: ExtensionEntry,
  complain: Complaint,
): Extension | undefined {
  const own = (name: string) =>
    Object.hasOwn(exports, name) ? exports[name] : undefined;
  const [register, version] = [own("register"), own("version")];
  const names = Object.keys(exports);
  if (typeof register !== "function") {
    complain(
      register === undefined
        ? `does not export "register". It exports: ${listed(names)}.${
          nearest("register", names) ? ` Did you mean "register"?` : ""
        }`
        : `exports a "register" that is no function. Write: export function register(namespace) { ... }`,
    );
  }
  if (version === undefined) {
    complain(
      `does not export "version". Add: export const version = "1.0.0";`,
    );
  } else if (!isVersion(version)) {
    complain(`has version ${incomplete(version)}`);
  }
  const name = entry.as ?? own("name") ?? defaultName(url);
  const nameFits = typeof name === "string" && namePattern.test(name);
  if (!nameFits || reserved.includes(name)) {
    complain(
      nameFits
        ? `cannot be named ${
          show(name)
        }: that name is reserved. Give it another with {import: ..., as: NAME}.`
        : `cannot be named ${
          show(name)
        }: a name is letters, digits and underscores, and begins with a letter. Give it one with {import: ..., as: NAME}.`,
    );
  }
  const requires = readRequirements(own("requires"), complain);
  return typeof register === "function" && isVersion(version) && nameFits &&
      !reserved.includes(name) && requires
    ? {
      name,
      version,
      requires,
      register: register as Extension["register"],
    }
    : undefined;
}

/** Checks an extension against the range that the configuration asks for, this program, and the other extensions. */
export function checkVersions(
  extension: Extension,
  entry: ExtensionEntry,
  others: ReadonlyMap<string, Extension>,
  running: string,
  complain: Complaint,
): void {
  const { version, requires } = extension;
  const noRange = (range: string) =>
    complain(
      `${version} exports "requires" with the range "${range}", which is none. ${rangeHint}`,
    );
  if (entry.version !== undefined) {
    const fitting = fits(version, entry.version);
    if (fitting === undefined) {
      complain(
        `is asked for with the version "${entry.version}", which is no range. ${rangeHint}`,
      );
    } else if (!fitting) {
      complain(`is ${version}, but the file asks for "${entry.version}".`);
    }
  }
  if (requires.dripline !== undefined) {
    const fitting = fits(running, requires.dripline, true);
    if (fitting === undefined) noRange(requires.dripline);
    else if (!fitting) {
      complain(
        `${version} needs dripline ${requires.dripline}, but ${running} is running. Install another version of the extension, or of dripline.`,
      );
    }
  }
  for (const [name, range] of requires.extensions) {
    const other = others.get(name);
    const fitting = fits(other?.version ?? "0.0.0", range);
    if (fitting === undefined) noRange(range);
    else if (!other) {
      complain(
        `${version} needs extension "${name}" ${range}, which is not loaded. Add it under "extensions:".`,
      );
    } else if (!fitting) {
      complain(
        `${version} needs extension "${name}" ${range}, but ${other.version} is listed.`,
      );
    }
  }
}

/** The name of an extension that names none: its file's, or its folder's if the file is mod.ts; or the package's. */
export function defaultName(url: string): string {
  const path = url.startsWith("file:")
    ? fileURLToPath(url)
    : url.split(/[?#]/, 1)[0]!;
  const parts = path.split("/").map(withoutVersion);
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  const file = parts.pop()!;
  const isModule = /^mod\.[jt]sx?$/.test(file) && parts.length > 0;
  const name = isModule ? parts.at(-1)! : file.replace(/\.[cm]?[jt]sx?$/, "");
  return name.replace(/^(npm|jsr):/, "").replaceAll("-", "_");
}

/** `web` of `web@1.2.0`; `@dripline` stays. */
function withoutVersion(part: string): string {
  const at = part.indexOf("@", 1);
  return at < 0 ? part : part.slice(0, at);
}

function readRequirements(
  value: unknown,
  complain: Complaint,
): Requirements | undefined {
  const { dripline, extensions } = asMap(value ?? {}) ?? {};
  const others = asMap(extensions ?? {});
  const ranges = [dripline, ...Object.values(others ?? {})];
  const fitting = asMap(value ?? {}) && others &&
    ranges.every((range) => range === undefined || typeof range === "string");
  if (!fitting) {
    complain(
      `exports "requires", which must look like { dripline: "^1.0.0", extensions: { scpi: "^2" } }`,
    );
    return undefined;
  }
  return {
    dripline: dripline as string | undefined,
    extensions: new Map(Object.entries(others as Record<string, string>)),
  };
}

/** Lists names, but no more than ten. */
function listed(names: readonly string[]): string {
  const rest = names.length - 10;
  const first = names.slice(0, 10).join(", ") || "nothing";
  return rest > 0 ? `${first} and ${rest} more` : first;
}

function asMap(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}

/**
 * Tells whether `version` lies in `range`; `undefined` if the range is none. With `coerced` a version before a release counts as
 * that release too, so that extensions can be tried with it.
 */
function fits(
  version: string,
  range: string,
  coerced = false,
): boolean | undefined {
  try {
    const [parsed, wanted] = [parse(version), parseRange(range)];
    const { major, minor, patch } = parsed;
    const release: SemVer = { major, minor, patch };
    return satisfies(parsed, wanted) ||
      (coerced && satisfies(release, wanted));
  } catch {
    return undefined;
  }
}

function isVersion(value: unknown): value is string {
  if (typeof value !== "string") return false;
  try {
    return format(parse(value)) === value.replace(/^v/, "");
  } catch {
    return false;
  }
}

function incomplete(version: unknown): string {
  const numbers = /^v?(\d+)(?:\.(\d+))?$/.exec(String(version));
  const guess = numbers && `${numbers[1]}.${numbers[2] ?? 0}.0`;
  return `${show(version)}, which is not a full semantic version.${
    guess ? ` Did you mean "${guess}"?` : ` Write it as "1.0.0".`
  }`;
}
