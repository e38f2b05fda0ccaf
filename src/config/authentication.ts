/**
 * Finds out user names and passwords.
 *
 * @module
 */
import {
  type AuthGroups,
  type AuthItem,
  type AuthSpecification,
  didYouMean,
} from "../core/mod.ts";
import { DRIPLINE_GROUP, readAuthFile } from "./auth_file.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { expandHome, type ReadText, readTextFile } from "./files.ts";
import { isMap } from "./plain_data.ts";
import { type Path, pathText } from "./position.ts";
import type { Problem, Problems } from "./problem.ts";

/** What authentication is resolved from. */
export interface AuthenticationOptions {
  /** The authentication file: `auth_file` in a configuration, `--auth-file`. */
  readonly authFile?: string | undefined;
  /** The `auth_groups` of the configuration, unchecked. */
  readonly authGroups?: unknown;
  /** What the command line says. */
  readonly flags?: AuthenticationFlags;
  /** The groups that the service asks for. */
  readonly needed?: AuthSpecification;
  /** Where environment variables come from. Default: this process. */
  readonly environment?: Environment;
  /** Reads files. Default: {@linkcode readTextFile}. */
  readonly readText?: ReadText;
  /** Is told what is wrong with `auth_groups`, by paths in the configuration. */
  readonly problems: Problems;
}

/** What the command line says about the login of the broker. It overrides the same item of a configuration. */
export interface AuthenticationFlags {
  /** `--username`. */
  readonly username?: string | undefined;
  /** `--password`. */
  readonly password?: string | undefined;
  /** `--password-file`: a file that holds the password. */
  readonly passwordFile?: string | undefined;
}

/** User names and passwords. */
export interface Authentication {
  /** The user name for the broker. */
  readonly username: string;
  /** The password for the broker. */
  readonly password: string;
  /** All groups, that of the broker (`dripline`) included. */
  readonly groups: AuthGroups;
  /** What is obsolete in the authentication file. */
  readonly warnings: readonly Problem[];
}

type Specification = Map<string, Map<string, AuthItem>>;

/** The login of the broker. */
const brokerLogin: AuthSpecification[string] = {
  username: { default: "guest", env: "DRIPLINE_USER" },
  password: { default: "guest", env: "DRIPLINE_PASSWORD" },
};

const ITEM_MEMBERS = ["default", "env", "file", "value"] as const;

/**
 * Finds out all user names and passwords.
 *
 * Each comes from the strongest of these that is given: its default, the authentication file, its environment
 * variable, its file, its value. The login of the broker is the group `dripline`: `DRIPLINE_USER` and
 * `DRIPLINE_PASSWORD`, `guest` and `guest` if nothing is said. A service may ask for others; `auth_groups` changes them, and adds groups.
 *
 * Throws a {@linkcode ConfigurationError} if a file cannot be read, if `auth_groups` is malformed or an item comes from
 * nowhere. No error shows a password.
 */
export function resolveAuthentication(
  options: AuthenticationOptions,
): Authentication {
  const { authFile, problems } = options;
  const environment = options.environment ?? readEnvironment;
  const readText = options.readText ?? readTextFile;
  const read: ReadText = (path, what) =>
    readText(expandHome(path, environment), what);

  const specification = specify(options, problems);
  applyFlags(specification, options.flags ?? {});
  problems.throwIfErrors();

  const fromFile = authFile === undefined
    ? { groups: new Map<string, Map<string, string>>(), warnings: [] }
    : readAuthFile(authFile, read);
  const groups = new Map<string, Map<string, string>>();
  for (const [group, items] of fromFile.groups) {
    if (items.size > 0) groups.set(group, new Map(items));
  }
  for (const [group, items] of specification) {
    const texts = groups.get(group) ?? new Map<string, string>();
    for (const [name, item] of items) {
      const path = ["auth_groups", group, name];
      const text = resolveItem(item, texts.get(name), environment, read);
      if (text === undefined) problems.add(path, fromNowhere(path, item));
      else texts.set(name, text);
    }
    if (texts.size > 0) groups.set(group, texts);
  }
  problems.throwIfErrors();

  // Both are specified, so they have been resolved or have been a problem.
  const login = groups.get(DRIPLINE_GROUP)!;
  const [username, password] = [login.get("username")!, login.get("password")!];
  return { username, password, groups, warnings: fromFile.warnings };
}

function resolveItem(
  item: AuthItem,
  fromAuthFile: string | undefined,
  environment: Environment,
  read: ReadText,
): string | undefined {
  if (item.value !== undefined) return item.value;
  if (item.file !== undefined) {
    return read(item.file, "password file").replace(/\r?\n$/, "");
  }
  const fromEnvironment = item.env === undefined
    ? undefined
    : environment(item.env);
  return fromEnvironment ?? fromAuthFile ?? item.default;
}

function fromNowhere(path: Path, item: AuthItem): string {
  const waysOut = item.env === undefined
    ? "give it a default, env, file or value"
    : `set the environment variable ${item.env}, or give it a default`;
  return `${pathText(path)} has no text: ${waysOut}.`;
}

/** Returns where the items of all groups come from, as the configuration wants it. */
function specify(
  { authGroups, needed }: AuthenticationOptions,
  problems: Problems,
): Specification {
  const specification: Specification = new Map(
    Object.entries({ ...needed, [DRIPLINE_GROUP]: brokerLogin })
      .map(([group, items]) => [group, new Map(Object.entries(items))]),
  );
  for (const [group, given] of members(authGroups, ["auth_groups"], problems)) {
    const items = specification.get(group) ?? new Map<string, AuthItem>();
    specification.set(group, items);
    const path = ["auth_groups", group];
    for (const [name, item] of members(given, path, problems)) {
      const before = items.get(name) ?? {};
      items.set(name, {
        ...before,
        ...toItem(item, [...path, name], problems),
      });
    }
  }
  return specification;
}

/** Returns an item, which is written as a map of texts or as the text itself. */
function toItem(given: unknown, path: Path, problems: Problems): AuthItem {
  if (typeof given === "string") return { default: given, value: given };
  const item: { -readonly [K in keyof AuthItem]: AuthItem[K] } = {};
  for (const [name, text] of members(given, path, problems)) {
    const key = ITEM_MEMBERS.find((member) => member === name);
    if (key === undefined) {
      problems.add(
        [...path, name],
        `${pathText(path)} has no "${name}".${
          didYouMean(name, ITEM_MEMBERS)
        } Known: ${ITEM_MEMBERS.join(", ")}.`,
      );
    } else if (typeof text !== "string") {
      problems.add(
        [...path, name],
        `${pathText([...path, name])} must be a text: put it in quotes.`,
        "value",
      );
    } else {
      item[key] = text;
    }
  }
  return item;
}

/** Returns the members of a map. Nothing at all counts as an empty map, anything else is a problem. */
function members(
  value: unknown,
  path: Path,
  problems: Problems,
): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (isMap(value)) return Object.entries(value);
  problems.add(path, `${pathText(path)} must be a map.`);
  return [];
}

/** Lets the command line have the last word: a password file counts more than a value in the configuration. */
function applyFlags(
  specification: Specification,
  flags: AuthenticationFlags,
): void {
  const login = specification.get(DRIPLINE_GROUP)!;
  const { username, password, passwordFile } = flags;
  if (username !== undefined) login.set("username", { value: username });
  if (password !== undefined) login.set("password", { value: password });
  else if (passwordFile !== undefined) {
    login.set("password", { file: passwordFile });
  }
}
