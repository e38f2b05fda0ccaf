/**
 * Reads the command line.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { didYouMean } from "../core/mod.ts";
import { Arguments, type OptionValue } from "./arguments.ts";
import { checkCommand, chooseCommand } from "./choose_command.ts";
import type { Command } from "./command.ts";
import {
  type Option,
  optionList,
  type OptionName,
  options,
  spellings,
} from "./options.ts";
import { UsageError } from "./usage_error.ts";
import {
  isConfigurationFile,
  isNegativeNumber,
  prepareWords,
  unmarked,
} from "./words.ts";

/** A command line that makes sense. */
export interface CommandLine {
  /** The command; `undefined` if only help or the version was asked for. */
  readonly command: Command | undefined;
  /** What it was given. */
  readonly given: Arguments;
}

/**
 * Reads a command line. Throws a {@linkcode UsageError} if it makes no sense.
 *
 * @param words What stands behind the program.
 * @param program How to run this program, for examples.
 * @param commands The commands that there are.
 */
export function readCommandLine(
  words: readonly string[],
  program: string,
  commands: readonly Command[],
): CommandLine {
  const stranger = words.slice(0, endOfOptions(words)).find(isUnknown);
  if (stranger !== undefined) throw unknownOption(stranger);
  const parsed = parseArgs(prepareWords(words), {
    string: ["_", ...namesOf((kind) => kind !== "flag")],
    boolean: namesOf((kind) => kind === "flag"),
    collect: namesOf((kind) => kind === "texts" || kind === "count"),
    alias: Object.fromEntries(
      optionList.map(([name, { short, alias }]) => [
        name,
        [short, alias].filter((other) => other !== undefined),
      ]),
    ),
  });
  const given = new Map<OptionName, OptionValue>();
  for (const [name, option] of optionList) {
    const value = readValue(name, option, parsed[name]);
    if (value !== undefined) given.set(name, value);
  }
  const operands = parsed._.map((word) => unmarked(String(word)));
  const asksOnly = given.has("help") || given.has("version");
  const [command, behind] = chooseCommand(
    commands,
    operands,
    given,
    asksOnly,
  );
  const rest = takeFile(command, behind, given);
  if (command && !asksOnly) checkCommand(command, commands, rest, given);
  return { command, given: new Arguments(program, rest, given) };
}

/** Takes a configuration file that stands among the operands for the one of `-c`, where the command takes no other words. */
function takeFile(
  command: Command | undefined,
  operands: readonly string[],
  given: Map<OptionName, OptionValue>,
): readonly string[] {
  const takesWords = command?.operands.some(({ required }) => required) ?? true;
  if (takesWords || given.has("config")) return operands;
  if (!command!.options.includes("config")) return operands;
  const file = operands.find(isConfigurationFile);
  if (file === undefined) return operands;
  given.set("config", file);
  return operands.filter((word) => word !== file);
}

function namesOf(fits: (kind: Option["kind"]) => boolean): OptionName[] {
  return optionList.filter(([, { kind }]) => fits(kind)).map(([name]) => name);
}

function endOfOptions(words: readonly string[]): number {
  const end = words.indexOf("--");
  return end < 0 ? words.length : end;
}

/** Whether a word looks like an option, or several letters in one, and one of them is none. */
function isUnknown(word: string): boolean {
  if (!word.startsWith("-") || word === "-" || isNegativeNumber(word)) {
    return false;
  }
  if (word.startsWith("--")) return !spellings.has(word.split("=")[0]!);
  const letters = /^-([^=\d]+)/.exec(word)?.[1];
  return ![...letters ?? "?"].every((letter) => spellings.has(`-${letter}`));
}

function readValue(
  name: OptionName,
  { kind }: Option,
  raw: unknown,
): OptionValue | undefined {
  if (kind === "flag") return raw === true ? true : undefined;
  if (kind === "count" || kind === "texts") {
    const list = (raw as string[]).map(unmarked);
    if (kind === "texts" && list.includes("")) throw noValue(name);
    return list.length > 0 ? list : undefined;
  }
  if (raw === undefined) return undefined;
  const text = unmarked(String(raw));
  if (text === "") throw noValue(name);
  return kind === "text" ? text : readNumber(name, kind, text);
}

function readNumber(
  name: OptionName,
  kind: "integer" | "number",
  text: string,
): number {
  const pattern = kind === "integer" ? /^\d+$/ : /^(?:\d+(?:\.\d*)?|\.\d+)$/;
  const number = Number(text);
  if (pattern.test(text) && number <= Number.MAX_SAFE_INTEGER) return number;
  throw new UsageError(
    "badValue",
    `--${name} takes ${
      kind === "integer" ? "a whole number" : "a number"
    } from 0 on: "${text}" is none.`,
  );
}

function noValue(name: OptionName): UsageError {
  return new UsageError(
    "unknown",
    `--${name} needs a value. One that begins with a hyphen is joined to it: --${name}=-x. A word that is no option stands behind "--".`,
  );
}

function unknownOption(word: string): UsageError {
  const written = word.split("=")[0]!;
  const joined = spellings.get(written.slice(0, 2));
  const takesValue = joined && !written.startsWith("--") &&
    !["flag", "count"].includes(options[joined].kind);
  const hint = takesValue
    ? ` Did you mean "${written.slice(0, 2)} ${written.slice(2)}"?`
    : written.startsWith("--")
    ? didYouMean(written, spellings.keys())
    : ` If it is no option, write it behind "--".`;
  return new UsageError("unknown", `There is no option "${written}".${hint}`);
}
