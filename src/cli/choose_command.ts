/**
 * Finds out which command is meant, and whether what was given suits it.
 *
 * @module
 */
import { didYouMean } from "../core/mod.ts";
import type { GivenOptions } from "./arguments.ts";
import { type Command, commandNamed } from "./command.ts";
import { generalOptions } from "./options.ts";
import { UsageError } from "./usage_error.ts";
import { isConfigurationFile } from "./words.ts";

/**
 * Returns the one of the commands that is meant, and its operands. Without one, a configuration file is there to be served. `asksOnly`: help or the version is
 * all that is wanted. Throws a {@linkcode UsageError} if there is no such command.
 */
export function chooseCommand(
  commands: readonly Command[],
  operands: readonly string[],
  given: GivenOptions,
  asksOnly: boolean,
): [Command | undefined, readonly string[]] {
  const [first, ...rest] = operands;
  const named = first === undefined ? undefined : commandNamed(commands, first);
  if (named) return [named, rest];
  const isFile = first !== undefined && isConfigurationFile(first);
  const isWord = first !== undefined && !first.includes("=") && !isFile;
  const serve = commandNamed(commands, "serve");
  if (serve && (isFile || (!isWord && given.has("config")))) {
    return [serve, operands];
  }
  if (asksOnly && !isWord) return [undefined, operands];
  const names = commands.map(({ name }) => name);
  if (isWord) {
    throw new UsageError(
      "missing",
      `There is no command "${first}".${didYouMean(first, names)} Commands: ${
        names.join(", ")
      }.`,
    );
  }
  throw new UsageError(
    "missing",
    `A command is required: ${names.join(", ")}.${
      serve ? " To serve a configuration: -c FILE." : ""
    }`,
  );
}

/**
 * Throws a {@linkcode UsageError} if an operand is missing, or something was given that the command does not take: then it says which
 * of the commands take it.
 */
export function checkCommand(
  command: Command,
  commands: readonly Command[],
  operands: readonly string[],
  given: GivenOptions,
): void {
  const { name, options: known } = command;
  for (const option of given.keys()) {
    if (known.includes(option) || generalOptions.includes(option)) continue;
    const users = commands.filter(({ options }) => options.includes(option));
    throw new UsageError(
      "unknown",
      `"${name}" has no option --${option}${
        users.length === 0
          ? ""
          : `; ${users.map((user) => `"${user.name}"`).join(", ")} ${
            users.length > 1 ? "have" : "has"
          } it`
      }.`,
    );
  }
  const missing = command.operands.findIndex(({ required }, index) =>
    required && (operands[index]?.includes("=") ?? true)
  );
  if (missing >= 0) {
    const { name: what, summary } = command.operands[missing]!;
    throw new UsageError("missing", `${what} is required: ${summary}.`);
  }
  if (command.operands.some(({ required, anyWord }) => required || anyWord)) {
    return;
  }
  const stray = operands.find((word) =>
    !(word.includes("=") && takesKeys(command, word))
  );
  if (stray === undefined) return;
  throw new UsageError(
    "extra",
    `"${name}" does not take "${stray}".${configurationHint(stray)}`,
  );
}

/** Whether a `key=value` argument may stand behind a command: it addresses the configuration, or the mesh. */
function takesKeys({ operands, options }: Command, word: string): boolean {
  return operands.length > 0 ||
    (options.includes("broker") && word.startsWith("dripline_mesh."));
}

function configurationHint(word: string): string {
  return isConfigurationFile(word)
    ? ` A configuration is named with -c: -c ${word}.`
    : "";
}
