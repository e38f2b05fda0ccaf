/**
 * The programs of dripline-cpp and dripline-python, by their names: `dl-serve`, `dl-agent` and `dl-mon`.
 *
 * @module
 */
import { ConfigurationError } from "../config/mod.ts";
import { isReplyError, version } from "../wire/mod.ts";
import { type Command, commandNamed } from "./command.ts";
import { commands } from "./commands.ts";
import { runProgram } from "./main.ts";

/** The old names. */
export type OldName = "dl-serve" | "dl-agent" | "dl-mon";

/** Exit codes of the originals that a hundredth of a return code does not give. */
const exitCodes = { configuration: 1, cannotServe: 100 } as const;

/** Keys of a dl-agent's configuration that say what an option says. */
const agentKeys: Readonly<Record<string, string>> = {
  "specifier": "--specifier",
  "timeout": "--timeout",
  "lockout_key": "--lockout-key",
  "return.code": "--return-code",
  "return.message": "--return-msg",
};

const verbs = ["get", "set", "cmd", "reply", "alert"];

/**
 * Runs a command line that was written for a program of the originals: with its options and its exit codes, and what it prints on
 * standard output. Its log goes to standard error. Returns the exit code; never rejects.
 */
export function mainAs(
  name: OldName,
  words: readonly string[],
): Promise<number> {
  const isAgent = name === "dl-agent";
  const served = name === "dl-serve";
  const command = served ? "serve" : "mon";
  return runProgram({
    program: isAgent ? name : "",
    commands: isAgent
      ? commands.filter((verb) => verbs.includes(verb.name))
      : [renamed(commandNamed(commands, command)!, name)],
    words: isAgent
      ? plainly(words.map(asOption))
      : [name, ...served ? words : plainly(words)],
    version: versionText(name),
    exitCodeOf: (error) => {
      if (error instanceof ConfigurationError) return exitCodes.configuration;
      const failed = served && (isReplyError(error) || isPlainError(error));
      return failed ? exitCodes.cannotServe : undefined;
    },
  });
}

/** A command that is a program: its name stands where that of the program would stand. */
function renamed(command: Command, name: OldName): Command {
  const examples = command.examples.map((line) =>
    `${name} ${line.replace(/^(serve|mon) /, "")}`
  );
  return { ...command, name, examples };
}

/** Messages are printed as the originals print them, unless JSON is asked for. */
function plainly(words: readonly string[]): readonly string[] {
  const isJson = words.some((word) =>
    ["--json", "--json-print", "--pretty-print"].includes(word)
  );
  return isJson ? words : ["--plain", ...words];
}

function asOption(word: string): string {
  const [, key, value] = /^([a-z_.]+)=(.*)$/s.exec(word) ?? [];
  return key && Object.hasOwn(agentKeys, key)
    ? `${agentKeys[key]}=${value}`
    : word;
}

/** Whether an error is none of those that say themselves how the program ends. */
function isPlainError(error: unknown): boolean {
  return error instanceof Error && error.name === "Error";
}

function versionText(name: OldName): string {
  return [
    `Executable: "${name}"`,
    `Location: "${import.meta.dirname ?? import.meta.url}"`,
    `Built with dripline-deno version ${version}`,
    "Git commit: na",
  ].join("\n");
}
