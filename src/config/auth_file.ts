/**
 * The authentication file, which holds user names and passwords in groups.
 *
 * @module
 */
import type { AuthGroups } from "../core/mod.ts";
import type { ReadText } from "./files.ts";
import { isMap } from "./plain_data.ts";
import {
  ConfigurationError,
  configurationError,
  type Problem,
  Problems,
} from "./problem.ts";
import { parseSource, type Source } from "./source.ts";

/** What an authentication file holds. */
export interface AuthFile {
  /** Its groups. */
  readonly groups: AuthGroups;
  /** What is obsolete in it. */
  readonly warnings: readonly Problem[];
}

/** The group with the login of the broker. */
export const DRIPLINE_GROUP = "dripline";

/** What the group of the broker was called before. */
const FORMER_NAMES = ["amqp", "rabbitmq"];

const EXAMPLE = '{"dripline": {"username": "me", "password": "mine"}}';

/**
 * Reads an authentication file, YAML or JSON whatever its name: `{"dripline": {"username": "u", "password": "p"}}`.
 *
 * The former names `amqp` and `rabbitmq` of the group are accepted, and their `broker` is ignored, each with a warning.
 * Throws a {@linkcode ConfigurationError} if the file cannot be read, is empty or holds anything but groups of texts.
 * No error shows anything of what the file holds but the names of groups and items.
 */
export function readAuthFile(
  file: string,
  readText: ReadText,
): AuthFile {
  const source = parseWithoutQuoting(
    readText(file, "authentication file"),
    file,
  );
  const problems = new Problems(file, source.positions);
  const groups = new Map<string, Map<string, string>>();
  for (const [name, items] of Object.entries(source.data)) {
    if (!isMap(items)) {
      problems.add(
        [name],
        `the group ${name} must be a map of texts: ${EXAMPLE}.`,
      );
      continue;
    }
    groups.set(
      currentName(name, source, problems),
      texts(name, items, problems),
    );
  }
  problems.throwIfErrors();
  return { groups, warnings: [...source.problems, ...problems.list] };
}

/** Parses the file; what the parser has to say is kept back, because it may show a part of a password. */
function parseWithoutQuoting(text: string, file: string): Source {
  let source: Source | undefined;
  try {
    source = parseSource(text, file);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw configurationError(
      file,
      `the authentication file cannot be understood from here on. It is YAML or JSON, with texts in quotes: ${EXAMPLE}.`,
      error.problems[0]?.position,
    );
  }
  if (source) return source;
  throw configurationError(
    file,
    `the authentication file is empty. It holds groups of texts: ${EXAMPLE}.`,
  );
}

/** Returns the name that a group has today. */
function currentName(
  name: string,
  source: Source,
  problems: Problems,
): string {
  const known = Object.keys(source.data);
  const heir = FORMER_NAMES.find((former) => known.includes(former));
  if (known.includes(DRIPLINE_GROUP) || name !== heir) return name;
  problems.warn(
    [name],
    `the group ${name} is taken for ${DRIPLINE_GROUP}: rename it.`,
  );
  return DRIPLINE_GROUP;
}

/** Returns the items of a group, which have to be texts. */
function texts(
  group: string,
  items: Record<string, unknown>,
  problems: Problems,
): Map<string, string> {
  const result = new Map<string, string>();
  const isLogin = group === DRIPLINE_GROUP || FORMER_NAMES.includes(group);
  for (const [name, text] of Object.entries(items)) {
    if (isLogin && name === "broker") {
      problems.warn(
        [group, name],
        "the broker is not taken from here: give it as dripline_mesh.broker in the configuration.",
      );
    } else if (typeof text === "string") {
      result.set(name, text);
    } else {
      problems.add(
        [group, name],
        `${group}.${name} must be a text: put it in quotes.`,
        "value",
      );
    }
  }
  return result;
}
