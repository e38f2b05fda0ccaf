/**
 * What `--help` prints.
 *
 * @module
 */
import { version } from "../wire/mod.ts";
import { columns } from "./columns.ts";
import type { Command } from "./command.ts";
import {
  generalOptions,
  type Option,
  type OptionName,
  options,
} from "./options.ts";

/** Commands whose first example stands in the general help. */
const introduced = ["serve", "get", "set", "mon"];

/** Returns the help of a command, or the general one, which lists the commands. `program` is how examples begin. */
export function helpText(
  command: Command | undefined,
  commands: readonly Command[],
  program: string,
): string {
  return command
    ? commandHelp(command, program)
    : generalHelp(commands, program);
}

/** Returns the line that shows how a command is written. */
export function usageLine(
  { name, operands }: Command,
  program: string,
): string {
  const words = operands.map(({ name, required }) =>
    required ? name : `[${name}]...`
  );
  return ["Usage:", program, name, ...words, "[OPTION]..."].filter(Boolean)
    .join(" ");
}

function generalHelp(
  commands: readonly Command[],
  program: string,
): string {
  const shown = commands.filter(({ name }) => introduced.includes(name));
  return [
    `dripline for Deno ${version}: slow control for physics laboratories`,
    "",
    `Usage: ${program} [COMMAND] [OPERAND]... [OPTION]...`,
    ...section(
      "Commands",
      commands.map(({ name, summary }) => [name, summary]),
    ),
    ...section("Options of every command", generalOptions.map(optionRow)),
    "",
    `More about a command: ${program} COMMAND --help`,
    ...examples(shown.flatMap(({ examples }) => examples[0]!), program),
  ].join("\n");
}

function commandHelp(command: Command, program: string): string {
  const grouped = (wanted: Option["group"]) =>
    command.options.filter((name) => optionOf(name).group === wanted)
      .map(optionRow);
  return [
    `${command.summary}.`,
    "",
    usageLine(command, program),
    ...section(
      "Operands",
      command.operands.map(({ name, summary }) => [name, summary]),
    ),
    ...section("Options", grouped(undefined)),
    ...section("Mesh", grouped("mesh")),
    ...section("General", generalOptions.map(optionRow)),
    ...examples(command.examples, program),
  ].join("\n");
}

function section(
  title: string,
  rows: readonly (readonly string[])[],
): string[] {
  return rows.length > 0 ? ["", `${title}:`, ...columns(rows)] : [];
}

function examples(lines: readonly string[], program: string): string[] {
  return [
    "",
    "Examples:",
    ...lines.map((line) => `  ${`${program} ${line}`.trim()}`),
  ];
}

function optionRow(name: OptionName): string[] {
  const { short, value, summary } = optionOf(name);
  const letter = short ? `-${short}, ` : "    ";
  return [`${letter}--${name}${value ? ` ${value}` : ""}`, summary];
}

function optionOf(name: OptionName): Option {
  return options[name];
}
